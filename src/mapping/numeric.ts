import type { MaybeJson } from "./mapping.ts";

/** Whether a value is a number, be it one that is too long for a double. */
export function isNumeric(value: MaybeJson): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** Whether it is one without a fraction. */
export function isInteger(value: MaybeJson): value is number | bigint {
  return typeof value === "bigint" || Number.isInteger(value);
}
