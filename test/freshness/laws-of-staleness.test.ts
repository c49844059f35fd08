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

type Step = ReturnType<(typeof step)["generate"]>["value"];
type Ask = Extract<Step, { kind: "ask" }>;
type Rule = ReturnType<(typeof rules)["generate"]>["value"];

const runs = 150 * Number(process.env["LAWS_RUNS"] ?? 1);

test("nobody gets what was not true within the declared staleness, of their own scope, since the last invalidation", async () => {
  await fc.assert(
    fc.asyncProperty(
      rules,
      fc.array(step, { minLength: 10, maxLength: 60, size: "max" }),
      fc.constantFrom(0.0001, 0.5, 0.99),
      async (rule, steps, chance) => {
        const world = new World(rule, chance);
        for (const event of steps) {
          // oxlint-disable-next-line no-await-in-loop -- one after the other is what is wanted
          await world.run(event);
        }
        expect(world.faults).toEqual([]);
      },
    ),
    { numRuns: runs },
  );
});

/** The source, its callers, and what they got that they should not have got. */
class World {
  readonly faults: string[] = [];
  readonly #rule: Rule;
  readonly #clock = createManualClock();
  /** By caller and id, all that was ever so, the newest last. */
  readonly #history = new Map<string, Item[]>();
  readonly #invalidatedMs = new Map<string, number>();
  readonly #opened: ReturnType<typeof openFreshness>;
  #isDown = false;
  #version = 0;

  constructor(rule: Rule, chance: number) {
    this.#rule = rule;
    for (const caller of callers) {
      for (const id of ids) {
        this.#history.set(nameOf(caller, id), [{ version: this.#version++, sinceMs: 0 }]);
      }
    }
    this.#opened = openFreshness({
      clock: this.#clock,
      rules: rule,
      random: () => chance,
      say: ({ id }, { headers }) => this.#say(nameOf(String(headers["authorization"]), id)),
    });
  }

  async run(event: Step): Promise<void> {
    const nowMs = this.#clock.nowMs();
    switch (event.kind) {
      case "wait":
        this.#clock.advance(event.ms);
        break;
      case "change": {
        const version = event.isGone ? undefined : this.#version++;
        this.#history.get(nameOf(event.caller, event.id))?.push({ version, sinceMs: nowMs });
        break;
      }
      case "fail":
        this.#isDown = event.isDown;
        break;
      case "invalidate":
        this.#opened.log.add({ tags: [`user-${event.id}`] });
        this.#invalidatedMs.set(event.id, nowMs);
        break;
      case "ask": {
        const request = { headers: { authorization: event.caller }, maxAgeMs: event.maxAgeMs };
        const outcomes = await this.#opened.ask(event.ids, request, orders);
        for (const [index, id] of event.ids.entries()) this.#judge(outcomes[index], id, event);
        break;
      }
    }
    await turns(2);
  }

  #say(name: string) {
    if (this.#isDown) return { outcome: down };
    const version = this.#history.get(name)?.at(-1)?.version;
    const outcome: Outcome =
      version === undefined ? { kind: "missing" } : valueOf({ name, version });
    return { outcome, facts: { tookMs: 10 } };
  }

  #judge(outcome: Outcome | undefined, id: string, { caller, maxAgeMs }: Ask): void {
    const name = nameOf(caller, id);
    const isOfFailure = outcome?.kind === "error" || isSubstitute(outcome);
    if (isOfFailure && !this.#isDown) this.faults.push(`${name}: a failure that there was not`);
    if (outcome?.kind === "error") return;
    const allowedMs = Math.min(allowanceOf(outcome, this.#rule), (maxAgeMs ?? Infinity) + 1);
    // Within one millisecond, nobody knows what came first.
    const invalidatedMs = (this.#invalidatedMs.get(id) ?? -Infinity) - 1;
    const fromMs = Math.max(this.#clock.nowMs() - allowedMs, invalidatedMs);
    const versions = trueSince(this.#history.get(name) ?? [], fromMs);
    const told = toldOf(outcome);
    const isTrue = told === undefined || told.name === name;
    if (!isTrue || !versions.includes(told?.version)) {
      this.faults.push(`${name} got ${JSON.stringify(told)}; true since then: ${versions.join()}`);
    }
  }
}

function nameOf(caller: string, id: string): string {
  return `${caller} ${id}`;
}

const down: Outcome = { kind: "error", error: new GatewayError("CIRCUIT_OPEN", "down") };

/** How long ago what an outcome says may have been true. */
function allowanceOf(outcome: Outcome | undefined, rule: Rule): number {
  if (outcome?.kind === "missing") return rule.missingTtlMs;
  const stale = outcome?.kind === "value" ? outcome.freshness?.stale : undefined;
  if (stale?.kind === "revalidating") return rule.ttlMs + rule.staleWhileRevalidateMs;
  return stale?.kind === "error" ? rule.ttlMs + rule.staleIfErrorMs : rule.ttlMs;
}

function isSubstitute(outcome: Outcome | undefined): boolean {
  return outcome?.kind === "value" && outcome.freshness?.stale?.kind === "error";
}

/** What an outcome says; undefined: that there is no such item. */
function toldOf(outcome: Outcome | undefined) {
  return outcome?.kind === "value"
    ? (outcome.value as { readonly name: string; readonly version: number })
    : undefined;
}

/** The versions that were true at some moment after that. */
function trueSince(items: readonly Item[], fromMs: number): readonly (number | undefined)[] {
  return items
    .filter((_, index) => (items[index + 1]?.sinceMs ?? Infinity) > fromMs)
    .map(({ version }) => version);
}
