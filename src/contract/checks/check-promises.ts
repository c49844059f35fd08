import type { ConnectorFreshness } from "../connector-freshness.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { Contract } from "../contract.ts";
import { FieldFetches, type FieldFetchesOptions } from "../field-fetches.ts";
import { createLazyLookup } from "../lazy-lookup.ts";
import { checkDearLists } from "./check-dear-lists.ts";
import { checkFreshnessReach } from "./check-freshness-reach.ts";
import { checkLazyUse } from "./check-lazy-use.ts";
import { checkMutationEffects } from "./check-mutation-effects.ts";
import { checkPrivateTags } from "./check-private-tags.ts";
import { checkUnbatched } from "./check-unbatched.ts";

export interface PromiseFacts extends FieldFetchesOptions {
  readonly freshness: ConnectorFreshness;
}

/** Warns of what a contract without errors promises in vain, or does not promise and should. */
export function checkPromises(
  contract: Contract,
  { freshness, ...options }: PromiseFacts,
  problems: ProblemLog,
): void {
  const { types } = options;
  const { connectors, policies } = contract;
  const fetches = new FieldFetches(contract, options);
  const lazyOf = createLazyLookup(contract);
  checkFreshnessReach(freshness, { policies, types }, problems);
  checkPrivateTags(contract, types, problems);
  checkMutationEffects(contract, types, problems);
  checkLazyUse(fetches, options, problems);
  checkUnbatched({ connectors, fetches, types, lazyOf }, problems);
  checkDearLists({ types, fetches, lazyOf }, problems);
}
