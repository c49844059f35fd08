import { isJsonObject, type Json } from "../kernel/json.ts";

/**
 * JSON text that is equal for equal values: the order of an object's keys does not matter, and a
 * `bigint` is the integer it is.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (isJsonObject(value)) {
    const entries = Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`);
    return `{${entries.join(",")}}`;
  }
  return typeof value === "object" ? "null" : scalarJson(value);
}

function scalarJson(value: string | number | bigint | boolean): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
