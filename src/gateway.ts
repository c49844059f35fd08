import type { FormattedExecutionResult } from "graphql";

import { CallerRates } from "./admission/caller-rates.ts";
import { LoadMeter } from "./admission/load-meter.ts";
import { Overload } from "./admission/overload.ts";
import { type Config, type ConfigInput, sourceSettings } from "./config/config.ts";
import { LiveConfig } from "./config/live-config.ts";
import { resolveConfig } from "./config/resolve-config.ts";
import { tuningRedis } from "./config/shared-redis.ts";
import type { Resolvers } from "./execution/resolvers.ts";
import { Fleet, type FleetOptions } from "./fleet/fleet.ts";
import { createIdentity } from "./identity/identity.ts";
import { systemClock } from "./kernel/clock.ts";
import { InFlight } from "./kernel/in-flight.ts";
import { ProblemsError } from "./kernel/problem.ts";
import type { MockOptions } from "./mocking/mock-options.ts";
import { developmentOrigins } from "./server/cors-origins.ts";
import { createHttpServer, type StopOptions } from "./server/http-server.ts";
import type { LocalRequest } from "./server/run-locally.ts";
import { openAdmin } from "./open-admin.ts";
import { openMetrics } from "./open-metrics.ts";
import type { ExplainedRequest, ExplainRequest } from "./open-explain.ts";
import { openCache } from "./open-cache.ts";
import { type Observers, openObservers } from "./open-observers.ts";
import { openService, type Service } from "./service.ts";
import { SourceRegistry } from "./sources/source-registry.ts";
import type { Source } from "./sources/source.ts";
import { countInvalidation } from "./freshness/count-invalidation.ts";
import type { Invalidation } from "./freshness/invalidation.ts";
import type { InvalidationReport } from "./freshness/invalidations.ts";
import { createLogger, type Logger } from "./telemetry/logger.ts";
import type { Seat } from "./workers/seat.ts";

export type { Config, ConfigInput } from "./config/config.ts";
export type { LocalRequest as GatewayRequest } from "./server/run-locally.ts";
export type { Lane } from "./kernel/lane.ts";
export type { ExplainedRequest, ExplainRequest } from "./open-explain.ts";
export { batch } from "./connectors/batch-resolver.ts";
export type {
  BatchContext,
  BatchKey,
  BatchOptions,
  BatchOutcome,
  BatchResolver,
} from "./connectors/batch-resolver.ts";
export type {
  FieldResolver,
  ResolverContext,
  ResolverFn,
  Resolvers,
} from "./execution/resolvers.ts";
export type { MockOptions } from "./mocking/mock-options.ts";
export type { Invalidation } from "./freshness/invalidation.ts";
export type { InvalidationReport } from "./freshness/invalidations.ts";
export { type Origin, type Problem, ProblemsError } from "./kernel/problem.ts";

export interface GatewayOptions {
  /** The schema: a file, a directory or a glob. Wins over the configuration's. */
  readonly schema?: string;
  /** Settings in the form of sluice.yaml, or loaded ones. Default: the defaults. */
  readonly config?: Config | ConfigInput;
  /** Custom resolvers by type and field. Win over the module that the configuration names. */
  readonly resolvers?: Resolvers;
  /**
   * What is made up instead of being asked of its sources, for development: a gateway in production
   * refuses it.
   */
  readonly mock?: MockOptions | undefined;
  /** In development, browsers get Apollo Sandbox and clients are shown bugs. Default: production. */
  readonly mode?: "development" | "production";
  /** Default: JSON lines on standard output. */
  readonly log?: Logger;
}

