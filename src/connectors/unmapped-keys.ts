import type { KeyField, KeyPath } from "../contract/contract.ts";
import { isJsonObject, type Json } from "../kernel/json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";

/**
 * The key fields that no item of a batch has at all, as paths ("author.id"): with one of them
 * unmapped nothing can be told about any key, whereas a key without an item is merely missing.
 *
 * A null is an item of no object, which some sources send in the place of each that they lack; and
 * a field that is null is there. Where there are no items, no field is unmapped.
 */
export function unmappedKeys(
  items: readonly Json[],
  keyFields: readonly KeyField[],
): readonly string[] {
  const present = items.filter((item) => item !== null);
  if (present.length === 0) return [];
  return keyFields
    .filter(({ path }) => !present.some((item) => isJsonObject(item) && hasPath(item, path)))
    .map(({ path }) => path.join("."));
}

/** Nothing stands below a null or a list that could be missing there. */
function hasPath(value: MaybeJson, [name, ...rest]: KeyPath): boolean {
  if (value === undefined) return false;
  if (name === undefined || !isJsonObject(value)) return true;
  return hasPath(value[name], rest);
}
