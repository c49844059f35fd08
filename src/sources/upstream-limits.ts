import { headerText } from "../connectors/header-text.ts";
import { parseHttpDate } from "../connectors/http-date.ts";
import type { HttpHeaders, HttpResponse } from "../connectors/http-message.ts";
import { readRetryAfter } from "../connectors/retry-after.ts";

/**
 * Reads what an answer says of the source's own limits: how long to leave it alone. Undefined where
 * it says nothing, or that there is something left.
 *
 * `Retry-After` of a 429 or a 503 goes before all else. Then, where nothing remains or the answer is
 * a 429: `RateLimit` in both its forms and its three older fields (drafts 03 to 10 of "RateLimit
 * header fields for HTTP"), and the `X-RateLimit-*` that came before them. What cannot be read is
 * passed over, as the drafts demand.
 *
 * `dateMs`, the time since 1970, is for answers without a `Date`.
 */
export function readUpstreamLimits(
  { status, headers }: Pick<HttpResponse, "status" | "headers">,
  dateMs: number,
): { readonly pauseMs: number } | undefined {
  const retryAfterMs =
    status === 429 || status === 503 ? readRetryAfter(headers, dateMs) : undefined;
  const pauseMs = retryAfterMs ?? resetMs(headers, { isRefused: status === 429, dateMs });
  if (pauseMs === undefined || pauseMs <= 0) return undefined;
  return { pauseMs: Math.min(maxPauseMs, Math.ceil(pauseMs)) };
}

/** What a source says is wrong more often than it means to be left alone for longer. */
const maxPauseMs = 3_600_000;

interface Answer {
  /** The answer is itself a refusal, so nothing remains even where it does not say so. */
  readonly isRefused: boolean;
  readonly dateMs: number;
}

/** How long until a quota that is used up begins anew; the longest of several. */
function resetMs(headers: HttpHeaders, { isRefused, dateMs }: Answer): number | undefined {
  if (!tellsOfQuotas(headers)) return undefined;
  const usedUp = quotasOf(headers).filter(({ remaining }) =>
    remaining === undefined ? isRefused : Number(remaining) === 0,
  );
  if (usedUp.length === 0) return undefined;
  const nowMs = parseHttpDate(headerText(headers, "date") ?? "") ?? dateMs;
  const waits = usedUp
    .map(({ reset }) => parseReset(reset ?? "", nowMs))
    .filter((wait) => wait !== undefined);
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** Whether there is anything to read: most sources say nothing of quotas. */
function tellsOfQuotas(headers: HttpHeaders): boolean {
  return (
    headers["ratelimit"] !== undefined ||
    headers["ratelimit-remaining"] !== undefined ||
    headers["ratelimit-reset"] !== undefined ||
    headers["x-ratelimit-remaining"] !== undefined ||
    headers["x-ratelimit-reset"] !== undefined ||
    headers["x-rate-limit-remaining"] !== undefined ||
    headers["x-rate-limit-reset"] !== undefined
  );
}

interface Quota {
  /** Both undefined where the answer does not say. */
  readonly remaining: string | undefined;
  readonly reset: string | undefined;
}

function quotasOf(headers: HttpHeaders): readonly Quota[] {
  const field = headers["ratelimit"] ?? "";
  const names = /"(?:\\.|[^"\\])*"/g;
  const list = (typeof field === "object" ? field.join() : field).replaceAll(names, "");
  return [
    // `"minute";r=0;t=12, "day";r=99;t=3600`
    ...list
      .split(",")
      .map((policy) => quota(find(/;\s*r=(\d+)/, policy), find(/;\s*t=(\d+)/, policy))),
    // `limit=9, remaining=0, reset=12`, before draft 8
    quota(find(/\bremaining=(\d+)/, list), find(/\breset=(\d+)/, list)),
    ...["ratelimit", "x-ratelimit", "x-rate-limit"].map((prefix) =>
      quota(headerText(headers, `${prefix}-remaining`), headerText(headers, `${prefix}-reset`)),
    ),
  ];
}

function quota(remaining: string | undefined, reset: string | undefined): Quota {
  return { remaining, reset };
}

function find(pattern: RegExp, text: string): string | undefined {
  return pattern.exec(text)?.[1];
}

/** The drafts have seconds from now; many send a time: seconds or milliseconds since 1970, or a date. */
function parseReset(text: string, nowMs: number): number | undefined {
  if (!/^\d{1,15}(?:\.\d+)?$/.test(text)) {
    const atMs = parseHttpDate(text);
    return atMs === undefined ? undefined : atMs - nowMs;
  }
  const number = Number(text);
  if (number < 1e9) return number * 1000;
  return (number < 1e11 ? number * 1000 : number) - nowMs;
}
