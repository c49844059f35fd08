import fc from "fast-check";
import { expect, test } from "vitest";

import type { Entry } from "../../src/freshness/entry.ts";
import { InvalidationLog, type Subject } from "../../src/freshness/invalidation-log.ts";
import type { Invalidation } from "../../src/freshness/invalidation.ts";
import { entryAt, subjectOf } from "./support/subject.ts";

const someName = fc.constantFrom("a", "b", "c", "d");
const someId = fc.oneof(fc.nat(3), fc.nat(3).map(String));
const someNames = fc.uniqueArray(someName, { maxLength: 2 });

const someInvalidation: fc.Arbitrary<Invalidation> = fc.record(
  {
    tags: someNames,
    types: someNames,
    connectors: someNames,
    keys: fc.array(fc.record({ type: someName, key: fc.record({ id: someId }) }), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const someSubject: fc.Arbitrary<Subject> = fc
  .record({
    connectorId: someName,
    tags: someNames,
    objects: fc.dictionary(someName, fc.array(fc.record({ id: someId }), { maxLength: 2 }), {
      maxKeys: 2,
    }),
  })
  .map(subjectOf);

type Step =
  | { readonly kind: "keep"; readonly subject: Subject; readonly age: number }
  | { readonly kind: "look"; readonly which: number }
  | { readonly kind: "invalidate"; readonly invalidation: Invalidation };

const someStep: fc.Arbitrary<Step> = fc.oneof(
  // What is kept may have been asked for some invalidations ago: it was in flight.
  fc.record({ kind: fc.constant("keep" as const), subject: someSubject, age: fc.nat(3) }),
  fc.record({ kind: fc.constant("look" as const), which: fc.nat(20) }),
  fc.record({ kind: fc.constant("invalidate" as const), invalidation: someInvalidation }),
  fc.constant({ kind: "invalidate" as const, invalidation: { all: true } }),
);

/** The same, as simply as it can be said. */
function isOf(
  { tags = [], types = [], connectors = [], keys = [], all = false }: Invalidation,
  { connectorId, rules, asked, value }: Subject,
): boolean {
  return (
    all ||
    connectors.includes(connectorId) ||
    types.some((type) => rules.typeNames.has(type)) ||
    tags.some((tag) => rules.tagsOf?.(asked, value).includes(tag)) ||
    keys.some(
      ({ type, key }) =>
        rules.typeNames.has(type) &&
        rules
          .objectsOf(type, asked, value)
          .some((object) => Number(object["id"]) === Number(key["id"])),
    )
  );
}

/** Goes through the steps: what was found to hold, and what the rules say of it. */
function walk(steps: readonly Step[], log: InvalidationLog) {
  const made: Invalidation[] = [];
  const kept: { entry: Entry; subject: Subject; asked: number; hasEnded: boolean }[] = [];
  const found: boolean[] = [];
  const expected: boolean[] = [];
  for (const step of steps) {
    if (step.kind === "invalidate") {
      log.add(step.invalidation);
      made.push(step.invalidation);
    } else if (step.kind === "keep") {
      const asked = Math.max(0, log.position - step.age);
      kept.push({ entry: entryAt(asked), subject: step.subject, asked, hasEnded: false });
    } else {
      const one = kept[step.which];
      if (one === undefined) continue;
      const { entry, subject, asked } = one;
      const isTooOld = entry.position < log.floor;
      const isInvalid = made.slice(asked).some((invalidation) => isOf(invalidation, subject));
      const holds = log.holds(entry, subject);
      found.push(holds);
      expected.push(!isInvalid && !one.hasEnded && !isTooOld);
      one.hasEnded ||= !holds;
    }
  }
  return { made, found, expected };
}

test("nothing invalidated is ever served, and nothing else is dropped but what is too old to tell", () => {
  fc.assert(
    fc.property(
      fc.array(someStep, { maxLength: 60 }),
      fc.constantFrom(1, 3, 1000),
      (steps, maxMarkers) => {
        const { found, expected } = walk(steps, new InvalidationLog({ maxMarkers }));
        expect(found).toEqual(expected);
      },
    ),
    { numRuns: 1000 },
  );
});

test("the log grows by one with each invalidation, and only a full one is too old to tell", () => {
  fc.assert(
    fc.property(fc.array(someStep, { maxLength: 60 }), (steps) => {
      const log = new InvalidationLog({ maxMarkers: 1000 });
      const { made } = walk(steps, log);
      expect(log.position).toBe(made.length);
      expect(log.floor).toBe(made.findLastIndex(({ all }) => all === true) + 1);
    }),
  );
});
