import fc from "fast-check";
import { expect, test } from "vitest";

import { Checkpoints } from "../../src/fleet/checkpoints.ts";
import { isBefore, readStreamId, type StreamId, writeStreamId } from "../../src/fleet/stream-id.ts";

const someId: fc.Arbitrary<StreamId> = fc.record({ ms: fc.nat(20), sequence: fc.nat(3) });

test("a checkpoint is found by id and by position: the last that is not after it", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(someId, { selector: writeStreamId, maxLength: 30 }),
      fc.array(fc.nat(2), { minLength: 30, maxLength: 30 }),
      fc.tuple(someId, fc.nat(40)),
      (ids, steps, [id, position]) => {
        const ordered = ids.toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
        let at = 0;
        const all = ordered.map((one, index) => ({ id: one, position: (at += steps[index] ?? 0) }));
        const checkpoints = new Checkpoints(1000);
        for (const one of all) checkpoints.add(one);
        expect(checkpoints.latest).toEqual(all.at(-1));
        expect(checkpoints.byId(id)).toEqual(all.findLast((one) => !isBefore(id, one.id)));
        expect(checkpoints.byPosition(position)).toEqual(
          all.findLast((one) => one.position <= position),
        );
      },
    ),
  );
});

test("of too many checkpoints the oldest are forgotten", () => {
  const checkpoints = new Checkpoints(2);
  for (let ms = 1; ms <= 100; ms++) checkpoints.add({ id: { ms, sequence: 0 }, position: ms });
  expect(checkpoints.byPosition(96)).toBeUndefined();
  expect(checkpoints.byPosition(99)?.position).toBe(99);
  checkpoints.clear();
  expect(checkpoints.latest).toBeUndefined();
});

test("ids of streams are read back as they were written, and nothing else is one", () => {
  expect(readStreamId(writeStreamId({ ms: 1_767_225_600_000, sequence: 7 }))).toEqual({
    ms: 1_767_225_600_000,
    sequence: 7,
  });
  expect(["", "-", "5", "a-b", "life:7", "1-2-3"].map(readStreamId)).toEqual(
    Array.from({ length: 6 }),
  );
});
