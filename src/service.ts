import { setTimeout } from "node:timers/promises";

import type { FormattedExecutionResult } from "graphql";

import { checkFallbacks } from "./check-fallbacks.ts";
import { checkSourceSettings } from "./check-source-settings.ts";
import { Coalescer, type CoalescingRules, type Route } from "./coalescing/coalescer.ts";
import type { CheckConfig } from "./config/check-tuning.ts";
import { type Config, defaultBatchSize, sourceConfig } from "./config/config.ts";
import { loadResolvers } from "./config/load-resolvers.ts";
import { compileConnector } from "./connectors/compile-connector.ts";
import { unsetVariables } from "./connectors/unset-variables.ts";
import type { Contract } from "./contract/contract.ts";
import { readContract } from "./contract/read-contract.ts";
import { applyScalars } from "./execution/apply-scalars.ts";
import { checkResolvers } from "./execution/check-resolvers.ts";
import { createExecutor } from "./execution/create-executor.ts";
import { coordinatesOf, type Resolvers, seesValues } from "./execution/resolvers.ts";
import type { Clock } from "./kernel/clock.ts";
import type { Cache } from "./freshness/cache.ts";
import { Freshness } from "./freshness/freshness.ts";
import { keptConnectors } from "./freshness/kept-connectors.ts";
import { InFlight } from "./kernel/in-flight.ts";
import type { JsonObject } from "./kernel/json.ts";
import { collectProblems, type Problem, ProblemsError } from "./kernel/problem.ts";
import { Loaders } from "./loading/loaders.ts";
import { createApolloHandler } from "./server/apollo-handler.ts";
import type { GraphqlHandler } from "./server/graphql-handler.ts";
import { type LocalRequest, runLocally } from "./server/run-locally.ts";
import type { CallObserver } from "./sources/observe-call.ts";
import type { SourceRegistry } from "./sources/source-registry.ts";
import type { Source } from "./sources/source.ts";
import type { Logger } from "./telemetry/logger.ts";
import type { Metrics } from "./telemetry/metrics.ts";
import type { Tracing } from "./telemetry/tracing.ts";

/** What services work with, and what outlives them. */
export interface ServiceParts {
  readonly mode: "development" | "production";
  readonly log: Logger;
  readonly clock: Clock;
  readonly sources: SourceRegistry;
  readonly cache: Cache;
  readonly observer: CallObserver;
  /** Undefined when nobody collects traces. */
  readonly tracing: Tracing | undefined;
  /** Undefined when nobody collects metrics. */
  readonly metrics: Metrics | undefined;
  /** The settings in force. */
  readonly current: () => Config;
}

export interface ServiceOptions {
  /** Wins over the configuration's. */
  readonly schema?: string;
  /** Win over the module that the configuration names. */
  readonly resolvers?: Resolvers;
}

/** One schema with its settings, answering. Lives until the next reload. */
export interface Service extends GraphqlHandler {
  readonly execute: (request: LocalRequest) => Promise<FormattedExecutionResult>;
  /** Finds settings that are no use with its schema, or that its sources may not have. */
  readonly check: CheckConfig;
  /** The sources it calls. */
  readonly sources: ReadonlySet<Source>;
  /** Takes what has changed of the settings in force. */
  readonly tune: () => void;
  /** To be called when something was invalidated: what is on its way is for those who wait for it. */
  readonly closeSent: () => void;
  /** Resolves once the requests it has taken on are answered, or have had their time. */
  readonly retire: () => Promise<void>;
}

/**
 * Reads a schema, and makes everything that answers from it.
 *
 * @throws ProblemsError with everything that is wrong with schema, settings or resolvers.
 */
