import { describe, expect, test } from "vitest";

import type { FreshnessRules } from "../../src/contract/freshness-rules.ts";
import type { Entry } from "../../src/freshness/entry.ts";
import { InvalidationLog, type Subject } from "../../src/freshness/invalidation-log.ts";
import { positionsOfThisLife } from "../../src/freshness/shared-positions.ts";
import type { JsonObject } from "../../src/kernel/json.ts";
import { entryAt, subjectOf } from "./support/subject.ts";

const user = subjectOf({ objects: { User: [{ id: 5, org: { id: "a" } }] }, tags: ["users"] });

function holdsAfter(invalidation: Parameters<InvalidationLog["add"]>[0], subject: Subject) {
  const log = new InvalidationLog();
  const before = entryAt(log.position);
  log.add(invalidation);
  const after = entryAt(log.position);
  // What is asked for afterwards holds in any case.
  expect(log.holds(after, subject)).toBe(true);
  return log.holds(before, subject);
}

describe("an invalidation ends", () => {
  test("what has its tag, its type, or comes of its connector, and nothing else", () => {
    expect(holdsAfter({ tags: ["users"] }, user)).toBe(false);
    expect(holdsAfter({ tags: ["posts"] }, user)).toBe(true);
    expect(holdsAfter({ types: ["User"] }, user)).toBe(false);
    expect(holdsAfter({ types: ["Post"] }, user)).toBe(true);
    expect(holdsAfter({ connectors: ["Query.users"] }, user)).toBe(false);
    expect(holdsAfter({ connectors: ["Query.posts"] }, user)).toBe(true);
    expect(holdsAfter({ all: true }, user)).toBe(false);
    expect(holdsAfter({ tags: ["users"] }, subjectOf({ objects: { User: [] } }))).toBe(true);
  });

  test.each<[JsonObject, boolean]>([
    [{ id: "5" }, false],
    [{ id: 5n }, false],
    [{ id: 6 }, true],
    [{ org: { id: "a" } }, false],
    [{ org: { id: "a" }, id: 5 }, false],
    [{ org: { id: "b" }, id: 5 }, true],
    [{ org: "a" }, true],
    [{ org: null }, true],
    [{ org: [] }, true],
    [{ org: {} }, true],
  ])("the object with %o, by the fields that it names", (key, holds) => {
    expect(holdsAfter({ keys: [{ type: "User", key }] }, user)).toBe(holds);
    expect(holdsAfter({ keys: [{ type: "Post", key }] }, user)).toBe(true);
  });

  test("an object that lacks a field it names: that may be the one", () => {
    const key = { email: "kim@example.com" };
    expect(holdsAfter({ keys: [{ type: "User", key }] }, user)).toBe(false);
    expect(holdsAfter({ keys: [{ type: "User", key: { id: { part: 1 } } }] }, user)).toBe(false);
  });
});

/** Counts how often tags and objects are worked out. */
function counted() {
  const counts = { tags: 0, objects: 0 };
  const rules: FreshnessRules = {
    ...user.rules,
    tagsOf: () => {
      counts.tags++;
      return ["users"];
    },
    objectsOf: () => {
      counts.objects++;
      return [{ id: 5 }];
    },
  };
  return { counts, subject: { ...user, rules } };
}

describe("what holds", () => {
  test("is dated anew: the same invalidation is looked at once", () => {
    const log = new InvalidationLog();
    const { counts, subject } = counted();
    const entry = entryAt(0);
    log.add({ tags: ["posts"], keys: [{ type: "User", key: { id: 6 } }] });
    for (let times = 3; times > 0; times--) expect(log.holds(entry, subject)).toBe(true);
    expect(counts).toEqual({ tags: 1, objects: 1 });
    expect(entry.position).toBe(log.position);
    log.add({ types: ["Post"] });
    expect(log.holds(entry, subject)).toBe(true);
    expect(counts).toEqual({ tags: 1, objects: 1 });
    log.add({ tags: ["users"] });
    expect(log.holds(entry, subject)).toBe(false);
    expect(log.holds(entry, subject)).toBe(false);
  });

  test("has its tags and objects worked out only if such are invalidated", () => {
    const log = new InvalidationLog();
    const { counts, subject } = counted();
    const entry = entryAt(0);
    log.add({ types: ["Post"], connectors: ["Query.posts"] });
    log.add({ keys: [{ type: "Post", key: { id: 5 } }] });
    expect(log.holds(entry, subject)).toBe(true);
    expect(counts).toEqual({ tags: 0, objects: 0 });
  });
});

describe("a log that is full", () => {
  test("forgets the name that was invalidated longest ago, and all that is older than that", () => {
    const log = new InvalidationLog({ maxMarkers: 2 });
    const [oldest, middle] = [entryAt(0), entryAt(1)];
    log.add({ keys: [{ type: "Post", key: { id: 1 } }] });
    log.add({ tags: ["b"] });
    log.add({ tags: ["c"] });
    expect(log.floor).toBe(1);
    expect(log.holds(oldest, user)).toBe(false);
    expect(log.holds(middle, user)).toBe(true);
    log.add({ tags: ["b"] });
    log.add({ tags: ["d"] });
    expect(log.floor).toBe(3);
  });

  test("remembers a name once, however often it is invalidated", () => {
    const log = new InvalidationLog({ maxMarkers: 2 });
    for (let times = 100; times > 0; times--) {
      log.add({ tags: ["a"], keys: [{ type: "Post", key: { id: 1 } }] });
    }
    expect(log.floor).toBe(0);
    expect(log.holds(entryAt(0), user)).toBe(true);
    log.add({ all: true });
    expect(log.holds(entryAt(100), user)).toBe(false);
    expect(log.floor).toBe(log.position);
  });

  test("drops everything for an invalidation that it cannot hold", () => {
    const log = new InvalidationLog({ maxMarkers: 2 });
    log.add({ tags: ["a", "b", "c"] });
    expect(log.holds(entryAt(0), user)).toBe(false);
    expect(log.holds(entryAt(1), user)).toBe(true);
  });
});

test("positions of a process that shares its log with nobody mean nothing to others", () => {
  const [mine, others] = [positionsOfThisLife(), positionsOfThisLife()];
  expect(mine.local(mine.share(7))).toBe(7);
  expect(others.local(mine.share(7))).toBeUndefined();
  expect(mine.local("")).toBeUndefined();
});

test("an entry keeps what else it has", () => {
  const log = new InvalidationLog();
  const entry: Entry = entryAt(0);
  log.add({ tags: ["posts"] });
  expect(log.holds(entry, user)).toBe(true);
  expect(entry).toEqual({ ...entryAt(0), position: 1 });
});
