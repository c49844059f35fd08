import type { GraphQLError } from "graphql";

import { errorCodes, maxCodes } from "./error-codes.ts";

/** What a log line and a span tell of an operation; no variables, no data. */
export interface OperationSummary {
  /** Undefined for an anonymous operation, and for one that is not valid. */
  operationName: string | undefined;
  /** Undefined when the document is not valid. */
  operationType: "query" | "mutation" | "subscription" | undefined;
  /** Whether its answer has data, or null in its place; undefined where it was not run. */
  hasData: boolean | undefined;
  errorCount: number;
  /** The distinct codes of its errors. */
  errorCodes: readonly string[];
}

/** The summary of an operation of which nothing is known yet. */
export function newSummary(): OperationSummary {
  return {
    operationName: undefined,
    operationType: undefined,
    hasData: undefined,
    errorCount: 0,
    errorCodes: [],
  };
}

/** Adds errors of an answer, or of a part of it, to what is logged of the operation. */
export function countErrors(summary: OperationSummary, errors: readonly GraphQLError[]): void {
  summary.errorCount += errors.length;
  const codes = new Set([...summary.errorCodes, ...errorCodes(errors)]);
  summary.errorCodes = [...codes].slice(0, maxCodes);
}
