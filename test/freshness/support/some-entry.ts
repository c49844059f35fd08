import type { MaybeJson } from "../../../src/mapping/mapping.ts";
import type { Entry } from "../../../src/freshness/entry.ts";

/** An entry of a value that was fetched just now, fresh for a minute and kept for two. */
export function someEntry(value: MaybeJson, nowMs: number, changes: Partial<Entry> = {}): Entry {
  const freshUntilMs = nowMs + 60_000;
  const freshness = {
    fetchedAtMs: nowMs,
    freshUntilMs,
    isPrivate: false,
    isHit: true,
    stale: undefined,
  };
  return {
    outcome: { kind: "value", value, source: undefined, freshness },
    fetchedAtMs: nowMs,
    freshUntilMs,
    revalidateUntilMs: nowMs + 90_000,
    errorUntilMs: nowMs + 120_000,
    keepUntilMs: nowMs + 120_000,
    tookMs: 12,
    validators: undefined,
    position: 7,
    ...changes,
  };
}

/** One that says that there is no such item. */
export function missingEntry(nowMs: number): Entry {
  const entry = someEntry(undefined, nowMs);
  const { source, freshness } = entry.outcome;
  return { ...entry, outcome: { kind: "missing", source, freshness } };
}
