import type { FastifyInstance } from "fastify";

import type { Clock } from "../kernel/clock.ts";
import type { ServerMetrics } from "../telemetry/server-metrics.ts";

/** Measures all requests to `app`, the refused ones too: it goes before whatever refuses them. */
export function measureRequests(
  app: FastifyInstance,
  { metrics, clock }: { readonly metrics: Pick<ServerMetrics, "answered">; readonly clock: Clock },
): void {
  app.addHook("onRequest", (request, reply, done) => {
    const startedAtMs = clock.nowMs();
    const { raw } = reply;
    // Fastify's onResponse is not called for a client that goes away.
    raw.once("close", () => {
      metrics.answered({
        method: request.method,
        route: request.routeOptions.url,
        status: raw.writableEnded ? raw.statusCode : undefined,
        tookMs: clock.nowMs() - startedAtMs,
      });
    });
    done();
  });
}
