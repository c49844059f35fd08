import type { AnswerFreshness } from "../../../src/execution/answer-freshness.ts";
import { FoldedFreshness, type Freshness } from "../../../src/execution/folded-freshness.ts";

/** When the answers of these tests are complete. */
export const answeredAtMs = Date.UTC(2026, 0, 1, 12);

/** The freshness of nothing. */
export const undated: Freshness = freshnessOf(
  { ageMs: Number.NEGATIVE_INFINITY, leftMs: Number.POSITIVE_INFINITY },
  {},
);

/** The freshness of values that are `ageMs` old and have `leftMs` left; kept, unless `more` says so. */
export function freshnessOf(
  { ageMs, leftMs }: { readonly ageMs: number; readonly leftMs: number },
  more: Partial<Freshness> = { fresh: 1 },
): Freshness {
  const times = { fetchedAtMs: answeredAtMs - ageMs, freshUntilMs: answeredAtMs + leftMs };
  return Object.assign(new FoldedFreshness(), times, more);
}

/** That of an answer, with a report where its parts are given. */
export function answerFreshness(
  total: Freshness,
  parts?: Readonly<Record<string, Freshness>>,
): AnswerFreshness {
  return { answeredAtMs, total, byPath: parts && new Map(Object.entries(parts)) };
}
