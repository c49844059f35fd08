import { setTimeout } from "node:timers/promises";

import type { FormattedExecutionResult } from "graphql";

import { checkAddresses } from "./check-addresses.ts";
import { checkFallbacks } from "./check-fallbacks.ts";
import { checkSourceSettings } from "./check-source-settings.ts";
import { callLimit, coalescingRules } from "./coalescing-rules.ts";
import { Coalescer } from "./coalescing/coalescer.ts";
import type { CheckConfig } from "./config/check-tuning.ts";
import type { Config } from "./config/config.ts";
import type { FreshnessRules } from "./contract/freshness-rules.ts";
import { ApqStore, type TextStore } from "./documents/apq-store.ts";
import { DocumentAdmission } from "./documents/document-admission.ts";
import { applyScalars } from "./execution/apply-scalars.ts";
import { createExecutor } from "./execution/create-executor.ts";
import { createCallBound } from "./execution/explain/call-bound.ts";
import { InvalidValues } from "./execution/invalid-values.ts";
import { ListSizes } from "./execution/list-sizes.ts";
import { analyseLoads } from "./execution/explain/analyse-loads.ts";
import { seesValues } from "./execution/resolvers.ts";
import type { Clock } from "./kernel/clock.ts";
import type { Cache } from "./freshness/cache.ts";
import { Freshness } from "./freshness/freshness.ts";
import { type Invalidation, readInvalidation } from "./freshness/invalidation.ts";
import type { Invalidations } from "./freshness/invalidations.ts";
import { resolveInvalidation, withMembers } from "./freshness/resolve-invalidation.ts";
import { keptConnectors } from "./freshness/kept-connectors.ts";
import { credentialHeaders } from "./identity/identity.ts";
import type { IdentitySettings } from "./identity/identity-settings.ts";
import { InFlight } from "./kernel/in-flight.ts";
import { type Problem, ProblemsError } from "./kernel/problem.ts";
import { Loaders } from "./loading/loaders.ts";
import { mockConnectors } from "./mocking/mock-connectors.ts";
import { type Explaining, openExplain } from "./open-explain.ts";
import { openRoutes } from "./open-routes.ts";
import { readService, type ServiceOptions } from "./read-service.ts";
import { rehearse } from "./rehearse.ts";
import { createApolloHandler } from "./server/apollo-handler.ts";
import type { GraphqlHandler, GraphqlResponse } from "./server/graphql-handler.ts";
import { type LocalRequest, runLocally } from "./server/run-locally.ts";
import { tellMappingProblems } from "./server/tell-mapping-problems.ts";
import type { CallObserver } from "./sources/observe-call.ts";
import type { SourceRegistry } from "./sources/source-registry.ts";
import type { Source } from "./sources/source.ts";
import type { CacheMetrics } from "./telemetry/cache-metrics.ts";
import type { DocumentResult } from "./telemetry/count-documents.ts";
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
  readonly invalidations: Invalidations;
  /** What replicas share besides values; undefined: nothing. */
  readonly texts: TextStore | undefined;
  readonly observer: CallObserver;
  /** Undefined when nobody collects traces. */
  readonly tracing: Tracing | undefined;
  /** Undefined when nobody collects metrics. */
  readonly metrics: Metrics | undefined;
  /** The same for what is kept. */
  readonly cacheMetrics: CacheMetrics | undefined;
  /** Counts a document of a request, by what became of it. */
  readonly onDocument: (result: DocumentResult) => void;
  /** How callers prove who they are, as the process was started with. */
  readonly identity: IdentitySettings;
  /** The settings in force. */
  readonly current: () => Config;
}

/** One schema with its settings, answering. Lives until the next reload. */
export interface Service extends GraphqlHandler {
  readonly execute: (request: LocalRequest) => Promise<FormattedExecutionResult>;
  /** Tells what an operation asks of its sources; rejects with ProblemsError when it is wrong. */
  readonly explain: Explaining["explain"];
  /** Finds settings that are no use with its schema, or that its sources may not have. */
  readonly check: CheckConfig;
  /** The sources it calls. */
  readonly sources: ReadonlySet<Source>;
  /** Takes what has changed of the settings in force. */
  readonly tune: () => void;
  /**
   * Reads what somebody wants to invalidate.
   *
   * @throws ProblemsError when it is malformed, or names what the schema does not have.
   */
  readonly readInvalidation: (written: unknown) => Invalidation;
  /** The same invalidation, with an interface or a union as the types that it stands for. */
  readonly withMembers: (invalidation: Invalidation) => Invalidation;
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
  const { mock } = options;
  if (mode === "production" && mock !== undefined) throw new ProblemsError([mockRefusal]);
  const {
    contract,
    resolvers,
    connectors: real,
    baseUrls,
    documents,
    problems,
  } = await readService(options, config, current);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new ProblemsError(errors);
  applyScalars(contract.schema, resolvers);
  for (const { message, help, code, origin } of problems) {
    log.warn({ code, ...origin }, `${message} ${help}`);
  }
  const connectors = mock === undefined ? real : mockConnectors(real, mock, { contract, clock });
  const { routes, sources } = openRoutes(connectors, { registry: parts.sources, mock });

