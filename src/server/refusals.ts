import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { CallerName } from "../telemetry/caller-name.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { ServerMetrics } from "../telemetry/server-metrics.ts";
import { HttpError, sendError } from "./http-error.ts";

export interface RefusalOptions {
  /** Where GraphQL is. */
  readonly path: string;
  readonly maxBodyBytes: number;
  readonly log: Logger;
  /** What logs call a caller; undefined: nothing. */
  readonly callerName: CallerName | undefined;
  /** Undefined when nobody collects metrics. */
  readonly metrics?: Pick<ServerMetrics, "refused"> | undefined;
}

/** Sets what `app` answers to requests that never get to GraphQL: each says what to do instead. */
export function answerRefusals(app: FastifyInstance, options: RefusalOptions): void {
  const refuse = (request: FastifyRequest, reply: FastifyReply, error: HttpError): FastifyReply => {
    const path = pathOf(request);
    const { statusCode: status, code } = error;
    if (options.log.isLevelEnabled("info")) {
      const { method, id: requestId, ip: address } = request;
      const caller = options.callerName?.(request.caller);
      options.log.info(
        { method, path, status, code, requestId, address, caller },
        "request refused",
      );
    }
    options.metrics?.refused(code);
    return sendError(reply, error);
  };

  app.setNotFoundHandler((request, reply) => {
    const isGraphql = pathOf(request) === options.path;
    if (isGraphql) reply.header("allow", "GET, HEAD, POST");
    return refuse(
      request,
      reply,
      isGraphql ? wrongMethod(request) : unknownRoute(request, options),
    );
  });
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const refusal = refusalOf(error, request, options);
    const isBug = refusal !== error && refusal.statusCode >= 500;
    if (isBug) options.log.error({ err: error }, "the gateway failed");
    return refuse(request, reply, refusal);
  });
}

/** Of a whole URL, as proxies are sent it, without its host: a name and a password may stand there. */
function pathOf({ url }: FastifyRequest): string {
  return url.replace(/\?.*/s, "").replace(/^[\w+.-]+:\/\/[^/]*/, "");
}

function refusalOf(
  error: FastifyError,
  request: FastifyRequest,
  options: RefusalOptions,
): HttpError {
  const status = error.statusCode ?? 500;
  if (error instanceof HttpError) return error;
  if (status === 413) return tooLarge(options);
  if (status === 415) return wrongMediaType(request);
  if (status >= 400 && status < 500) return new HttpError(status, error.message);
  return new HttpError(500, "Internal server error");
}

function wrongMethod({ method }: FastifyRequest): HttpError {
  return new HttpError(405, `GraphQL requests are POST or GET; this one is ${method}.`);
}

function unknownRoute({ method, url }: FastifyRequest, { path }: RefusalOptions): HttpError {
  return new HttpError(404, `There is nothing at ${method} ${url}. GraphQL is at POST ${path}.`);
}

function tooLarge({ maxBodyBytes }: RefusalOptions): HttpError {
  return new HttpError(
    413,
    `A request body may have ${maxBodyBytes} bytes; this one has more. Send a smaller one.`,
  );
}

function wrongMediaType({ headers }: FastifyRequest): HttpError {
  const actual = headers["content-type"];
  const has = actual === undefined ? "this one has none" : `this one has "${actual}"`;
  return new HttpError(415, `A request body needs "content-type: application/json"; ${has}.`);
}
