import type { Config } from "../config/config.ts";
import type { Contract } from "../contract/contract.ts";
import type { Invalidation } from "../freshness/invalidation.ts";
import { resolveInvalidation } from "../freshness/resolve-invalidation.ts";
import { ProblemsError } from "../kernel/problem.ts";
import { readService } from "../read-service.ts";

/**
 * Compares the names of an invalidation with the schema that the configuration names, where that can
 * be read: who ends what is kept may be on a machine without it. Gives whether they were compared.
 *
 * @throws ProblemsError with all names that the schema does not have.
 */
export async function checkInvalidation(
  invalidation: Invalidation,
  config: Config,
): Promise<boolean> {
  const { types = [], keys = [], connectors = [] } = invalidation;
  // Tags are free.
  if (types.length + keys.length + connectors.length === 0) return true;
  const contract = await readSchema(config);
  if (contract === undefined) return false;
  resolveInvalidation(invalidation, contract);
  return true;
}

/** Of a schema with errors it is not known what it has. */
async function readSchema(config: Config): Promise<Contract | undefined> {
  try {
    return (await readService({}, config)).contract;
  } catch (error) {
    // v8 ignore next -- anything else is a bug
    if (!(error instanceof ProblemsError)) throw error;
    return undefined;
  }
}