  const introspection = config.server.introspection ?? mode === "development";
  const mayAskForProblems = config.server.mappingProblems ?? mode === "development";
  const isSeenByCode = seesValues(resolvers, contract.schema);
  // What is not kept anyway needs no look at how long it might be.
  const freshness = parts.cache.isOn ? contract.freshness : new Map<string, FreshnessRules>();
  const coalescer = new Coalescer({
    ...parts,
    contract: { ...contract, freshness },
    routes,
    rules: coalescingRules(current()),
    isSeenByCode,
  });
  const { answerKeys } = new Freshness({
    ...parts.cache,
    kept: keptConnectors(contract, connectors),
    fetchKeys: coalescer.fetchKeys,
    clock,
    random: Math.random,
    metrics: parts.cacheMetrics,
    refreshTimeoutMs: config.server.requestTimeoutMs,
    // v8 ignore next -- only a bug gets there
    onBug: (err) => log.error({ err }, "bug in a refresh"),
  });
  const listSizes = new ListSizes();
  const planned = createExecutor({
    contract,
    resolvers,
    createLoaders(request, laterSignal) {
      const loaders = new Loaders({ answerKeys, request, tracing, laterSignal });
      const { analysis } = request;
      return analysis === undefined ? loaders : analyseLoads(loaders, analysis);
    },
    listSizes,
    clock,
    tracing,
    onInvalidValue: new InvalidValues(parts).tell,
    metrics: parts.metrics,
    hideSuggestions: !introspection,
    bounds: () => {
      const { answerItems, answerText } = current().limits;
      return { items: answerItems, text: answerText };
    },
    refuse: createCallBound({
      // v8 ignore next -- each connector has a route
      sourceNameOf: ({ id }) => routes.get(id)?.source.name ?? "",
      limitOf: (name) => callLimit(current(), name),
    }),
    invalidate: async (tags) => {
      if (tags.length > 0) await parts.invalidations.invalidate({ tags });
    },
    // Those of clients that are known are made beforehand, and stay.
    maxPlans: 500 + documents.all.length * 2,
  });
  const { explain, executor } = openExplain({
    contract,
    resolvers,
    connectors,
    listSizes,
    current,
    executor: planned,
    clock,
    config,
    mayAsk: config.server.explain ?? mode === "development",
  });
  const { mode: documentMode, apq: takesHashes } = config.documents;
  const admission = new DocumentAdmission({
    documents,
    mode: documentMode,
    takesHashes,
    maxBytes: () => current().limits.documentBytes,
    log,
    count: parts.onDocument,
  });
  const handler = await createApolloHandler({
    schema: contract.schema,
    executor: mayAskForProblems ? tellMappingProblems(executor) : executor,
    prepare: (document, name) => planned.prepare(document, name),
    limits: () => current().limits,
    listSizes: contract.listSizes,
    knownCharacters: documents.all.reduce((sum, { text }) => sum + text.length, 0),
    admission,
    apqStore: takesHashes ? new ApqStore(parts.texts, (text) => admission.mayRun(text)) : undefined,
    mode,
    introspection,
    log,
    clock,
    credentialHeaders: credentialHeaders(parts.identity),
    callerHeaders: contract.connectors.flatMap(({ inputs }) => inputs.headers),
  });

  await rehearse(documents.all, { handler, log, clock });

  const inFlight = new InFlight();
  const { requestTimeoutMs, drainTimeoutMs, laneHeader } = config.server;
  const callerControl = (): boolean => current().cache.callerControl;
  const local = { handler, requestTimeoutMs, laneHeader, callerControl, clock };
  return {
    handle(request, context) {
      const answered = handler.handle(request, context);
      const response = mock === undefined ? answered : answered.then(markMocked);
      // The sources stay open until the last part has been sent.
      void inFlight.track(response.then(({ ended }) => ended));
      return response;
    },
    execute: (request) => inFlight.track(runLocally(request, local)),
    explain: (request) => inFlight.track(explain(request)),
    readInvalidation: (written) => resolveInvalidation(readInvalidation(written), contract),
    withMembers: (invalidation) => withMembers(invalidation, contract.schema),
    check: (changed) => [
      ...checkSourceSettings(changed, contract),
      ...checkFallbacks(changed, baseUrls),
      ...checkAddresses(changed),
    ],
    sources,
    tune: () => coalescer.tune(coalescingRules(current())),
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

/** So that nobody takes for real what is made up. */
function markMocked(response: GraphqlResponse): GraphqlResponse {
  response.headers.set("sluice-mock", "true");
  return response;
}

const mockRefusal: Problem = {
  code: "MOCK_IN_PRODUCTION",
  severity: "error",
  message: "Values are made up in development only; this gateway is in production.",
  help: 'Leave out `mock`, or create it with mode: "development".',
  origin: undefined,
};
