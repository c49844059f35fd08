import type { JsonObject } from "./json.ts";

/**
 * What went wrong, as clients see it in `extensions.code`. The codes are stable.
 *
 * - `CONNECTOR_FETCH`: the source answered, and the answer is not a success.
 * - `CONNECTOR_RESPONSE_INVALID`: the answer cannot be read (broken JSON, no object where one is mapped,
 *   a batch without its list or its keys).
 * - `CONNECTOR_VALUE_INVALID`: a value in it does not fit its type, or is null where there must be none.
 * - `CONNECTOR_REQUEST_INVALID`: the request cannot be built from the inputs; nothing was sent.
 * - `HTTP_CLIENT_ERROR`: the source could not be reached, or the connection broke.
 * - `GATEWAY_TIMEOUT`: the source did not answer within its timeout.
 * - `RESPONSE_TOO_LARGE`: the answer passed `maxResponseBytes`.
 * - `SOURCE_OVERLOADED`: more calls wait for the source than `maxQueuedCalls`.
 * - `CIRCUIT_OPEN`: the source is failing, so calls to it are held back for a while.
 * - `RATE_LIMITED`: the call would wait for the source's rate limit longer than it may.
 * - `OVERLOADED`: the gateway has too much to do to take on new requests.
 * - `TOO_MANY_CALLS`: the operation needs more calls to a source than its `callsPerOperation`.
 * - `SOURCE_CREDENTIALS_UNAVAILABLE`: the gateway has no credentials for the source at the moment.
 * - `SOURCE_ADDRESS_REFUSED`: the source is at an address that may not be called.
 * - `TOO_MANY_REQUESTS`: the caller has used its `operationsPerMinute` or `callsPerMinute`.
 * - `REQUEST_ABORTED`: the client went away.
 * - `ANSWER_TOO_LARGE`: the answer would have more list items than `limits.answerItems`, or too many errors.
 * - `LAZY_BUDGET_EXCEEDED`: a lazy field was not there within its budget; it may be, soon.
 * - `UNAUTHENTICATED`: only callers who have proven who they are may see this.
 * - `CREDENTIALS_INVALID`: what was to prove who sends the request does not.
 * - `TOKEN_EXPIRED`: the same, as its time is over.
 * - `IDENTITY_UNAVAILABLE`: whether it does cannot be found out now.
 * - `FORBIDDEN`: the caller lacks scopes that it takes to see this.
 * - `INTERNAL_SERVER_ERROR`: a bug, in a resolver or in the gateway.
 */
export type ErrorCode =
  | "CONNECTOR_FETCH"
  | "CONNECTOR_RESPONSE_INVALID"
  | "CONNECTOR_VALUE_INVALID"
  | "CONNECTOR_REQUEST_INVALID"
  | "HTTP_CLIENT_ERROR"
  | "GATEWAY_TIMEOUT"
  | "RESPONSE_TOO_LARGE"
  | "SOURCE_OVERLOADED"
  | "CIRCUIT_OPEN"
  | "RATE_LIMITED"
  | "OVERLOADED"
  | "TOO_MANY_CALLS"
  | "SOURCE_CREDENTIALS_UNAVAILABLE"
  | "SOURCE_ADDRESS_REFUSED"
  | "TOO_MANY_REQUESTS"
  | "REQUEST_ABORTED"
  | "ANSWER_TOO_LARGE"
  | "LAZY_BUDGET_EXCEEDED"
  | "UNAUTHENTICATED"
  | "CREDENTIALS_INVALID"
  | "TOKEN_EXPIRED"
  | "IDENTITY_UNAVAILABLE"
  | "FORBIDDEN"
  | "INTERNAL_SERVER_ERROR";

export interface GatewayErrorOptions {
  /** Facts for clients. They stand over what the error itself would say, but not over its fields. */
  readonly extensions?: JsonObject;
  readonly cause?: unknown;
  /** Whether the same may succeed later; by default the code says. */
  readonly retryable?: boolean;
  /** How long to wait before that, where somebody knows. Part of a millisecond counts as one. */
  readonly retryAfterMs?: number | undefined;
}

/** A failure that a caller may see: its message and extensions are written for clients. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  /** Usually an {@link ErrorCode}; a schema's `errors.extensions` may set another. */
  readonly code: string;
  /** Whether the same may succeed later. Not whether that is safe: a mutation may have been done. */
  readonly retryable: boolean;
  /** How long to wait before trying again, in whole milliseconds; undefined where nobody knows. */
  readonly retryAfterMs: number | undefined;
  /** Facts about the failure, shown to clients; `code`, `retryable` and `retryAfterMs` among them. */
  readonly extensions: JsonObject;

  constructor(code: ErrorCode, message: string, options: GatewayErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const { extensions, retryable = retryableCodes.has(code), retryAfterMs } = options;
    const extended = extensions?.["code"];
    this.code = typeof extended === "string" ? extended : code;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs);
    this.extensions = {
      ...(retryable && { retryable }),
      ...(this.retryAfterMs !== undefined && { retryAfterMs: this.retryAfterMs }),
      ...extensions,
      code: this.code,
    };
  }
}

const retryableCodes: ReadonlySet<ErrorCode> = new Set([
  "HTTP_CLIENT_ERROR",
  "GATEWAY_TIMEOUT",
  "SOURCE_OVERLOADED",
  "CIRCUIT_OPEN",
  "RATE_LIMITED",
  "TOO_MANY_REQUESTS",
  "SOURCE_CREDENTIALS_UNAVAILABLE",
  "LAZY_BUDGET_EXCEEDED",
  "IDENTITY_UNAVAILABLE",
]);
