import { z } from "zod";

import { parseBytes } from "../kernel/bytes.ts";
import { parseDuration } from "../kernel/duration.ts";

// The kinds of values that settings have. The error message of each is the rule, as the end of the
// sentence "this must be …".

/** Text that is not empty. */
export function text() {
  const rule = "a text that is not empty";
  return z.string(rule).min(1, rule);
}

/** A whole number between two bounds, both included. */
export function wholeNumber(min: number, max: number) {
  const rule = `a whole number from ${min} to ${max}`;
  return z.int(rule).min(min, rule).max(max, rule);
}

/** A duration as text, such as "250ms" or "30s"; longer than nothing, a day at most. In milliseconds. */
export function duration() {
  const rule = 'a duration above 0 and up to a day, such as "250ms", "30s" or "5m"';
  return z
    .string(rule)
    .transform((value) => parseDuration(value) ?? Number.NaN)
    .pipe(z.number(rule).positive(rule).max(86_400_000, rule));
}

/** A number of bytes, or text such as "512KiB". In bytes. */
export function byteCount(min: number) {
  const rule = `a number of bytes from ${min}, or a size such as "8KiB" or "64MiB"`;
  return z
    .union([z.number(), z.string()], rule)
    .transform((value) => (typeof value === "number" ? value : (parseBytes(value) ?? Number.NaN)))
    .pipe(z.int(rule).min(min, rule));
}

/** An absolute http or https URL without query and fragment. */
export function httpUrl() {
  const rule = "an absolute http or https URL without query and fragment";
  return z.string(rule).refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    return url !== undefined && /^https?:$/.test(url.protocol) && !/[?#]/.test(value);
  }, rule);
}

/** An object of JSON values. */
export function jsonObject() {
  return z.record(z.string(), z.json("a JSON value"), "a map of values");
}

/** One of several words. */
export function oneOf<const Words extends readonly string[]>(...words: Words) {
  return z.enum(words, `one of ${words.join(", ")}`);
}
