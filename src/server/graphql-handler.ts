import type { HTTPGraphQLRequest, HTTPGraphQLResponse } from "@apollo/server";

import type { ReadDocument } from "../admission/document-reader.ts";
import type { RequestContext } from "../connectors/request-context.ts";
import type { AdmitCalls } from "../execution/executor.ts";
import type { Delivery } from "./delivery.ts";
import type { OperationSummary } from "./operation-summary.ts";

/** Answers GraphQL requests that came over HTTP, against one contract. */
export interface GraphqlHandler {
  readonly handle: (
    request: HTTPGraphQLRequest,
    context: OperationContext,
  ) => Promise<GraphqlResponse>;
}

export type GraphqlResponse = HTTPGraphQLResponse & {
  /**
   * Of an answer in parts: resolves when the last one was read, or what was left has been given up.
   * Until then there is work for it.
   */
  readonly ended?: Promise<void>;
};

/**
 * What goes with a request through Apollo Server. A plain object, because Apollo clones it for each
 * operation and a class with private state would not survive that.
 */
export interface OperationContext {
  readonly request: RequestContext;
  /** Filled in on the way. */
  readonly summary: OperationSummary;
  /** Whether nobody is sent the body, as with HEAD: then there are no parts. */
  readonly isHead?: boolean;
  /** Whether it is only to be made ready: parsed, validated and planned, and not run. */
  readonly isRehearsal?: boolean;
  /** From where it comes. Absent where that is nowhere. */
  readonly address?: () => string;
  /** Counts the calls of its caller; absent where nobody counts. */
  readonly admitCalls?: AdmitCalls;
  /** Its document, once that is read. */
  read?: ReadDocument;
  /** Undefined where the caller takes no answer in parts. */
  readonly delivery?: Delivery | undefined;
}
