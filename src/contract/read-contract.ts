import type { Origin } from "../kernel/problem.ts";
import type { Contract } from "./contract.ts";
import { ProblemLog } from "./contract-problem.ts";
import type { ResolverCoordinates } from "./checks/check-coverage.ts";
import { checkCoverage } from "./checks/check-coverage.ts";
import { checkEntities } from "./checks/check-entities.ts";
import { checkFreshness } from "./checks/check-freshness.ts";
import { checkFreshnessValues } from "./checks/check-freshness-values.ts";
import { checkInvalidatedTags } from "./checks/check-invalidated-tags.ts";
import { checkListSizes } from "./checks/check-list-sizes.ts";
import { checkConnectorKeys, checkDeclaredKeys } from "./checks/check-keys.ts";
import { checkLazy } from "./checks/check-lazy.ts";
import { checkMutationPolicies } from "./checks/check-mutation-policies.ts";
import { checkOwners } from "./checks/check-owners.ts";
import { checkPlacement } from "./checks/check-placement.ts";
import { checkPrivate } from "./checks/check-private.ts";
import { checkPromises } from "./checks/check-promises.ts";
import { checkScopes } from "./checks/check-scopes.ts";
import { checkSelections } from "./checks/check-selections.ts";
import { checkTagArguments } from "./checks/check-tag-arguments.ts";
import { checkTags } from "./checks/check-tags.ts";
import { checkUrls } from "./checks/check-urls.ts";
import { checkConnectorVariables, checkSourceVariables } from "./checks/check-variables.ts";
import { readConnectorFreshness } from "./connector-freshness.ts";
import { describeContract } from "./describe-contract.ts";
import type { BatchSettingsOf } from "./description-facts.ts";
import { createReadArguments } from "./directive-arguments.ts";
import { readKnownDefinitions } from "./directive-definitions.ts";
import { linkSchema } from "./link-schema.ts";
import { fieldConnectorsOf, objectConnectorsOf } from "./object-connectors.ts";
import { type BatchDeclarations, readBatchResolvers } from "./read-batch-resolvers.ts";
import { readConnectors } from "./read-connectors.ts";
import { readListSizes } from "./read-list-sizes.ts";
import { readPolicies } from "./read-policies.ts";
import { readRequirements } from "./read-requirements.ts";
import { readSources } from "./read-sources.ts";
import { readSchemaFiles } from "./schema-files.ts";
import type { SchemaFile } from "./schema-files.ts";

export interface ReadContractOptions {
  /**
   * The fields that have a custom resolver, by coordinate ("Query.greet"). Without it none has one.
   */
  readonly resolvers?: ResolverCoordinates;
  /** The fields that have a batch resolver; they are not among the others. Without it none has one. */
  readonly batchResolvers?: BatchDeclarations;
  /** Whether a type that a connector returns without a ttl is an error, and not a warning. */
  readonly requireTtl?: boolean;
  /** Whether `@freshness`, `@batch` and `@lazy` without an owner are errors. */
  readonly requireOwner?: boolean;
  /**
   * Whether the descriptions in the schema that callers see end with what is promised. Without it
   * they are what the schema's authors wrote.
   */
  readonly describe?: boolean;
  /** What those descriptions go by besides the schema. Without it the operator says nothing. */
  readonly batchSettings?: BatchSettingsOf;
}

/**
 * Reads the schema at a path: a file, a directory with all files below it, or a glob.
 *
 * @throws ProblemsError with everything that is wrong, each with its place and what to do.
 */
export function readContract({
  path,
  origin,
  ...options
}: ReadContractOptions & {
  readonly path: string;
  /** Where the path is written. */
  readonly origin?: Origin | undefined;
}): Contract {
  return readContractFromFiles(readSchemaFiles(path, origin), options);
}

/**
 * Reads a schema from texts. The steps are in the order of the data: files, merged types,
 * sources, connectors, policies; then the checks, a file for each family of them.
 *
 * @throws ProblemsError with everything that is wrong, each with its place and what to do.
 */
export function readContractFromFiles(
  files: readonly SchemaFile[],
  {
    resolvers = new Set(),
    batchResolvers = new Map(),
    requireTtl = false,
    requireOwner = false,
    describe = false,
    batchSettings = () => ({ windowMs: undefined }),
  }: ReadContractOptions = {},
): Contract {
  const problems = new ProblemLog();
  const known = readKnownDefinitions();
  const { schema: linked, buildApi } = linkSchema(files, known, problems);
  const { types } = linked;

  const sources = readSources(linked, problems);
  const { declarations, ...connectors } = readConnectors(linked, sources, problems);
  const batches = readBatchResolvers(batchResolvers, types, problems);
  const declared = [...declarations, ...batches.declarations];
  const isComplete = connectors.isComplete && batches.isComplete;
  const policies = readPolicies(linked, createReadArguments(known.sluiceDocument), problems);
  const freshness = readConnectorFreshness(declared, { types, policies });

  checkPlacement(types, problems);
  checkUrls(declarations, problems);
  checkSourceVariables(sources, problems);
  checkConnectorVariables(declarations, types, problems);
  checkDeclaredKeys(types, problems);
  checkConnectorKeys(declarations, types, problems);
  checkEntities(declarations, types, problems);
  checkTags(linked, problems);
  if (isComplete) checkTagArguments(declared, linked, problems);
  checkMutationPolicies(linked, problems);
  checkLazy(linked, problems);
  if (requireOwner) checkOwners(linked, policies, problems);
  checkFreshnessValues(linked, policies, problems);
  checkInvalidatedTags(linked, policies, problems);
  checkListSizes(linked, problems);
  checkScopes(linked, problems);
  checkPrivate(declared, freshness, problems);
  checkFreshness(freshness, { types, isRequired: requireTtl }, problems);
  const doSelectionsFit = checkSelections(declared, { types, resolvers }, problems);
  // What a broken connector covers is not known: every field it was meant for would look uncovered.
  if (isComplete && doSelectionsFit) checkCoverage(declared, { types, resolvers }, problems);

  problems.throwIfErrors();
  const read = sources.map(({ source }) => source).filter((source) => source !== undefined);
  const contract: Contract = {
    schema: buildApi(),
    sources: new Map(read.map((source) => [source.name, source])),
    connectors: declared.map(({ connector }) => connector),
    fieldConnectors: fieldConnectorsOf(declared),
    objectConnectors: objectConnectorsOf(declared),
    policies,
    freshness: freshness.rules,
    requirements: readRequirements(linked),
    listSizes: readListSizes(linked),
    problems: problems.problems,
  };
  checkPromises(contract, { types, resolvers, freshness }, problems);
  if (describe) {
    const unpromised = freshness.missing;
    describeContract(contract, { types, unpromised, resolvers, batchSettings });
  }
  return { ...contract, problems: problems.problems };
}
