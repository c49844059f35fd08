import fc from "fast-check";
import { expect, test } from "vitest";

import type { Outcome, OutcomeFreshness } from "../../src/connectors/outcome.ts";
import { FoldedFreshness } from "../../src/execution/folded-freshness.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";

const failure = new GatewayError("CIRCUIT_OPEN", "The source is failing.");

const freshness: fc.Arbitrary<OutcomeFreshness> = fc.record({
  fetchedAtMs: fc.nat(),
  freshUntilMs: fc.nat(),
  isPrivate: fc.boolean(),
  isHit: fc.boolean(),
  stale: fc.constantFrom(
    undefined,
    { kind: "revalidating" as const },
    { kind: "error" as const, error: failure },
  ),
});

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  freshness.map((its): Outcome => ({ kind: "value", value: 1, freshness: its })),
  freshness.map((its): Outcome => ({ kind: "missing", freshness: its })),
  fc.constantFrom<Outcome>(
    { kind: "value", value: 1 },
    { kind: "missing" },
    { kind: "error", error: failure },
  ),
);

function fold(outcomes: readonly Outcome[]): FoldedFreshness {
  const folded = new FoldedFreshness();
  for (const each of outcomes) folded.addOutcome(each);
  return folded;
}

test("values are together as old, as stale and as private as any of them is by itself", () => {
  fc.assert(
    fc.property(fc.array(outcome), (outcomes) => {
      const folded = fold(outcomes);
      const their = outcomes.map((each) => (each.kind === "error" ? undefined : each.freshness));
      const dated = their.filter((its) => its !== undefined);
      expect(folded).toMatchObject({
        fetchedAtMs: Math.min(...dated.map(({ fetchedAtMs }) => fetchedAtMs)),
        freshUntilMs: Math.min(...dated.map(({ freshUntilMs }) => freshUntilMs)),
        isPrivate: dated.some(({ isPrivate }) => isPrivate),
        isKeepable: dated.length === outcomes.length,
      });
    }),
  );
});

test("each key is counted once, and the order of the keys says nothing", () => {
  fc.assert(
    fc.property(fc.array(outcome), (outcomes) => {
      const folded = fold(outcomes);
      const { fresh, stale, fetched, neverKept } = folded;
      expect(fresh + stale + fetched + neverKept).toBe(outcomes.length);
      expect(stale > 0).toBe(folded.staleReasons !== undefined);
      expect(fold(outcomes.toReversed())).toEqual(folded);
    }),
  );
});
