import type { Json, JsonObject } from "../kernel/json.ts";
import { isList, isObject } from "./evaluation.ts";
import { setKey, type WritableObject } from "./object-keys.ts";

/** Merges deeply: objects by key, lists by index; null wins, else the later value. Changes neither. */
export function mergeJson(earlier: Json, later: Json): Json {
  if (earlier === null || later === null) return null;
  if (isObject(earlier) && isObject(later)) {
    const merged: WritableObject = { ...earlier };
    mergeInto(merged, later);
    return merged;
  }
  if (isList(earlier) && isList(later)) {
    const length = Math.max(earlier.length, later.length);
    return Array.from({ length }, (_, index) => {
      const [one, two] = [earlier[index], later[index]];
      return one === undefined ? (two ?? null) : two === undefined ? one : mergeJson(one, two);
    });
  }
  return later;
}

/** Merges the keys of `object` into `target`, which must be of the caller's own making. */
export function mergeInto(target: WritableObject, object: JsonObject): void {
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value !== undefined) mergeKey(target, key, value);
  }
}

/** Merges one key into `target`, which must be of the caller's own making. */
export function mergeKey(target: WritableObject, key: string, value: Json): void {
  const present = Object.hasOwn(target, key) ? target[key] : undefined;
  setKey(target, key, present === undefined ? value : mergeJson(present, value));
}
