import fc from "fast-check";
import { expect, test } from "vitest";

import { TextRing } from "../../src/freshness/text-ring.ts";

const key = fc.constantFrom("a", "b", "c", "d", "e", "f", "ä", "ключ", "🔑", "");
const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("set" as const), key, size: fc.nat(180) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("get" as const), key }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear" as const) }) },
);

test("gives the last text of a key, or nothing, and stays within its bounds", () => {
  fc.assert(
    fc.property(
      fc.array(operation, { maxLength: 200 }),
      fc.integer({ min: 0, max: 2000 }),
      fc.integer({ min: 1, max: 12 }),
      (operations, maxBytes, maxCount) => {
        const ring = new TextRing({ maxBytes, maxCount });
        const last = new Map<string, string>();
        const found: (readonly (string | undefined)[])[] = [];
        let sets = 0;
        for (const step of operations) {
          if (step.kind === "set") {
            const text = `${sets++}ж${"x".repeat(step.size)}`;
            ring.set(step.key, text);
            last.set(step.key, text);
          } else if (step.kind === "get") {
            found.push([ring.get(step.key), last.get(step.key)]);
          } else if (step.kind === "delete") {
            ring.delete(step.key);
            last.delete(step.key);
          } else {
            ring.clear();
            last.clear();
          }
          expect(ring.count).toBeLessThanOrEqual(maxCount);
          expect(ring.bytes).toBeLessThanOrEqual(Math.max(24, maxBytes));
        }
        expect(found.filter(([is, mayBe]) => is !== undefined && is !== mayBe)).toEqual([]);
        const left = [...last].filter(([it]) => ring.get(it) !== undefined);
        expect(left).toHaveLength(ring.count);
      },
    ),
  );
});

test("keeps the newest of more than there is room for", () => {
  const ring = new TextRing({ maxBytes: 24 * 100, maxCount: 1000 });
  for (let index = 0; index < 1000; index++) {
    ring.set(`key ${index}`, `text ${index}`);
    expect(ring.get(`key ${index}`)).toBe(`text ${index}`);
  }
  const kept = Array.from({ length: 1000 }, (_, index) => index).filter(
    (index) => ring.get(`key ${index}`) !== undefined,
  );
  expect(kept).toEqual(Array.from({ length: 50 }, (_, index) => 950 + index));
  expect(ring.evictions).toBe(950);
});

test("does not keep under a key that has no bytes of its own", () => {
  const ring = new TextRing({ maxBytes: 2400, maxCount: 10 });
  ring.set("\ud800", "one");
  expect(ring.get("\ud800")).toBeUndefined();
  expect(ring.get("\udbff")).toBeUndefined();
  expect(ring.count).toBe(0);
});
