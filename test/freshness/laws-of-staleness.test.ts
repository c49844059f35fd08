import fc from "fast-check";
import { expect, test } from "vitest";

import type { Outcome } from "../../src/connectors/outcome.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { turns } from "../support/until.ts";
import { openFreshness, orders, valueOf } from "./support/open-freshness.ts";

/**
 * A source whose items change, vanish, come back and fail, by a script; and callers who ask through
 * the freshness layer. What they get is held against what the source has said, moment by moment.
 */

const ids = ["1", "2", "3"] as const;
const callers = ["anna", "ben"] as const;

interface Item {
  /** Undefined: there is none. */
  readonly version: number | undefined;
  readonly sinceMs: number;
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("ask" as const),
      ids: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1 }),
      caller: fc.constantFrom(...callers),
      maxAgeMs: fc.option(fc.constantFrom(0, 20, 100), { nil: undefined, freq: 6 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      ms: fc.constantFrom(1, 9, 10, 40, 50, 51, 100),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("change" as const),
      id: fc.constantFrom(...ids),
      caller: fc.constantFrom(...callers),
      isGone: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fail" as const), isDown: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("invalidate" as const), id: fc.constantFrom(...ids) }),
  },
);

const rules = fc.record({
  ttlMs: fc.constantFrom(1, 10, 50, 100),
  staleWhileRevalidateMs: fc.constantFrom(0, 50, 300),
  staleIfErrorMs: fc.constantFrom(0, 50, 500),
  missingTtlMs: fc.constantFrom(0, 80),
});

const runs = 150 * Number(process.env["LAWS_RUNS"] ?? 1);

test("nobody gets what was not true within the declared staleness, of their own scope, since the last invalidation", async () => {
  await fc.assert(
    fc.asyncProperty(
      rules,
      fc.array(step, { minLength: 10, maxLength: 60, size: "max" }),
      fc.constantFrom(0.0001, 0.5, 0.99),
      async (rule, steps, chance) => {
        const clock = createManualClock();
        /** By caller and id, all that was ever so, the newest last. */
        const history = new Map<string, Item[]>();
        const invalidatedMs = new Map<string, number>();
        let isDown = false;
        let version = 0;
        const nameOf = (caller: string, id: string) => `${caller} ${id}`;
        for (const caller of callers) {
          for (const id of ids)
            history.set(nameOf(caller, id), [{ version: version++, sinceMs: 0 }]);
        }
        const { ask, log } = openFreshness({
          clock,
          rules: { ...rule, tagsOf: ({ this: { id } }) => [`user-${String(id)}`] },
          random: () => chance,
          say: ({ id }, { headers }) => {
            if (isDown) return { outcome: down };
            const now = history.get(nameOf(String(headers["authorization"]), id))?.at(-1);
            return {
              outcome:
                now?.version === undefined
                  ? { kind: "missing" }
                  : valueOf({
                      name: nameOf(String(headers["authorization"]), id),
                      version: now.version,
                    }),
              facts: { tookMs: 10 },
            };
          },
        });

        for (const event of steps) {
          switch (event.kind) {
            case "wait":
              clock.advance(event.ms);
              break;
            case "change": {
              const next = event.isGone ? undefined : version++;
              const name = nameOf(event.caller, event.id);
              history.get(name)?.push({ version: next, sinceMs: clock.nowMs() });
              break;
            }
            case "fail":
              isDown = event.isDown;
              break;
            case "invalidate":
              log.add({ tags: [`user-${event.id}`] });
              invalidatedMs.set(event.id, clock.nowMs());
              break;
            case "ask": {
              const request = {
                headers: { authorization: event.caller },
                maxAgeMs: event.maxAgeMs,
              };
              const outcomes = await ask(event.ids, request, orders);
              for (const [index, id] of event.ids.entries()) {
                const outcome = outcomes[index];
                if (outcome?.kind === "error") {
                  expect(isDown).toBe(true);
                  continue;
                }
                const name = nameOf(event.caller, id);
                const allowedMs = Math.min(
                  allowanceOf(outcome, rule, isDown),
                  (event.maxAgeMs ?? Number.POSITIVE_INFINITY) + 1,
                );
                const fromMs = Math.max(
                  clock.nowMs() - allowedMs,
                  // Within one millisecond, nobody knows what came first.
                  (invalidatedMs.get(id) ?? Number.NEGATIVE_INFINITY) - 1,
                );
                expect(trueSince(history.get(name) ?? [], fromMs)).toContain(told(outcome, name));
              }
              break;
            }
          }
          await turns(2);
        }
      },
    ),
    { numRuns: runs },
  );
});

const down: Outcome = { kind: "error", error: new GatewayError("CIRCUIT_OPEN", "down") };

/** How long ago what an outcome says may have been true. */
function allowanceOf(
  outcome: Outcome | undefined,
  rule: {
    readonly ttlMs: number;
    readonly staleWhileRevalidateMs: number;
    readonly staleIfErrorMs: number;
    readonly missingTtlMs: number;
  },
  isDown: boolean,
): number {
  if (outcome?.kind === "missing") return rule.missingTtlMs;
  const stale = outcome?.kind === "value" ? outcome.freshness?.stale : undefined;
  if (stale?.kind === "revalidating") return rule.ttlMs + rule.staleWhileRevalidateMs;
  if (stale?.kind !== "error") return rule.ttlMs;
  expect(isDown).toBe(true);
  return rule.ttlMs + rule.staleIfErrorMs;
}

/** What an outcome says, which must be of the right caller and item. */
function told(outcome: Outcome | undefined, name: string): number | undefined {
  if (outcome?.kind !== "value") return undefined;
  const value = outcome.value as { readonly name: string; readonly version: number };
  expect(value.name).toBe(name);
  return value.version;
}

/** The versions that were true at some moment after that. */
function trueSince(items: readonly Item[], fromMs: number): readonly (number | undefined)[] {
  return items
    .filter((_, index) => (items[index + 1]?.sinceMs ?? Number.POSITIVE_INFINITY) > fromMs)
    .map(({ version }) => version);
}
