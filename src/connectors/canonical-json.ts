import { isJsonObject, type Json } from "../kernel/json.ts";

/**
 * JSON text that is equal for equal values: the order of an object's keys does not matter, and a
 * `bigint` is the integer it is.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (isJsonObject(value)) {
    // An argument of a scalar of the schema's own, such as a Date.
    if (hasJson(value)) return canonicalJson(value.toJSON());
    const entries = Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`);
    return `{${entries.join(",")}}`;
  }
  return typeof value === "object" ? "null" : scalarJson(value);
}

function hasJson(value: object): value is { readonly toJSON: () => Json } {
  return "toJSON" in value && typeof value.toJSON === "function";
}

function scalarJson(value: string | number | bigint | boolean): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
