import type { Json } from "../../kernel/json.ts";

/** A scalar as text, null as the empty text; undefined for a list or an object. */
export function textOf(value: Json): string | undefined {
  if (value === null) return "";
  return typeof value === "object" ? undefined : String(value);
}
