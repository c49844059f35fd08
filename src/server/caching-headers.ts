import type { HeaderMap } from "@apollo/server";

import type { RequestContext } from "../connectors/request-context.ts";
import type { AnswerFreshness } from "../execution/answer-freshness.ts";
import type { OperationResult } from "../execution/executor.ts";

/** What the headers of an answer are made from. */
interface AnsweredOperation {
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
 * What a known caller is answered is private: others may not be shown it, or may be refused it.
 *
 * @param callerHeaders the callers' headers that connectors read; names in lower case.
 * @param credentialHeaders those that callers prove with who they are.
 */
export function createCachingHeaders(
  callerHeaders: readonly string[],
  credentialHeaders: readonly string[] = [],
): SetCachingHeaders {
  // By what any answer varies: its content type, whether a report is in it, and whether it is a refusal.
  const sharedVary = ["accept", "sluice-freshness", ...credentialHeaders];
  // `private` keeps shared caches away, but not two callers of one browser from one another.
  const privateVary = [...new Set([...sharedVary, "authorization", ...callerHeaders])];
  const varyPublic = sharedVary.join(", ");
  const varyPrivate = privateVary.join(", ");

  return (headers, { kind, result, request, isGet }) => {
    const { data, errors, freshness } = result;
    const isDated = freshness !== undefined && Number.isFinite(freshness.total.fetchedAtMs);
    const isKept = isDated && freshness.total.isKeepable && errors === undefined;
    const isPrivate = freshness?.total.isPrivate === true || request.caller !== undefined;
    headers.set("cache-control", isKept ? cacheControl(freshness, isPrivate) : noStore);
    if (isKept && isGet) headers.set("vary", isPrivate ? varyPrivate : varyPublic);
    // It could not start.
    if (data === undefined) return;
    if (isDated) headers.set("age", String(Math.max(0, secondsSince(freshness))));
    if (kind === "mutation") headers.set("cache-status", "Sluice; fwd=method");
    else if (freshness !== undefined) {
      headers.set("cache-status", `Sluice; ${cacheStatus(freshness, request, isKept)}`);
    } else if (errors === undefined) headers.set("cache-status", "Sluice; fwd=bypass");
  };
}

function cacheControl({ answeredAtMs, total }: AnswerFreshness, isPrivate: boolean): string {
  const leftSeconds = Math.floor((total.freshUntilMs - answeredAtMs) / 1000);
  const maxAge = total.stale > 0 ? 0 : Math.max(0, leftSeconds);
  return `max-age=${maxAge}, ${isPrivate ? "private" : "public"}`;
}

function secondsSince({ answeredAtMs, total }: AnswerFreshness): number {
  return Math.floor((answeredAtMs - total.fetchedAtMs) / 1000);
}

function cacheStatus(
  { answeredAtMs, total }: AnswerFreshness,
  { tally, maxAgeMs }: RequestContext,
  isKept: boolean,
): string {
  const { fresh, stale, fetched, neverKept, freshUntilMs, staleReasons } = total;
  const hits = fresh + stale;
  let status: string;
  if (hits > 0) status = fetched + neverKept > 0 ? "fwd=partial" : "hit";
  else if (fetched === 0) status = "fwd=bypass";
  else status = maxAgeMs === 0 ? "fwd=request" : "fwd=miss";

  if (fetched > 0 && neverKept === 0) status += "; stored";
  // What was asked for in vain, and is served stale, is a hit all the same.
  if (status !== "hit" && tally.asked > 0 && tally.joined === tally.asked) status += "; collapsed";
  if (isKept) status += `; ttl=${Math.floor((freshUntilMs - answeredAtMs) / 1000)}`;
  if (staleReasons !== undefined) {
    const hasFailed = [...staleReasons].some((reason) => reason !== "revalidating");
    status += `; detail=${hasFailed ? "stale-if-error" : "stale-while-revalidate"}`;
  }
  return status;
}
