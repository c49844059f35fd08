import type { HeaderMap } from "@apollo/server";

import type { RequestContext } from "../connectors/request-context.ts";
import type { AnswerFreshness } from "../execution/answer-freshness.ts";
import type { OperationResult } from "../execution/executor.ts";

/** What the headers of an answer are made from. */
export interface AnsweredOperation {
  readonly kind: "query" | "mutation" | "subscription";
  readonly result: OperationResult;
  readonly request: RequestContext;
  /** Whether caches keep answers to its method. */
  readonly isGet: boolean;
}

export type SetCachingHeaders = (headers: HeaderMap, operation: AnsweredOperation) => void;

/** The `Cache-Control` of an answer that nobody may keep; of all others it begins with `max-age`. */
export const noStore = "no-store";

/**
 * Creates what tells callers how old an answer is, how long and by whom it may be kept, and where
 * it came from: `Cache-Control`, `Age` and `Vary` (RFC 9111), `Cache-Status` (RFC 9211).
 *
 * @param callerHeaders the callers' headers that connectors read; names in lower case.
 */
export function createCachingHeaders(callerHeaders: readonly string[]): SetCachingHeaders {
  // By what any answer varies: its content type, and whether a report is in it.
  const sharedVary = ["accept", "sluice-freshness"];
  // `private` keeps shared caches away, but not two callers of one browser from one another.
  const privateVary = [...new Set([...sharedVary, "authorization", ...callerHeaders])];
  const varyPublic = sharedVary.join(", ");
  const varyPrivate = privateVary.join(", ");

  return (headers, { kind, result, request, isGet }) => {
    const { data, errors, freshness } = result;
    const isDated = freshness !== undefined && Number.isFinite(freshness.total.fetchedAtMs);
    if (isDated && freshness.total.isKeepable && errors === undefined) {
      headers.set("cache-control", cacheControl(freshness));
      if (isGet) headers.set("vary", freshness.total.isPrivate ? varyPrivate : varyPublic);
    } else {
      headers.set("cache-control", noStore);
    }
    // It could not start.
    if (data === undefined) return;
    if (isDated) headers.set("age", String(Math.max(0, secondsSince(freshness))));
    const status = kind === "mutation" ? "fwd=method" : cacheStatus(result, request);
    if (status !== undefined) headers.set("cache-status", `Sluice; ${status}`);
  };
}

function cacheControl({ answeredAtMs, total }: AnswerFreshness): string {
  const leftSeconds = Math.floor((total.freshUntilMs - answeredAtMs) / 1000);
  const maxAge = total.stale > 0 ? 0 : Math.max(0, leftSeconds);
  return `max-age=${maxAge}, ${total.isPrivate ? "private" : "public"}`;
}

function secondsSince({ answeredAtMs, total }: AnswerFreshness): number {
  return Math.floor((answeredAtMs - total.fetchedAtMs) / 1000);
}

/** Undefined where there was nothing that could have been kept, and where that cannot be told. */
function cacheStatus(
  { errors, freshness }: OperationResult,
  { tally, maxAgeMs }: RequestContext,
): string | undefined {
  if (freshness === undefined) return errors === undefined ? "fwd=bypass" : undefined;
  const { answeredAtMs, total } = freshness;
  const { fresh, stale, fetched, neverKept, isKeepable, freshUntilMs, staleReasons } = total;
  const hits = fresh + stale;
  const asked = fetched + neverKept;
  if (hits + asked === 0) return undefined;

  let status = "hit";
  if (asked > 0) {
    if (hits > 0) status = "fwd=partial";
    else if (maxAgeMs === 0) status = "fwd=request";
    else status = fetched > 0 ? "fwd=miss" : "fwd=bypass";
    if (fetched > 0 && neverKept === 0) status += "; stored";
    if (tally.asked > 0 && tally.joined === tally.asked) status += "; collapsed";
  }
  if (isKeepable) status += `; ttl=${Math.floor((freshUntilMs - answeredAtMs) / 1000)}`;
  if (staleReasons !== undefined) {
    const hasFailed = [...staleReasons].some((reason) => reason !== "revalidating");
    status += `; detail=${hasFailed ? "stale-if-error" : "stale-while-revalidate"}`;
  }
  return status;
}
