import type { DocumentNode, GraphQLError } from "graphql";

import type { RequestContext } from "../connectors/request-context.ts";
import type { GatewayError } from "../kernel/gateway-error.ts";
import type { AnswerFreshness } from "./answer-freshness.ts";
import type { LaterParts } from "./later-parts.ts";

/** Runs operations against one contract. */
export interface Executor {
  /**
   * Runs one operation of a document that is valid for the contract's schema. Never rejects:
   * what goes wrong is in `errors`.
   */
  readonly execute: (operation: Operation) => Promise<OperationResult>;
}

/** An executor that can plan what it has not been asked to run yet. */
export interface PlanningExecutor extends Executor {
  /**
   * Plans one operation of a valid document, for callers who take it whole and for those who take
   * parts. Gives what is wrong with it: nothing, where it can be run.
   */
  readonly prepare: (
    document: DocumentNode,
    operationName: string | undefined,
  ) => readonly GraphQLError[];
}

export interface Operation {
  readonly document: DocumentNode;
  /** Needed where the document has several operations. */
  readonly operationName: string | undefined;
  /** As the client sent them, not yet coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly request: RequestContext;
  /** Whether the caller wants to know how fresh each field is. */
  readonly wantsFreshnessReport?: boolean;
  /** Whether the caller takes an answer in parts (`@defer`, `@stream`). Default: it gets it whole. */
  readonly takesParts?: boolean;
  /**
   * Counts the calls that it makes whatever happens, before the first of them; or says why it must not
   * make them. Default: it may.
   */
  readonly admitCalls?: AdmitCalls | undefined;
}

export type AdmitCalls = (calls: number) => GatewayError | undefined;

export interface OperationResult {
  /** Absent when the operation could not start: see `errors`, and answer 400. */
  readonly data?: Readonly<Record<string, unknown>> | null;
  /**
   * Not empty when present. `originalError` is a GatewayError for what clients may see in full,
   * undefined for errors of the GraphQL semantics, and anything else for a bug to mask.
   */
  readonly errors?: readonly GraphQLError[];
  /**
   * Absent for mutations; and where no part of the answer can be kept, unless a report is wanted. Of
   * an answer with errors it tells about those parts that are there.
   */
  readonly freshness?: AnswerFreshness;
  /** What else the caller has asked for. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Present exactly where `data` is the first part of several. */
  readonly later?: LaterParts;
}