export interface Gateway {
  /** Listens. Resolves with the address of GraphQL; rejects with ProblemsError when it cannot. */
  readonly start: () => Promise<{ readonly url: string }>;
  /** Answers one operation, without HTTP. */
  readonly execute: (request: LocalRequest) => Promise<FormattedExecutionResult>;
  /**
   * Tells what an operation asks of its sources, step by step, and how many calls that costs; with
   * `analyze` it is run, too, and what really happened stands beside it. Rejects with ProblemsError
   * when something is wrong with the operation.
   */
  readonly explain: (request: ExplainRequest) => Promise<ExplainedRequest>;
  /**
   * Reads schema, settings and resolvers anew. Requests in flight finish with the old ones. When
   * something is wrong it rejects with ProblemsError, and the old ones go on. What the server
   * itself was set to stays: address, limits, origins.
   */
  readonly reload: (options: GatewayOptions) => Promise<void>;
  /**
   * Takes the limits of sources and operations from these settings, at once and without losing work
   * in flight. All other settings stay as they are.
   *
   * @throws ProblemsError when something is wrong with them; then nothing changes.
   */
  readonly tune: (config: Config | ConfigInput) => void;
  /**
   * Ends what is kept before its time: here at once, then in all replicas. Rejects with ProblemsError
   * when it names a type, a field or a connector that the schema does not have.
   */
  readonly invalidate: (invalidation: Invalidation) => Promise<InvalidationReport>;
  /**
   * All metrics as they are now, in the text format of Prometheus. Undefined where `metrics.port` is not
   * set: then nobody collects them for that.
   */
  readonly metrics: () => Promise<string | undefined>;
  /**
   * Finishes the requests in flight, refuses new ones, and closes everything. With `isReplaced`, another
   * process listens in its place: what still comes on its connections is answered first.
   */
  readonly stop: (options?: StopOptions) => Promise<void>;
}

/**
 * Creates a gateway. It answers in process at once, and over HTTP once it is started. With a seat, it
 * is one of several workers of its machine.
 *
 * @throws ProblemsError with everything that is wrong with schema, settings or resolvers.
 */
