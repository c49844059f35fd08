import type { Json, JsonObject } from "../kernel/json.ts";
import { isList, isObject } from "./evaluation.ts";
import type { MaybeJson } from "./mapping.ts";
import { setKey, type WritableObject } from "./object-keys.ts";

/** Merges the keys of `object` into `target`, which must be of the caller's own making. */
export function mergeInto(target: WritableObject, object: JsonObject): void {
  for (const key of Object.keys(object)) mergeKey(target, key, object[key]);
}

/** Merges one key into `target`, which must be of the caller's own making. */
export function mergeKey(target: WritableObject, key: string, value: MaybeJson): void {
  if (value === undefined) return;
  const present = Object.hasOwn(target, key) ? target[key] : undefined;
  setKey(target, key, present === undefined ? value : mergeJson(present, value));
}

/** Merges deeply: objects by key, lists by index; null wins, else the later value. Changes neither. */
function mergeJson(earlier: Json, later: Json): Json {
  if (earlier === null || later === null) return null;
  if (isObject(earlier) && isObject(later)) {
    const merged: WritableObject = { ...earlier };
    mergeInto(merged, later);
    return merged;
  }
  if (isList(earlier) && isList(later)) {
    const merged = [...earlier];
    for (const [index, item] of later.entries()) {
      const present = merged[index];
      merged[index] = present === undefined ? item : mergeJson(present, item);
    }
    return merged;
  }
  return later;
}
