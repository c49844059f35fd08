import { isJsonObject, type Json } from "../kernel/json.ts";

/** JSON for people: a key or an item to a line. Integers keep their digits. */
export function readableJson(value: Json): string {
  return JSON.stringify(
    value,
    (_key, item: unknown) => (typeof item === "bigint" ? JSON.rawJSON(item.toString()) : item),
    2,
  );
}

/**
 * The same value with its keys in the order that another has them in, so that lines of both can be
 * compared; keys that only this one has come last.
 */
export function inOrderOf(value: Json, other: Json | undefined): Json {
  if (Array.isArray(value)) {
    const others = Array.isArray(other) ? other : [];
    return value.map((item: Json, index) => inOrderOf(item, others[index]));
  }
  if (!isJsonObject(value)) return value;
  const others = isJsonObject(other) ? other : {};
  const places = new Map(Object.keys(others).map((name, index) => [name, index]));
  const placeOf = (name: string): number => places.get(name) ?? places.size;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [two]) => placeOf(one) - placeOf(two))
      .map(([name, item]) => [name, inOrderOf(item, others[name])]),
  );
}
