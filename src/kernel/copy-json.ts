import type { Json } from "./json.ts";

/**
 * A copy of plain data that shares nothing with it, as JSON would have it: a Date is its text, what
 * has no form in JSON is left out; a `bigint` stays.
 *
 * @throws the Error that stands somewhere in it; a TypeError for a promise, and for a number that is
 * none; a RangeError where it goes round.
 */
export function copyJson(value: unknown): Json | undefined {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError(`Plain data has no ${value} in it.`);
  }
  if (typeof value !== "object") return isScalar(value) ? value : undefined;
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item) => copyJson(item) ?? null);
  if (value instanceof Error) throw value;
  if ("toJSON" in value && typeof value.toJSON === "function") return copyJson(value.toJSON());
  if ("then" in value && typeof value.then === "function") {
    throw new TypeError("Plain data has no promises in it.");
  }
  const copy: Record<string, Json> = {};
  for (const [name, item] of Object.entries(value)) {
    const copied = copyJson(item);
    if (copied !== undefined) define(copy, name, copied);
  }
  return copy;
}

function isScalar(value: unknown): value is string | number | bigint | boolean {
  return scalars.has(typeof value);
}

const scalars: ReadonlySet<string> = new Set(["string", "number", "bigint", "boolean"]);

/** Assigned, `__proto__` would be no property. */
function define(copy: Record<string, Json>, name: string, value: Json): void {
  if (name !== "__proto__") copy[name] = value;
  else Object.defineProperty(copy, name, { value, enumerable: true });
}
