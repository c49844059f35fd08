import type { FastifyReply } from "fastify";

/** A request that is refused before it gets to GraphQL. The message is written for clients. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  readonly statusCode: number;
  /** For clients, in `extensions.code`. */
  readonly code: string;

  constructor(statusCode: number, message: string, code?: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code ?? codes.get(statusCode) ?? "BAD_REQUEST";
  }
}

/** Answers with an error in the form of a GraphQL answer, so that GraphQL clients can show it. */
export function sendError(reply: FastifyReply, error: HttpError): FastifyReply {
  const { statusCode, message, code } = error;
  return (
    reply
      .code(statusCode)
      .header("content-type", "application/json; charset=utf-8")
      // Caches may keep a 404 or 405 that does not say otherwise.
      .header("cache-control", "no-store")
      .send(JSON.stringify({ errors: [{ message, extensions: { code } }] }))
  );
}

const codes: ReadonlyMap<number, string> = new Map([
  [401, "UNAUTHORIZED"],
  [404, "NOT_FOUND"],
  [405, "METHOD_NOT_ALLOWED"],
  [413, "PAYLOAD_TOO_LARGE"],
  [415, "UNSUPPORTED_MEDIA_TYPE"],
  [500, "INTERNAL_SERVER_ERROR"],
  [503, "SERVICE_UNAVAILABLE"],
]);
