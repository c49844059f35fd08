import type { JsonObject } from "./json.ts";

/**
 * What went wrong, as clients see it in `extensions.code`. The codes are stable.
 *
 * - `CONNECTOR_FETCH`: the source answered, and the answer is not a success.
 * - `CONNECTOR_RESPONSE_INVALID`: the answer cannot be read (broken JSON, no object where one is mapped,
 *   a batch without its list or its keys).
 * - `CONNECTOR_REQUEST_INVALID`: the request cannot be built from the inputs; nothing was sent.
 * - `HTTP_CLIENT_ERROR`: the source could not be reached, or the connection broke.
 * - `GATEWAY_TIMEOUT`: the source did not answer within its timeout.
 * - `RESPONSE_TOO_LARGE`: the answer passed `maxResponseBytes`.
 * - `SOURCE_OVERLOADED`: more calls wait for the source than `maxQueuedCalls`.
 * - `REQUEST_ABORTED`: the client went away.
 * - `ANSWER_TOO_LARGE`: the answer would have more list items than `limits.answerItems`.
 * - `INTERNAL_SERVER_ERROR`: a bug, in a resolver or in the gateway.
 */
export type ErrorCode =
  | "CONNECTOR_FETCH"
  | "CONNECTOR_RESPONSE_INVALID"
  | "CONNECTOR_REQUEST_INVALID"
  | "HTTP_CLIENT_ERROR"
  | "GATEWAY_TIMEOUT"
  | "RESPONSE_TOO_LARGE"
  | "SOURCE_OVERLOADED"
  | "REQUEST_ABORTED"
  | "ANSWER_TOO_LARGE"
  | "INTERNAL_SERVER_ERROR";

/** A failure that a caller may see: its message and extensions are written for clients. */
export class GatewayError extends Error {
  override readonly name = "GatewayError";
  /** Usually an {@link ErrorCode}; a schema's `errors.extensions` may set another. */
  readonly code: string;
  /** Facts about the failure, shown to clients beside the code. */
  readonly extensions: JsonObject;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly extensions?: JsonObject; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const extended = options.extensions?.["code"];
    this.code = typeof extended === "string" ? extended : code;
    this.extensions = { ...options.extensions, code: this.code };
  }
}
