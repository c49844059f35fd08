import type { FastifyReply } from "fastify";

import { HttpError, sendError } from "./http-error.ts";

/**
 * Ends a request whose work is not done: with an answer, or, where part of one has left, by closing its
 * connection. Not 503, on which a client or a proxy may send it again: a mutation may have been done.
 */
export function cutOff(reply: FastifyReply): void {
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const error = new HttpError(
    504,
    "The gateway stops, and this was not done in the time that was left. A query can be sent again; a mutation may have been done.",
    "GATEWAY_TIMEOUT",
  );
  sendError(reply.header("connection", "close"), error);
}