export async function openService(
  options: ServiceOptions,
  config: Config,
  parts: ServiceParts,
): Promise<Service> {
  const { mode, log, tracing, clock, current } = parts;
  const resolvers = options.resolvers ?? (await resolversOf(config));
  const contract = readContract({
    path: options.schema ?? config.schema,
    resolvers: coordinatesOf(resolvers),
  });
  const problems = [
    ...checkResolvers(resolvers, contract),
    ...checkSourceSettings(config, contract),
  ];
  if (problems.length > 0) throw new ProblemsError(problems);
  applyScalars(contract.schema, resolvers);
  const { routes, warnings } = openRoutes(contract, config, parts);
  const baseUrls = baseUrlsOf(routes);
  const faults = checkFallbacks(config, baseUrls);
  if (faults.length > 0) throw new ProblemsError(faults);
  for (const { message, help, code, origin } of [...contract.problems, ...warnings]) {
    log.warn({ code, ...origin }, `${message} ${help}`);
  }

  const introspection = config.server.introspection ?? mode === "development";
  const isSeenByCode = seesValues(resolvers, contract.schema);
  const coalescer = new Coalescer({
    ...parts,
    contract,
    routes,
    rules: rulesOf(current()),
    isSeenByCode,
  });
  const { answerKeys } = new Freshness({
    ...parts.cache,
    kept: keptConnectors(
      contract,
      [...routes.values()].map(({ compiled }) => compiled),
    ),
    fetchKeys: coalescer.fetchKeys,
    clock,
    random: Math.random,
    refreshTimeoutMs: config.server.requestTimeoutMs,
    onBug: (err) => log.error({ err }, "bug in a refresh"),
  });
  const handler = await createApolloHandler({
    schema: contract.schema,
    executor: createExecutor({
      contract,
      resolvers,
      createLoaders: (request) => new Loaders({ answerKeys, request, tracing }),
      clock,
      tracing,
      hideSuggestions: !introspection,
      maxAnswerItems: () => current().limits.answerItems,
    }),
    mode,
    introspection,
    log,
  });

  const inFlight = new InFlight();
  const { requestTimeoutMs, drainTimeoutMs, laneHeader } = config.server;
  const local = { handler, requestTimeoutMs, laneHeader, clock };
  return {
    handle: (request, context) => inFlight.track(handler.handle(request, context)),
    execute: (request) => inFlight.track(runLocally(request, local)),
    check: (changed) => [
      ...checkSourceSettings(changed, contract),
      ...checkFallbacks(changed, baseUrls),
    ],
    sources: new Set([...routes.values()].map(({ source }) => source)),
    tune: () => coalescer.tune(rulesOf(current())),
    closeSent: () => coalescer.closeSent(),
    async retire() {
      // In process, or in a resolver, work may go on for ever: it is not waited for so long.
      const patience = new AbortController();
      await Promise.race([
        inFlight.whenNone(),
        setTimeout(drainTimeoutMs, undefined, patience).catch(() => undefined),
      ]);
      patience.abort();
    },
  };
}

async function resolversOf({ resolvers }: Config): Promise<Resolvers> {
  return resolvers === undefined ? {} : loadResolvers(resolvers);
}

function rulesOf(config: Config): CoalescingRules {
  return {
    callsPerOperation: config.limits.callsPerOperation,
    ofSource(name) {
      const { batch, lanes } = sourceConfig(config, name);
      const sharing = batch.sharing === "request" ? "REQUEST" : "SCOPE";
      return { windowMs: batch.windowMs, sharing, lanes };
    },
  };
}

/**
 * For each connector the way to its source.
 *
 * @throws ProblemsError with all connectors that can call nothing with these settings.
 */
function openRoutes(contract: Contract, config: Config, parts: ServiceParts): Routes {
  const { sources, current } = parts;
  const env = environment();
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const routes = contract.connectors.flatMap((connector): [string, Route][] => {
    const name = connector.source?.name;
    const { baseUrl, config: variables } = sourceConfig(config, name ?? "");
    const settings = {
      baseUrl,
      config: variables,
      env,
      batch: () => sourceConfig(current(), name ?? "").batch,
      defaultBatchSize,
    };
    warnings.push(...unsetVariables(connector, settings));
    const compiled = collectProblems(() => compileConnector(connector, settings), problems);
    if (compiled === undefined) return [];
    // A connector with an absolute URL has the host that it calls for a source.
    const url = compiled.baseUrl ?? "http://localhost";
    return [[connector.id, { compiled, source: sources.open(name ?? url, url) }]];
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  return { routes: new Map(routes), warnings };
}

interface Routes {
  /** By the connector's id. */
  readonly routes: ReadonlyMap<string, Route>;
  readonly warnings: readonly Problem[];
}

/** What the requests of each source begin with, by its name. */
function baseUrlsOf(routes: ReadonlyMap<string, Route>): ReadonlyMap<string, string> {
  return new Map(
    [...routes.values()].flatMap(({ compiled: { connector, baseUrl } }): [string, string][] =>
      connector.source === undefined || baseUrl === undefined
        ? []
        : [[connector.source.name, baseUrl]],
    ),
  );
}

/** `$env`. */
function environment(): JsonObject {
  return Object.fromEntries(
    Object.keys(process.env).map((name) => [name, String(process.env[name])]),
  );
}
