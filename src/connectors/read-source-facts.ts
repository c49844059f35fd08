import { parseCacheControl, secondsAsMs } from "./cache-control.ts";
import { parseHttpDate } from "./http-date.ts";
import type { HttpHeaders } from "./http-message.ts";
import { factsOfSilence, type SourceFacts, type Validators } from "./source-facts.ts";

/** When a call was made, and how long it took: its last attempt alone. */
export interface CallTimes {
  /** Since 1970. */
  readonly sentAtMs: number;
  readonly tookMs: number;
}

/**
 * Reads what an answer's headers say of how long it may be kept (RFC 9111), as a cache that is
 * shared: `s-maxage` wins over `max-age`, and `max-age` over `Expires`.
 *
 * Where they say a thing twice, the stricter holds. A lifetime that cannot be read is over, as the
 * RFC advises; all else that cannot be read is not there. `Pragma` says nothing in answers.
 */
export function readSourceFacts(
  headers: HttpHeaders,
  { sentAtMs, tookMs }: CallTimes,
): SourceFacts {
  const saysNothing =
    headers["cache-control"] === undefined &&
    headers["etag"] === undefined &&
    headers["last-modified"] === undefined &&
    headers["expires"] === undefined &&
    headers["age"] === undefined &&
    headers["vary"] === undefined;
  if (saysNothing) return factsOfSilence({ fetchedAtMs: sentAtMs, tookMs });
  const { maxAgeMs, noStore, isPrivate, mustRevalidate } = readControl(headers);
  return {
    // Not from `Date`, which is a time on another clock: one that is wrong would age every answer.
    fetchedAtMs: sentAtMs - readAge(headers),
    tookMs,
    maxAgeMs: maxAgeMs ?? readExpires(headers, sentAtMs + tookMs),
    noStore: noStore || variesByAnything(headers),
    isPrivate,
    mustRevalidate,
    validators: readValidators(headers),
  };
}

type Control = Pick<SourceFacts, "maxAgeMs" | "noStore" | "isPrivate" | "mustRevalidate">;

function readControl(headers: HttpHeaders): Control {
  let maxAgeMs: number | undefined;
  let sharedMaxAgeMs: number | undefined;
  let mustAsk = false;
  let noStore = false;
  let isPrivate = false;
  let mustRevalidate = false;
  for (const { name, value } of parseCacheControl(headers["cache-control"])) {
    switch (name) {
      case "max-age":
        maxAgeMs = Math.min(maxAgeMs ?? Number.POSITIVE_INFINITY, secondsAsMs(value) ?? 0);
        break;
      case "s-maxage":
        sharedMaxAgeMs = Math.min(
          sharedMaxAgeMs ?? Number.POSITIVE_INFINITY,
          secondsAsMs(value) ?? 0,
        );
        mustRevalidate = true;
        break;
      // `no-cache` and `private` may name headers that they are about alone: no cache has to look.
      case "no-cache":
        mustAsk = true;
        break;
      case "private":
        isPrivate = true;
        break;
      case "no-store":
        noStore = true;
        break;
      case "must-revalidate":
      case "proxy-revalidate":
        mustRevalidate = true;
    }
  }
  return {
    maxAgeMs: mustAsk ? 0 : (sharedMaxAgeMs ?? maxAgeMs),
    noStore,
    isPrivate,
    // What must be asked for each time must not be served without (RFC 9111, section 4.2.4).
    mustRevalidate: mustRevalidate || mustAsk,
  };
}

/** How old the answer was when it came, in the words of the caches on its way; 0: they say nothing. */
function readAge(headers: HttpHeaders): number {
  const ages = linesOf(headers, "age").flatMap((line) => line.split(","));
  return Math.max(0, ...ages.map((age) => secondsAsMs(age.trim()) ?? 0));
}

/** The lifetime that `Expires` and `Date` give, which are times on the source's own clock. */
function readExpires(headers: HttpHeaders, receivedAtMs: number): number | undefined {
  const lines = linesOf(headers, "expires");
  if (lines.length === 0) return undefined;
  const dateMs = parseHttpDate(linesOf(headers, "date")[0] ?? "") ?? receivedAtMs;
  // What is no date, "0" above all, is in the past (RFC 9111, section 5.3).
  const lifetimesMs = lines.map((line) => (parseHttpDate(line) ?? dateMs) - dateMs);
  return Math.max(0, Math.min(...lifetimesMs));
}

/** Whether the answer may depend on what no cache can see. */
function variesByAnything(headers: HttpHeaders): boolean {
  return linesOf(headers, "vary").some((line) => line.split(",").some((by) => by.trim() === "*"));
}

/** Two values of one validator are none: which of them is the answer's cannot be told. */
function readValidators(headers: HttpHeaders): Validators | undefined {
  const [etag, secondEtag] = linesOf(headers, "etag");
  const [lastModified, secondDate] = linesOf(headers, "last-modified");
  const validators: Validators = {
    // Others are not sent back: `*` as an `If-None-Match` would hold for any answer.
    etag: secondEtag === undefined && isEntityTag.test(etag ?? "") ? etag : undefined,
    lastModified:
      secondDate === undefined && parseHttpDate(lastModified ?? "") !== undefined
        ? lastModified
        : undefined,
  };
  const { etag: tag, lastModified: date } = validators;
  return tag === undefined && date === undefined ? undefined : validators;
}

/** RFC 9110, section 8.8.3. */
const isEntityTag = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;

function linesOf(headers: HttpHeaders, name: string): readonly string[] {
  const value = headers[name];
  if (value === undefined) return [];
  return (typeof value === "string" ? [value] : value).map((line) => line.trim());
}
