import type { HTTPGraphQLRequest } from "@apollo/server";

import type { GraphQLError } from "graphql";

import type { Admitted, DocumentAdmission } from "../documents/document-admission.ts";
import { isJsonObject } from "../kernel/json.ts";

/** A request, with the text of its document; and why it may not be run, if so. */
export interface AdmittedRequest {
  readonly request: HTTPGraphQLRequest;
  readonly refusal?: GraphQLError;
}

/**
 * The request with the text of its document where it only names one: by `documentId`, or by the
 * extension `persistedQuery`. The same request where there is nothing to put in.
 */
export function admitDocument(
  request: HTTPGraphQLRequest,
  admission: DocumentAdmission,
): AdmittedRequest {
  return request.method === "GET" ? admitSearch(request, admission) : admitBody(request, admission);
}

function admitBody(request: HTTPGraphQLRequest, admission: DocumentAdmission): AdmittedRequest {
  const { body, headers } = request;
  // What it is else, Apollo Server refuses.
  if (!isJsonObject(body)) return { request };
  const { query, documentId, extensions, operationName } = body;
  const hash = hashIn(extensions);
  const admitted = admission.admit({ query, documentId, hash, operationName, headers });
  return withText(request, admitted, (text) => {
    const rest = Object.entries(body).filter(([name]) => !namesOfDocument.has(name));
    return { body: { ...Object.fromEntries(rest), query: text } };
  });
}

function admitSearch(request: HTTPGraphQLRequest, admission: DocumentAdmission): AdmittedRequest {
  if (admission.takesAnyText && !namesDocument.test(request.search)) return { request };
  const parameters = new URLSearchParams(request.search);
  const admitted = admission.admit({
    query: parameters.get("query"),
    documentId: parameters.get("documentId"),
    hash: hashIn(parsed(parameters.get("extensions"))),
    operationName: parameters.get("operationName"),
    headers: request.headers,
  });
  return withText(request, admitted, (text) => {
    parameters.delete("documentId");
    parameters.delete("extensions");
    parameters.set("query", text);
    return { search: `?${parameters.toString()}` };
  });
}

function withText(
  request: HTTPGraphQLRequest,
  admitted: Admitted,
  put: (text: string) => Partial<HTTPGraphQLRequest>,
): AdmittedRequest {
  if (admitted === undefined) return { request };
  if ("refusal" in admitted) return { request, refusal: admitted.refusal };
  return { request: { ...request, ...put(admitted.text) } };
}

const namesOfDocument = new Set(["documentId", "extensions"]);

/** Percent-encoding may hide a name; nobody encodes letters. */
const namesDocument = /documentId|persistedQuery/;

function hashIn(extensions: unknown): unknown {
  const persisted = isJsonObject(extensions) ? extensions["persistedQuery"] : undefined;
  return isJsonObject(persisted) ? persisted["sha256Hash"] : undefined;
}

/** Undefined where it is no JSON: Apollo Server says so. */
function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
