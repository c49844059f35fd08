import { checkAccess } from "./check-access.ts";
import { checkAddresses } from "./check-addresses.ts";
import { checkFallbacks } from "./check-fallbacks.ts";
import { checkGuards } from "./check-guards.ts";
import { checkLazyBudgets } from "./check-lazy-budgets.ts";
import { checkSourceSettings } from "./check-source-settings.ts";
import { coalescingRules } from "./coalescing-rules.ts";
import { type Config, defaultBatchSize, sourceConfig } from "./config/config.ts";
import { loadResolvers } from "./config/load-resolvers.ts";
import { compileBatchResolver } from "./connectors/compile-batch-resolver.ts";
import { type CompiledConnector, compileConnector } from "./connectors/compile-connector.ts";
import { type ConfiguredConnector, unsetVariables } from "./connectors/unset-variables.ts";
import type { Contract } from "./contract/contract.ts";
import { readContract } from "./contract/read-contract.ts";
import { readManifests } from "./documents/read-manifests.ts";
import { TrustedDocuments } from "./documents/trusted-documents.ts";
import { checkResolvers } from "./execution/check-resolvers.ts";
import { batchResolversOf, coordinatesOf, type Resolvers } from "./execution/resolvers.ts";
import { checkStorePackage } from "./freshness/store-packages.ts";
import { checkIdentity } from "./identity/check-identity.ts";
import type { JsonObject } from "./kernel/json.ts";
import { collectProblems, type Problem } from "./kernel/problem.ts";
import type { MockOptions } from "./mocking/mock-options.ts";

export interface ServiceOptions {
  /** Wins over the configuration's. */
  readonly schema?: string;
  /** Win over the module that the configuration names. */
  readonly resolvers?: Resolvers;
  /** What is made up instead of being asked for. */
  readonly mock?: MockOptions | undefined;
}

/** A schema with its settings and resolvers, read and checked. Nothing is opened for it yet. */
export interface ReadService {
  readonly contract: Contract;
  readonly resolvers: Resolvers;
  /** In the order of the contract; those that can call nothing are left out. */
  readonly connectors: readonly CompiledConnector[];
  /** What the requests of each source begin with, by its name. */
  readonly baseUrls: ReadonlyMap<string, string>;
  /** What clients were built with. */
  readonly documents: TrustedDocuments;
  /** Errors, with which it must not be opened, and warnings. */
  readonly problems: readonly Problem[];
}

/**
 * Reads and checks all that a service is made from.
 *
 * @param current the settings in force, for those that may change while the service runs.
 * @throws ProblemsError when schema or resolvers cannot be read, so that nothing else can be checked.
 */
export async function readService(
  options: ServiceOptions,
  config: Config,
  current: () => Config = () => config,
): Promise<ReadService> {
  const resolvers = options.resolvers ?? (await resolversOf(config));
  const batchResolvers = batchResolversOf(resolvers);
  const contract = readContract({
    path: options.schema ?? config.schema,
    origin: options.schema === undefined ? config.originOf(["schema"]) : undefined,
    resolvers: coordinatesOf(resolvers),
    batchResolvers,
    requireTtl: config.cache.requireTtl,
    requireOwner: config.contracts.requireOwner,
    describe: config.contracts.describe,
    batchSettings: (name = "") => coalescingRules(config).ofSource(name),
  });
  const manifests = readManifests(config.documents.manifests, (index) =>
    config.originOf(["documents", "manifests", index]),
  );
  const problems = [
    ...contract.problems,
    ...manifests.problems,
    ...checkResolvers(resolvers, contract),
    ...checkSourceSettings(config, contract),
    ...checkLazyBudgets(config, contract),
    ...checkStorePackage(config.cache.store),
    ...checkIdentity(config),
    ...checkGuards(config, contract),
  ];
  const connectors: CompiledConnector[] = [];
  const configured: ConfiguredConnector[] = [];
  const env = environment();
  for (const connector of contract.connectors) {
    const resolver = connector.resolver && batchResolvers.get(connector.coordinate);
    if (resolver !== undefined) {
      connectors.push(compileBatchResolver(connector, resolver, { defaultBatchSize }));
      continue;
    }
    const name = connector.source?.name ?? "";
    const { baseUrl, config: variables } = sourceConfig(config, name);
    const batch = () => sourceConfig(current(), name).batch;
    const settings = { baseUrl, config: variables, env, batch, defaultBatchSize };
    configured.push({ connector, settings });
    const compiled = collectProblems(() => compileConnector(connector, settings), problems);
    if (compiled !== undefined) connectors.push(compiled);
  }
  problems.push(...unsetVariables(configured));
  const baseUrls = baseUrlsOf(connectors);
  problems.push(...checkFallbacks(config, baseUrls));
  problems.push(...checkAddresses(config, connectors));
  // Who makes answers up needs no secrets.
  if (options.mock === undefined) problems.push(...checkAccess(config, baseUrls));
  const documents = new TrustedDocuments(manifests.documents);
  return { contract, resolvers, connectors, baseUrls, documents, problems };
}

async function resolversOf({ resolvers }: Config): Promise<Resolvers> {
  return resolvers === undefined ? {} : loadResolvers(resolvers);
}

function baseUrlsOf(connectors: readonly CompiledConnector[]): ReadonlyMap<string, string> {
  return new Map(
    connectors.flatMap(({ connector, baseUrl }): [string, string][] =>
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
