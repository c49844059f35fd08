import { isInterfaceType, isObjectType } from "graphql";

import type { Contract } from "./contract.ts";
import type { LazyPolicy } from "./policies.ts";

/** What `@lazy` says of a field, by the names of its type and its own; undefined: it is not lazy. */
export type LazyLookup = (typeName: string, fieldName: string) => LazyPolicy | undefined;

/**
 * Finds what `@lazy` says of a field: what stands on the field itself, or else on the field of that
 * name of an interface that its type implements. Of several interfaces the one with the least budget
 * counts, so that every one of them is kept.
 */
export function createLazyLookup({
  schema,
  policies,
}: Pick<Contract, "schema" | "policies">): LazyLookup {
  const found = new Map(policies.lazy);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const fieldName of Object.keys(type.getFields())) {
      const coordinate = `${type.name}.${fieldName}`;
      if (policies.lazy.has(coordinate)) continue;
      const inherited = type
        .getInterfaces()
        .map(({ name }) => policies.lazy.get(`${name}.${fieldName}`))
        .filter((policy) => policy !== undefined)
        .reduce(leastBudget, undefined);
      if (inherited !== undefined) found.set(coordinate, inherited);
    }
  }
  return (typeName, fieldName) => found.get(`${typeName}.${fieldName}`);
}

function leastBudget(least: LazyPolicy | undefined, policy: LazyPolicy): LazyPolicy {
  return least === undefined || policy.budgetMs < least.budgetMs ? policy : least;
}
