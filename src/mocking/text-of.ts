import { canonicalJson } from "../connectors/canonical-json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";

/** The text of a value, by which two are compared: `"1"` and `1` name one object. */
export function textOf(value: MaybeJson): string {
  return typeof value === "string" ? value : canonicalJson(value ?? null);
}