export async function createGateway(options: GatewayOptions, seat?: Seat): Promise<Gateway> {
  const mode = options.mode ?? "production";
  const config = resolveConfig(options.config ?? {});
  const log = options.log ?? createLogger({ mode, level: config.log.level, isTerminal: false });
  const clock = systemClock;

  /** Those that still answer requests: the current one, and those that finish theirs. */
  const serving = new Set<Service>();
  let telemetry: Observers | undefined;
  const { cache, invalidations, texts, ...cacheParts } = await openCache(config, {
    clock,
    log,
    seat,
    storeEvents: {
      failed: (operation, failure) => telemetry?.cacheMetrics?.storeFailed(operation, failure),
    },
    // Of all the schemas that are in use: one may have other members than the next.
    withMembers: (invalidation) =>
      [...serving].reduce((known, service) => service.withMembers(known), invalidation),
    onInvalidated(invalidation) {
      for (const service of serving) service.closeSent();
      countInvalidation(telemetry?.cacheMetrics, invalidation);
    },
  });
  const live = new LiveConfig({
    config,
    // The one that was opened last has the newest schema.
    check: (changed) => [...serving].slice(-1).flatMap((newest) => newest.check(changed)),
    clock,
    onChange(settingsNow, { cause, settings }) {
      sources.tune((name) => limitsOf(sourceSettings(settingsNow, name)));
      for (const service of serving) service.tune();
      log.info({ cause, settings }, "settings changed");
    },
  });
  const limitsOf = seat?.limitsOf ?? ((whole) => whole);
  const settings = (name: string) => limitsOf(sourceSettings(live.current, name));
  const fleet = openFleet(config, { log, clock, onTunings: (tunings) => live.setTunings(tunings) });
  const share = fleet ? (name: string) => fleet.rateLimitShare(name) : seat?.rateLimitShare;
  const callerRates = new CallerRates({
    limits: () => live.current.limits,
    clock,
    share: fleet?.callerRates() ?? seat?.callerRates,
  });
  const sources = new SourceRegistry({ clock, log, settings, share });
  const stopParts = async (): Promise<void> => {
    live.stop();
    fleet?.close();
    await sources.closeOthers(new Set());
    await cacheParts.close();
    await telemetry?.stop();
  };
  const open = async (
    changed: GatewayOptions,
    written: Config,
    observers: Observers,
  ): Promise<Service> => {
    const parts = {
      ...observers,
      mode,
      log,
      clock,
      sources,
      cache,
      invalidations,
      texts,
      identity: config.identity,
      current: () => live.current,
    };
    const opened = await openService(changed, written, parts);
    serving.add(opened);
    live.setWritten(written);
    // It was made with the settings of before, which may have changed while it was being opened.
    opened.tune();
    return opened;
  };
  const openAll = async () => {
    const observers = await openObservers({ config, log, sources, cache: cacheParts.snapshot });
    telemetry = observers;
    const first = await open(options, config, observers);
    // Now the sources that are tuned are known.
    await Promise.all([fleet?.join(), cacheParts.start()]);
    const isDevelopment = mode === "development";
    const server = await createHttpServer(
      {
        ...config.server,
        callerControl: () => live.current.cache.callerControl,
        callerRates,
        log,
        clock,
        tracing: observers.tracing,
        metrics: observers.serverMetrics,
        callerName: observers.callerName,
        overload: new Overload({
          bounds: config.overload,
          measure: () => new LoadMeter(seat?.workers ?? 1),
          clock,
          log,
          onRefused: observers.onRefused,
        }),
        corsOrigins: [...(isDevelopment ? developmentOrigins : []), ...config.server.cors.origins],
        hasLandingPage: isDevelopment,
        hasExplorer: config.server.explorer ?? isDevelopment,
        identity: createIdentity(config.identity, { clock, log }),
      },
      first,
    );
    return { observers, first, server };
  };
  const { observers, first, server } = await openAll().catch(async (error: unknown) => {
    await stopParts();
    throw error;
  });

  let current = first;
  const opening = new InFlight();
  const retiring = new InFlight();
  const closeUnused = async (): Promise<void> => {
    // A service that is being opened has its sources already.
    await opening.whenNone();
    const used = new Set<Source>();
    for (const { sources: its } of serving) for (const source of its) used.add(source);
    await sources.closeOthers(used);
  };

  const invalidate = async (written: unknown): Promise<InvalidationReport> => {
    const invalidation = current.readInvalidation(written);
    const report = await invalidations.invalidate(invalidation);
    const { tags, types, keys, connectors, all } = invalidation;
    // Tags and keys hold values.
    const named = { types, connectors, all, tags: tags?.length, keys: keys?.length };
    log.info({ ...named, ...report }, "invalidated");
    return report;
  };
  // Of several workers, the primary process has them.
  const isAlone = seat === undefined;
  const admin = isAlone ? openAdmin(config, { log, invalidate }) : undefined;
  const { scrape } = observers;
  const metricsServer = isAlone ? openMetrics(config, { log, scrape }) : undefined;
  const stopEndpoints = async (): Promise<void> => {
    await Promise.all([admin?.stop(), metricsServer?.stop()]);
  };

  let stopped: Promise<void> | undefined;
  const stopRest = async (): Promise<void> => {
    await stopEndpoints();
    await Promise.all([current.retire(), retiring.whenNone()]);
    await stopParts();
  };

  return {
    async start() {
      // First, so that nobody is served by a gateway that has not started.
      try {
        const operators = await admin?.start();
        const scrapers = await metricsServer?.start();
        const started = await server.start();
        if (operators !== undefined) log.info(operators, "the admin endpoint listens");
        if (scrapers !== undefined) log.info(scrapers, "metrics are served");
        return started;
      } catch (error) {
        await stopEndpoints();
        throw error;
      }
    },
    execute: (request) => current.execute(request),
    explain: (request) => current.explain(request),
    invalidate,
    async reload(changed) {
      const written = resolveConfig(changed.config ?? {});
      const next = await opening
        .track(open(changed, written, observers))
        .catch((error: unknown) => {
          // It may have opened sources before it failed.
          void retiring.track(closeUnused());
          throw error;
        });
      const before = current;
      current = next;
      server.setHandler(next);
      const close = async (): Promise<void> => {
        await before.retire();
        serving.delete(before);
        await closeUnused();
      };
      void retiring.track(close());
    },
    tune(changed) {
      const written = resolveConfig(changed);
      const problems = current.check(written);
      if (problems.length > 0) throw new ProblemsError(problems);
      live.setLimits(written);
    },
    metrics: async () => await observers.scrape?.(),
    async stop(how) {
      // Asked again, it may be in more of a hurry.
      await server.stop(how);
      await (stopped ??= stopRest());
    },
  };
}

/** Undefined where no Redis is configured. */
function openFleet(
  config: Config,
  options: Pick<FleetOptions, "log" | "clock" | "onTunings">,
): Fleet | undefined {
  const redis = tuningRedis(config);
  return redis && new Fleet({ ...options, ...redis });
}
