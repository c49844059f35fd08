import type { DocumentNode, GraphQLError } from "graphql";

import type { RequestContext } from "../connectors/request-context.ts";

/** Runs operations against one contract. */
export interface Executor {
  /**
   * Runs one operation of a document that is valid for the contract's schema. Never rejects:
   * what goes wrong is in `errors`.
   */
  readonly execute: (operation: Operation) => Promise<OperationResult>;
}

export interface Operation {
  readonly document: DocumentNode;
  /** Needed where the document has several operations. */
  readonly operationName: string | undefined;
  /** As the client sent them, not yet coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly request: RequestContext;
}

export interface OperationResult {
  /** Absent when the operation could not start: see `errors`, and answer 400. */
  readonly data?: Readonly<Record<string, unknown>> | null;
  /**
   * Not empty when present. `originalError` is a GatewayError for what clients may see in full,
   * undefined for errors of the GraphQL semantics, and anything else for a bug to mask.
   */
  readonly errors?: readonly GraphQLError[];
}
