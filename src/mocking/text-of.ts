import { canonicalJson } from "../connectors/canonical-json.ts";
import type { Json } from "../kernel/json.ts";

/** The text of a value, by which two are compared: `"1"` and `1` name one object. */
export function textOf(value: Json): string {
  return typeof value === "string" ? value : canonicalJson(value);
}
