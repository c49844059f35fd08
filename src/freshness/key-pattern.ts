import { canonicalJson } from "../connectors/canonical-json.ts";
import { isJsonObject, type Json, type JsonObject } from "../kernel/json.ts";

/** Fields of an object, and the values that tell it from others. */
export interface KeyPattern {
  /** The fields, nested ones as paths, in an order of their own: equal for equal sets of fields. */
  readonly paths: readonly (readonly string[])[];
  /** The values of these fields, as text: equal for equal values. An id `1` is an id `"1"`. */
  readonly text: string;
}

/** Reads the fields of a key: `{ id: 5 }`, or nested ones such as `{ owner: { id: 5 } }`. */
export function keyPatternOf(key: JsonObject): KeyPattern {
  const leaves = leavesOf(key, []).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { paths: leaves.map(({ path }) => path), text: textOf(leaves.map(({ value }) => value)) };
}

/** The values of an object's fields, as the text of a pattern; undefined where it lacks one. */
export function keyTextOf(
  object: JsonObject,
  paths: readonly (readonly string[])[],
): string | undefined {
  const values = paths.map((path) => valueAt(object, path));
  return values.every((value) => value !== undefined) ? textOf(values) : undefined;
}

interface Leaf {
  readonly path: readonly string[];
  readonly name: string;
  readonly value: Json;
}

function leavesOf(object: JsonObject, above: readonly string[]): readonly Leaf[] {
  return Object.entries(object).flatMap(([field, value]) => {
    const path = [...above, field];
    if (isJsonObject(value) && Object.keys(value).length > 0) return leavesOf(value, path);
    return [{ path, name: JSON.stringify(path), value }];
  });
}

function valueAt(object: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = object;
  for (const field of path) {
    if (!isJsonObject(value) || !Object.hasOwn(value, field)) return undefined;
    value = value[field];
  }
  return value;
}

function textOf(values: readonly Json[]): string {
  return JSON.stringify(
    values.map((value) => (typeof value === "object" ? [canonicalJson(value)] : String(value))),
  );
}
