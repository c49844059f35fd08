import { HeaderMap } from "@apollo/server";
import type { FormattedExecutionResult } from "graphql";

import { newRequestContext, type RequestContext } from "../../../src/connectors/request-context.ts";
import { sourceSettings } from "../../../src/config/config.ts";
import { resolveConfig } from "../../../src/config/resolve-config.ts";
import type { Clock } from "../../../src/kernel/clock.ts";
import { openCache } from "../../../src/open-cache.ts";
import { openService, type Service } from "../../../src/service.ts";
import { newSummary } from "../../../src/server/operation-summary.ts";
import type { FieldFreshness } from "../../../src/server/freshness-report.ts";
import { createCallObserver } from "../../../src/sources/observe-call.ts";
import { SourceRegistry } from "../../../src/sources/source-registry.ts";
import { createSaltedHash } from "../../../src/telemetry/salted-hash.ts";
import { createLogMemory } from "./open-gateway.ts";

export interface WorldServiceOptions {
  /** The path of its schema. */
  readonly schema: string;
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly isCached: boolean;
}

/** What a caller is answered over HTTP, with a report of its freshness. */
export interface WorldAnswer extends FormattedExecutionResult {
  readonly headers: ReadonlyMap<string, string>;
  readonly report: readonly FieldFreshness[];
}

/** A service on a clock of its own: it waits for nothing but its upstream. */
export async function openWorldService({ schema, baseUrl, clock, isCached }: WorldServiceOptions) {
  const { log } = createLogMemory();
  const config = resolveConfig({
    sources: {
      api: {
        baseUrl,
        timeout: "24h",
        // As many may be held as there are.
        maxConcurrentCalls: 10_000,
        retry: { attempts: 1 },
        // What is open or shut is no question of what is kept.
        breaker: { minCalls: 1_000_000 },
      },
    },
    server: { requestTimeout: "24h" },
    cache: isCached ? {} : { memory: { maxBytes: 0 } },
  });
  let service: Service | undefined;
  const { cache, invalidations, texts, close } = await openCache(config, {
    clock,
    log,
    storeEvents: { failed: () => undefined },
    withMembers: (invalidation) => invalidation,
    onInvalidated: () => service?.closeSent(),
  });
  const sources = new SourceRegistry({
    clock,
    log,
    settings: (name) => sourceSettings(config, name),
  });
  const opened = await openService({ schema, resolvers: {} }, config, {
    mode: "production",
    log,
    clock,
    sources,
    cache,
    invalidations,
    texts,
    observer: createCallObserver({
      log,
      audit: undefined,
      metrics: undefined,
      tracing: undefined,
      hash: createSaltedHash("salt"),
    }),
    tracing: undefined,
    metrics: undefined,
    cacheMetrics: undefined,
    onDocument: () => undefined,
    identity: config.identity,
    current: () => config,
  });
  service = opened;
  return {
    async ask(query: string, request: Partial<RequestContext> = {}): Promise<WorldAnswer> {
      const response = await opened.handle(
        {
          method: "POST",
          headers: new HeaderMap([["content-type", "application/json"]]),
          search: "",
          body: { query },
        },
        { request: { ...newRequestContext(), ...request }, summary: newSummary() },
      );
      const text = response.body.kind === "complete" ? response.body.string : "";
      const result = JSON.parse(text) as FormattedExecutionResult;
      const report = (result.extensions?.["freshness"] ?? []) as readonly FieldFreshness[];
      return { ...result, report, headers: response.headers };
    },
    /** Takes effect at once. */
    invalidate: (written: unknown) => invalidations.invalidate(opened.readInvalidation(written)),
    /** How many calls are on their way, or wait. */
    callCount: () =>
      sources
        .snapshots()
        .reduce(
          (sum, { inFlight, queued }) =>
            sum + inFlight + Object.values(queued).reduce((a, b) => a + b, 0),
          0,
        ),
    async close() {
      await sources.closeOthers(new Set());
      await close();
    },
  };
}
