import fastify from "fastify";

import type { Logger } from "../telemetry/logger.ts";
import { HttpError, sendError } from "./http-error.ts";
import { listen } from "./listen.ts";

export interface MetricsServerOptions {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  readonly log: Logger;
  /** All metrics as they are now, in the text format of Prometheus. */
  readonly scrape: () => Promise<string>;
}

export interface MetricsServer {
  /** Listens. Resolves with where metrics are; rejects with ProblemsError when it cannot. */
  readonly start: () => Promise<{ readonly url: string }>;
  readonly stop: () => Promise<void>;
}

/**
 * Creates the endpoint that Prometheus reads. It asks for no token, as scrapers expect: its address is
 * its own, so that who may reach it is decided apart from who may reach GraphQL.
 */
export function createMetricsServer(options: MetricsServerOptions): MetricsServer {
  const { host, port, log, scrape } = options;
  const app = fastify({ exposeHeadRoutes: false, forceCloseConnections: true });
  app.get(path, async (_request, reply) =>
    reply.type("text/plain; version=0.0.4; charset=utf-8").send(await scrape()),
  );
  app.setNotFoundHandler(({ method, url }, reply) =>
    sendError(
      reply,
      new HttpError(404, `There is nothing at ${method} ${url}. There is GET ${path}.`),
    ),
  );
  app.setErrorHandler((error, _request, reply) => {
    log.error({ err: error }, "metrics could not be read");
    return sendError(reply, new HttpError(500, "Internal server error"));
  });
  return {
    start: async () => ({
      url: `${await listen(app, { host, port, settings: "metrics" })}${path}`,
    }),
    stop: () => app.close(),
  };
}

const path = "/metrics";
