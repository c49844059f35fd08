import type { MissingOutcome, ValueOutcome } from "../connectors/outcome.ts";
import type { FreshnessRules } from "../contract/freshness-rules.ts";
import type { Entry } from "./entry.ts";

export interface MakeEntryOptions {
  readonly rules: FreshnessRules;
  /** Whether the value is for the callers of one scope. */
  readonly isScoped: boolean;
  /** Where the log of invalidations stood when it was asked for. */
  readonly position: number;
  readonly nowMs: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * What is to be kept of an outcome; undefined where schema or source say that it must not be.
 *
 * The ttl is the schema's, or less where the source says so, and up to a tenth less by chance: what
 * came together does not expire together. It counts from when the source was asked.
 */
export function makeEntry(
  outcome: ValueOutcome | MissingOutcome,
  { rules, isScoped, position, nowMs, random }: MakeEntryOptions,
): Entry | undefined {
  const { source } = outcome;
  if (source === undefined || source.noStore) return undefined;
  // What all callers share cannot be for one of them alone.
  if ((source.isPrivate || rules.isPrivate) && !isScoped) return undefined;
  const isValue = outcome.kind === "value";
  const promisedMs = isValue ? rules.ttlMs : rules.missingTtlMs;
  const ttlMs = Math.min(promisedMs, source.maxAgeMs ?? Number.POSITIVE_INFINITY);
  const mayBeStale = isValue && !source.mustRevalidate;
  const { fetchedAtMs, tookMs, validators } = source;
  const staleFromMs = fetchedAtMs + ttlMs;
  const freshUntilMs = fetchedAtMs + ttlMs * (1 - jitter * random());
  const endOf = (windowMs: number): number =>
    mayBeStale && windowMs > 0 ? staleFromMs + windowMs : freshUntilMs;
  const revalidateUntilMs = endOf(rules.staleWhileRevalidateMs);
  const errorUntilMs = endOf(rules.staleIfErrorMs);
  // What can be renewed without being sent again is kept for as long again.
  const renewUntilMs = isValue && validators !== undefined ? fetchedAtMs + 2 * promisedMs : 0;
  const keepUntilMs = Math.max(freshUntilMs, revalidateUntilMs, errorUntilMs, renewUntilMs);
  if (keepUntilMs <= nowMs) return undefined;

  const freshness = {
    fetchedAtMs,
    freshUntilMs,
    isPrivate: isScoped,
    isHit: true,
    stale: undefined,
  };
  return {
    outcome: isValue
      ? { kind: "value", value: outcome.value, source: undefined, freshness }
      : { kind: "missing", source: undefined, freshness },
    fetchedAtMs,
    freshUntilMs,
    revalidateUntilMs,
    errorUntilMs,
    keepUntilMs,
    tookMs,
    validators,
    position,
  };
}

const jitter = 0.1;
