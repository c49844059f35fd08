import { setTimeout } from "node:timers/promises";

import type { FormattedExecutionResult } from "graphql";

import { type Config, type ConfigInput, defaultBatchSize, sourceConfig } from "./config/config.ts";
import { loadResolvers } from "./config/load-resolvers.ts";
import { resolveConfig } from "./config/resolve-config.ts";
import { compileConnector } from "./connectors/compile-connector.ts";
import type { ClientHeaders } from "./connectors/request-context.ts";
import { unsetVariables } from "./connectors/unset-variables.ts";
import type { Connector, Contract } from "./contract/contract.ts";
import { readContract } from "./contract/read-contract.ts";
import { applyScalars } from "./execution/apply-scalars.ts";
import { checkResolvers } from "./execution/check-resolvers.ts";
import { createExecutor } from "./execution/create-executor.ts";
import { coordinatesOf, type Resolvers } from "./execution/resolvers.ts";
import { type Clock, systemClock } from "./kernel/clock.ts";
import { didYouMean } from "./kernel/did-you-mean.ts";
import { InFlight } from "./kernel/in-flight.ts";
import type { JsonObject } from "./kernel/json.ts";
import { collectProblems, type Problem, ProblemsError } from "./kernel/problem.ts";
import { Loaders } from "./loading/loaders.ts";
import { createApolloHandler } from "./server/apollo-handler.ts";
import { developmentOrigins } from "./server/cors-origins.ts";
import type { GraphqlHandler } from "./server/graphql-handler.ts";
import { createHttpServer } from "./server/http-server.ts";
import { type ConnectorRoute, createFetchKeys } from "./sources/fetch-keys.ts";
import { SourceClient } from "./sources/source-client.ts";
import { createLogger, type Logger } from "./telemetry/logger.ts";
import { startOpenTelemetry } from "./telemetry/start-open-telemetry.ts";
import type { Tracing } from "./telemetry/tracing.ts";

export type { Config, ConfigInput } from "./config/config.ts";
export type { ResolverContext, ResolverFn, Resolvers } from "./execution/resolvers.ts";
export { type Origin, type Problem, ProblemsError } from "./kernel/problem.ts";

export interface GatewayOptions {
  /** The schema: a file, a directory or a glob. Wins over the configuration's. */
  readonly schema?: string;
  /** Settings in the form of sluice.yaml, or loaded ones. Default: the defaults. */
  readonly config?: Config | ConfigInput;
  /** Custom resolvers by type and field. Win over the module that the configuration names. */
  readonly resolvers?: Resolvers;
  /** In development, browsers get Apollo Sandbox and clients are shown bugs. Default: production. */
  readonly mode?: "development" | "production";
  /** Default: JSON lines on standard output. */
  readonly log?: Logger;
}

export interface Gateway {
  /** Listens. Resolves with the address of GraphQL; rejects with ProblemsError when it cannot. */
  readonly start: () => Promise<{ readonly url: string }>;
  /** Answers one operation, without HTTP. */
  readonly execute: (request: GatewayRequest) => Promise<FormattedExecutionResult>;
  /**
   * Reads schema, settings and resolvers anew. Requests in flight finish with the old ones. When
   * something is wrong it rejects with ProblemsError, and the old ones go on. What the server
   * itself was set to stays: address, limits, origins.
   */
  readonly reload: (options: GatewayOptions) => Promise<void>;
  /** Finishes the requests in flight, refuses new ones, and closes everything. */
  readonly stop: () => Promise<void>;
}

export interface GatewayRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Needed where the document has several operations. */
  readonly operationName?: string;
  /** The client's headers, in lower case, for connectors that read them. */
  readonly headers?: ClientHeaders;
  /** Gives the request up when it aborts. */
  readonly signal?: AbortSignal;
}

/**
 * Creates a gateway. It answers in process at once, and over HTTP once it is started.
 *
 * @throws ProblemsError with everything that is wrong with schema, settings or resolvers.
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const mode = options.mode ?? "production";
  const config = resolveConfig(options.config ?? {});
  const log = options.log ?? createLogger({ mode, level: config.log.level, isTerminal: false });
  const openTelemetry = await startOpenTelemetry({ log });
  const parts: Parts = { mode, log, clock: systemClock, tracing: openTelemetry?.tracing };

  let service = await openService(options, config, parts).catch(async (error: unknown) => {
    await openTelemetry?.stop();
    throw error;
  });
  const retiring = new InFlight();
  const isDevelopment = mode === "development";
  const server = await createHttpServer(
    {
      ...config.server,
      ...parts,
      corsOrigins: [...(isDevelopment ? developmentOrigins : []), ...config.server.cors.origins],
      hasLandingPage: isDevelopment,
    },
    service,
  );

  return {
    start: () => server.start(),
    execute: (request) => service.execute(request),
    async reload(changed) {
      const next = await openService(changed, resolveConfig(changed.config ?? {}), parts);
      void retiring.track(service.retire());
      service = next;
      server.setHandler(next);
    },
    async stop() {
      await server.stop();
      await Promise.all([service.retire(), retiring.whenNone()]);
      await openTelemetry?.stop();
    },
  };
}

/** What outlives a reload. */
interface Parts {
  readonly mode: "development" | "production";
  readonly log: Logger;
  readonly clock: Clock;
  readonly tracing: Tracing | undefined;
}

