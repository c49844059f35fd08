import type { HTTPGraphQLRequest } from "@apollo/server";
import { HeaderMap } from "@apollo/server";

import type { DeliveryFormat } from "./accepted-delivery.ts";
import { setPartHeaders } from "./delivery.ts";
import { framings } from "./framing.ts";
import type { GraphqlResponse } from "./graphql-handler.ts";

/** The same request, of somebody who takes JSON: what it is answered is put in its form later. */
export function acceptingJson(request: HTTPGraphQLRequest): HTTPGraphQLRequest {
  return {
    ...request,
    headers: new HeaderMap([...request.headers, ["accept", "application/json"]]),
  };
}

/**
 * An answer of one part, in the form that parts have.
 *
 * As events it is 200 even where the operation is refused (GraphQL over SSE), because a browser
 * shows nothing of others. Not so a mutation by GET, which is no GraphQL request at all.
 */
export function inPartForm(response: GraphqlResponse, format: DeliveryFormat): GraphqlResponse {
  const { headers, body, status } = response;
  if (body.kind === "chunked" || status === 405) return response;
  const { opening, frame } = framings[format];
  const isEvent = format === "eventStream";
  const json = isEvent ? body.string : `${body.string.slice(0, -1)},"hasNext":false}`;
  setPartHeaders(headers, format);
  const string = opening + frame(json, false);
  return {
    headers,
    ...(status !== undefined && !isEvent && { status }),
    body: { kind: "complete", string },
  };
}
