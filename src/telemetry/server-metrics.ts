/**
 * Where measurements of what clients ask for go. The server is handed `undefined` instead when nobody
 * collects metrics. No name of an operation and nothing else that clients choose is among them.
 */
export interface ServerMetrics {
  /** Measures an HTTP request of any path that is over. */
  readonly answered: (request: MeasuredRequest) => void;
  /** Counts a request that never got to GraphQL, by the code it was refused with: one of a few. */
  readonly refused: (code: string) => void;
  /** Counts a GraphQL request that is over. */
  readonly operationEnded: (operation: MeasuredOperation) => void;
}

/** What is measured of an HTTP request. */
export interface MeasuredRequest {
  readonly method: string;
  /** The path of its route; undefined where there is none. */
  readonly route: string | undefined;
  /** Undefined where the client went away before it had its answer. */
  readonly status: number | undefined;
  readonly tookMs: number;
}

/** What is counted of a GraphQL request. */
interface MeasuredOperation {
  /** Undefined where the document is not valid. */
  readonly type: "query" | "mutation" | "subscription" | undefined;
  readonly outcome: OperationOutcome;
  /** The distinct codes of its errors, of a set that is known beforehand. */
  readonly errorTypes: readonly string[];
}

export type OperationOutcome =
  /** Answered without an error. */
  | "ok"
  /** Answered, with errors. */
  | "partial"
  /** Run, and without data in the end. */
  | "failed"
  /** Not run: it is not valid, or not allowed. */
  | "refused"
  /** Its client went away before it had the answer. */
  | "abandoned";