/** One schema with its settings, answering. */
interface Service extends GraphqlHandler {
  readonly execute: Gateway["execute"];
  /** Closes its connections once the requests it has taken on are answered. */
  readonly retire: () => Promise<void>;
}

async function openService(
  options: GatewayOptions,
  config: Config,
  parts: Parts,
): Promise<Service> {
  const { mode, log, tracing } = parts;
  const resolvers = options.resolvers ?? (await resolversOf(config));
  const contract = readContract({
    path: options.schema ?? config.schema,
    resolvers: coordinatesOf(resolvers),
  });
  const problems = [...checkResolvers(resolvers, contract), ...checkSourceNames(config, contract)];
  if (problems.length > 0) throw new ProblemsError(problems);
  applyScalars(contract.schema, resolvers);
  const { routes, warnings, close } = openSources(contract.connectors, config, parts);
  for (const { message, help, code, origin } of [...contract.problems, ...warnings]) {
    log.warn({ code, ...origin }, `${message} ${help}`);
  }

  const introspection = config.server.introspection ?? mode === "development";
  const fetchKeys = createFetchKeys({ ...parts, routes });
  const handler = await createApolloHandler({
    schema: contract.schema,
    executor: createExecutor({
      contract,
      resolvers,
      createLoaders: (request) =>
        new Loaders({
          fetchKeys,
          request,
          tracing,
        }),
      tracing,
      hideSuggestions: !introspection,
      maxAnswerItems: config.limits.answerItems,
    }),
    mode,
    introspection,
    log,
  });

  const inFlight = new InFlight();
  return {
    handle: (request, context) => inFlight.track(handler.handle(request, context)),
    execute: ({ headers = {}, signal, ...operation }) =>
      inFlight.track(
        handler.execute(operation, { headers, context: {}, signal, trace: undefined }),
      ),
    async retire() {
      // In process, or in a resolver, work may go on for ever: it is not waited for so long.
      const patience = new AbortController();
      await Promise.race([
        inFlight.whenNone(),
        setTimeout(config.server.drainTimeoutMs, undefined, patience).catch(() => undefined),
      ]);
      patience.abort();
      await close();
    },
  };
}

async function resolversOf({ resolvers }: Config): Promise<Resolvers> {
  return resolvers === undefined ? {} : loadResolvers(resolvers);
}

function checkSourceNames({ sources }: Config, contract: Contract): readonly Problem[] {
  const unknown = Object.keys(sources).filter((name) => !contract.sources.has(name));
  const names = [...contract.sources.keys()];
  return unknown.map((name) => ({
    code: "UNKNOWN_SOURCE",
    severity: "error",
    message: `The configuration may set the sources that the schema has, and it has no "${name}".`,
    help:
      names.length === 0
        ? `Declare it with @source, or remove sources.${name}.`
        : `It has ${names.join(", ")}.${didYouMean(name, names)} Settings for another schema go into a file of their own: --config FILE.`,
    origin: undefined,
  }));
}

/**
 * A client for each source, and for each connector the way to its own.
 *
 * @throws ProblemsError with all connectors that can call nothing with these settings.
 */
function openSources(connectors: readonly Connector[], config: Config, { clock }: Parts): Sources {
  const env = environment();
  const clients = new Map<string, SourceClient>();
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const routes = connectors.flatMap((connector): [string, ConnectorRoute][] => {
    const name = connector.source?.name ?? withoutSource;
    const { baseUrl, config: sourceVariables, batch, ...limits } = sourceConfig(config, name);
    const client = clients.get(name) ?? new SourceClient({ name, clock, ...limits });
    clients.set(name, client);
    const settings = {
      baseUrl,
      config: sourceVariables,
      env,
      maxUrlBytes: batch.maxUrlBytes,
      maxBatchSize: batch.maxSize,
      defaultBatchSize,
    };
    warnings.push(...unsetVariables(connector, settings));
    const compiled = collectProblems(() => compileConnector(connector, settings), problems);
    return compiled === undefined ? [] : [[connector.id, { connector: compiled, client }]];
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  return {
    routes: new Map(routes),
    warnings,
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

interface Sources {
  readonly routes: ReadonlyMap<string, ConnectorRoute>;
  readonly warnings: readonly Problem[];
  readonly close: () => Promise<void>;
}

/** Connectors with absolute URLs share a client, whose settings are the defaults. */
const withoutSource = "absolute URLs";

/** `$env`. */
function environment(): JsonObject {
  return Object.fromEntries(
    Object.keys(process.env).map((name) => [name, String(process.env[name])]),
  );
}
