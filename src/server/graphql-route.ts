import { Readable } from "node:stream";

import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from "@apollo/server";
import type { FastifyReply, FastifyRequest } from "fastify";

import type { GraphqlHandler } from "./graphql-handler.ts";
import { HttpExchange, type ExchangeOptions } from "./http-exchange.ts";

export interface GraphqlRouteOptions {
  /** Asked once for each request, which stays with the answer to its end. */
  readonly currentHandler: () => GraphqlHandler;
  /** Whether the connection of an answer is to be closed after it. */
  readonly isLastAnswer: () => boolean;
  readonly exchange: ExchangeOptions;
}

/**
 * Creates the Fastify handler of the GraphQL path.
 *
 * Our own, and not `@as-integrations/fastify`, because that refuses chunked answers (incremental
 * delivery), gives no sign that the client went away, and copies headers on a slow path.
 */
export function graphqlRoute({
  currentHandler,
  isLastAnswer,
  exchange: options,
}: GraphqlRouteOptions) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const exchange = new HttpExchange(request, reply.raw, options);
    const response = await currentHandler().handle(toApollo(request), {
      request: exchange,
      summary: exchange.summary,
      isHead: request.method === "HEAD",
      address: () => request.ip,
    });
    // It was cut off meanwhile.
    if (reply.sent) return reply;
    // Else the client would send its next request into a closing connection.
    if (isLastAnswer()) reply.header("connection", "close");
    return send(reply, response);
  };
}

function toApollo({ method, url, headers: received, body }: FastifyRequest): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const name in received) {
    // Node gives names in lower case. HeaderMap's own set would lower them again, one by one.
    Map.prototype.set.call(headers, name, String(received[name]));
  }
  // Node leaves out the body of what is answered to HEAD.
  const isGet = method === "GET" || method === "HEAD";
  return {
    method: isGet ? "GET" : method,
    headers,
    search: isGet ? searchOf(url) : "",
    body,
  };
}

function searchOf(url: string): string {
  const start = url.indexOf("?");
  return start === -1 ? "" : url.slice(start);
}

function send(reply: FastifyReply, { status, headers, body }: HTTPGraphQLResponse): FastifyReply {
  reply.code(status ?? 200);
  for (const [name, value] of headers) {
    // CORS may have set one already.
    const before = name === "vary" ? reply.getHeader(name) : undefined;
    reply.header(name, before === undefined ? value : `${String(before)}, ${value}`);
  }
  // An empty text would have a length of 0, and that of the answer which is left out is another.
  if (status === 304) return reply.send();
  // A client that goes away destroys the stream, which ends the iterator.
  return reply.send(body.kind === "complete" ? body.string : Readable.from(body.asyncIterator));
}
