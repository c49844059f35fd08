import type { Json } from "../kernel/json.ts";
import { type Evaluate, type Run, failAt, isList, kindOf } from "./evaluation.ts";
import type { MaybeJson } from "./mapping.ts";
import { keyReader } from "./object-keys.ts";

/** Reads a key of an object, or of each object in a list (and in lists in it). */
export function readKey(key: string, path: string, isOptional: boolean): Evaluate {
  const fail = failAt(path);
  const reader = keyReader(key);
  const read = (at: MaybeJson, run: Run): MaybeJson => {
    if (typeof at !== "object" || at === null) {
      return isOptional ? undefined : fail(run, `There is no "${key}" in ${kindOf(at)}`);
    }
    if (isList(at)) {
      const values: Json[] = [];
      for (const item of at) values.push(read(item, run) ?? null);
      return values;
    }
    const value = reader(at);
    if (value === undefined && !isOptional) fail(run, `There is no "${key}" in an object`);
    return value;
  };
  return (_dollar, at, run) => read(at, run);
}
