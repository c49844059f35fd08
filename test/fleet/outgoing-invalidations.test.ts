import { expect, test } from "vitest";

import { OutgoingInvalidations } from "../../src/fleet/outgoing-invalidations.ts";

test("what comes while a batch is on its way goes with the next one", async () => {
  const outgoing = new OutgoingInvalidations(10);
  const first = outgoing.add({ tags: ["a"] }, 1);
  const one = outgoing.next();
  const later = [outgoing.add({ tags: ["b"] }, 2), outgoing.add({ tags: ["c"] }, 4)];
  outgoing.succeed(3);
  expect(await first).toBe(3);
  const two = outgoing.next();
  expect([one, two]).toEqual([
    { from: 1, to: 1, invalidation: { tags: ["a"] }, by: expect.any(String) },
    { from: 2, to: 4, invalidation: { tags: ["b", "c"] }, by: expect.any(String) },
  ]);
  outgoing.succeed(2);
  expect(await Promise.all(later)).toEqual([2, 2]);
  expect(outgoing.next()).toBeUndefined();
  expect(outgoing.oldest).toBe(1);
  expect(outgoing.readBack("somebody else's")).toBeUndefined();
  expect(outgoing.readBack(one?.by ?? "")).toBe(one);
  expect(outgoing.oldest).toBe(2);
  expect(outgoing.readBack(two?.by ?? "")).toBe(two);
  expect(outgoing.readBack(two?.by ?? "")).toBeUndefined();
  expect(outgoing.oldest).toBeUndefined();
});

test("what did not get there goes again, under another name, with what has come since", async () => {
  const outgoing = new OutgoingInvalidations(10);
  const first = outgoing.add({ tags: ["a"] }, 1);
  const failed = outgoing.next();
  expect(outgoing.oldest).toBe(1);
  void outgoing.add({ tags: ["b"] }, 2);
  outgoing.fail();
  expect(await first).toBeUndefined();
  const again = outgoing.next();
  expect(again).toMatchObject({ from: 1, to: 2, invalidation: { tags: ["b", "a"] } });
  // It was appended after all, before the connection broke: that is not what is sent now.
  expect(outgoing.readBack(failed?.by ?? "")).toBeUndefined();
  outgoing.fail();
  expect(outgoing.next()).toMatchObject({ from: 1, to: 2, invalidation: { tags: ["b", "a"] } });
});

test("a batch that is read before its answer is there is not waited for any more", async () => {
  const outgoing = new OutgoingInvalidations(10);
  const told = outgoing.add({ tags: ["a"] }, 1);
  const batch = outgoing.next();
  expect(outgoing.readBack(batch?.by ?? "")).toBe(batch);
  expect(outgoing.oldest).toBeUndefined();
  outgoing.succeed(1);
  expect(await told).toBe(1);
  expect(outgoing.oldest).toBeUndefined();

  void outgoing.add({ tags: ["b"] }, 2);
  outgoing.readBack(outgoing.next()?.by ?? "");
  outgoing.fail();
  expect(outgoing.next()).toBeUndefined();
});

test("too many names become everything", () => {
  const outgoing = new OutgoingInvalidations(3);
  for (const tag of ["a", "b", "c", "d", "e"])
    void outgoing.add({ tags: [tag] }, tag.charCodeAt(0));
  expect(outgoing.next()).toMatchObject({ from: 97, to: 101, invalidation: { all: true } });
});

test("what was in a log that is lost is not waited for", () => {
  const outgoing = new OutgoingInvalidations(3);
  void outgoing.add({ tags: ["a"] }, 1);
  outgoing.next();
  outgoing.succeed(1);
  outgoing.forgetUnread();
  expect(outgoing.oldest).toBeUndefined();
  outgoing.succeed(1);
  outgoing.fail();
  expect(outgoing.next()).toBeUndefined();
});
