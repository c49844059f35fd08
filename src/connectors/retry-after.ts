import { headerText } from "./header-text.ts";
import { parseHttpDate } from "./http-date.ts";
import type { HttpHeaders } from "./http-message.ts";

/**
 * How long a response asks to be left alone by its `Retry-After` (RFC 9110, section 10.2.3).
 *
 * One that names a time is read against the response's own `Date`, as the two come from one clock,
 * and only without it against `dateMs`. Undefined where it says nothing that can be read.
 */
export function readRetryAfter(headers: HttpHeaders, dateMs?: number): number | undefined {
  const text = headerText(headers, "retry-after");
  if (text === undefined) return undefined;
  if (seconds.test(text)) return Number(text) * 1000;
  const atMs = parseHttpDate(text);
  const nowMs = parseHttpDate(headerText(headers, "date") ?? "") ?? dateMs;
  return atMs === undefined || nowMs === undefined ? undefined : Math.max(0, atMs - nowMs);
}

/** Ten digits are three hundred years; more is no number to reckon with. */
const seconds = /^\d{1,10}(?:\.\d+)?$/;
