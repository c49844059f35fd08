import type { HTTPGraphQLRequest, HTTPGraphQLResponse } from "@apollo/server";

import type { RequestContext } from "../connectors/request-context.ts";

/** Answers GraphQL requests that came over HTTP, against one contract. */
export interface GraphqlHandler {
  readonly handle: (
    request: HTTPGraphQLRequest,
    context: OperationContext,
  ) => Promise<HTTPGraphQLResponse>;
}

/**
 * What goes with a request through Apollo Server. A plain object, because Apollo clones it for each
 * operation and a class with private state would not survive that.
 */
export interface OperationContext {
  readonly request: RequestContext;
  /** Filled in on the way. */
  readonly summary: OperationSummary;
}

/** What a log line and a span tell of an operation; no variables, no data. */
export interface OperationSummary {
  /** Undefined for an anonymous operation, and for one that is not valid. */
  operationName: string | undefined;
  /** Undefined when the document is not valid. */
  operationType: "query" | "mutation" | "subscription" | undefined;
  errorCount: number;
  /** The distinct codes of its errors. */
  errorCodes: readonly string[];
}

/** The summary of an operation of which nothing is known yet. */
export function newSummary(): OperationSummary {
  return { operationName: undefined, operationType: undefined, errorCount: 0, errorCodes: [] };
}
