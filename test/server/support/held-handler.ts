import { HeaderMap } from "@apollo/server";

import type { RequestContext } from "../../../src/connectors/request-context.ts";
import type { GraphqlHandler } from "../../../src/server/graphql-handler.ts";

export interface HeldHandler extends GraphqlHandler {
  /** Resolves with the context of the first request, once that has come. */
  readonly entered: Promise<RequestContext>;
  /** Lets all requests be answered. */
  readonly release: () => void;
}

/** A handler that keeps its requests waiting, then answers each with `text`. */
export function heldHandler(text = '{"data":{}}'): HeldHandler {
  const entered = Promise.withResolvers<RequestContext>();
  const released = Promise.withResolvers<void>();
  return {
    async handle(_request, { request }) {
      entered.resolve(request);
      await released.promise;
      const headers = new HeaderMap([["content-type", "application/json"]]);
      return { headers, body: { kind: "complete", string: text } };
    },
    entered: entered.promise,
    release: () => released.resolve(),
  };
}
