import type { KeyField } from "../contract/contract.ts";
import { isJsonObject, type Json, type JsonObject } from "../kernel/json.ts";
import type { Problems } from "../mapping/mapping.ts";
import type { Key, Outcome } from "./outcome.ts";
import { buildPathTree, compileIdentity } from "./path-tree.ts";
import type { SourceFacts } from "./source-facts.ts";

/** Gives each key of a batch its item: one outcome per key, in the order of the keys. */
export type MatchBatch = (
  items: readonly Json[],
  keys: readonly Key[],
  options?: MatchOptions,
) => readonly Outcome[];

interface MatchOptions {
  readonly problems?: Problems | undefined;
  /** Of the response that the items are from. */
  readonly facts?: SourceFacts | undefined;
}

/**
 * Compiles the matching of a batch's items to its keys: by equal key fields, in any order. A key
 * without an item is missing; of several items for one key the first counts. Items that nobody
 * asked for, and those that are no objects, are dropped, and reported.
 */
export function compileBatchMatcher(keyFields: readonly KeyField[]): MatchBatch {
  const identify = compileIdentity(buildPathTree(keyFields));
  return (items, keys, { problems, facts } = {}) => {
    let objectCount = 0;
    const byIdentity = new Map<string, JsonObject>();
    for (const item of items) {
      if (!isJsonObject(item)) {
        problems?.report("an item of the batch is no object, and is dropped", "$batch");
        continue;
      }
      objectCount++;
      const identity = identify(item);
      if (!byIdentity.has(identity)) byIdentity.set(identity, item);
    }
    const missing: Outcome = { kind: "missing", source: facts };
    let matched = 0;
    const outcomes = keys.map((key): Outcome => {
      const value = byIdentity.get(identify(key.this));
      if (value === undefined) return missing;
      matched++;
      return { kind: "value", value, source: facts };
    });
    for (let extra = matched; extra < objectCount; extra++) {
      problems?.report(
        "an item of the batch is not one that was asked for, and is dropped",
        "$batch",
      );
    }
    return outcomes;
  };
}
