import { describe, expect, test } from "vitest";

import { MappingProblems } from "../../src/connectors/mapping-problems.ts";

describe("mapping problems", () => {
  test("are one entry for each message and path, with a count", () => {
    const problems = new MappingProblems();
    problems.report("missing", "a");
    problems.report("missing", "b");
    problems.report("missing", "a");
    expect(problems.count).toBe(3);
    expect(problems.entries).toEqual([
      { message: "missing", path: "a", count: 2 },
      { message: "missing", path: "b", count: 1 },
    ]);
  });

  test("of other mappings than the selection say of which, and are entries of their own", () => {
    const problems = new MappingProblems();
    problems.report("missing", "a");
    problems.in("http.body").report("missing", "a");
    problems.in("http.body").report("missing", "a");
    expect(problems.entries).toEqual([
      { message: "missing", path: "a", count: 1 },
      { mapping: "http.body", message: "missing", path: "a", count: 2 },
    ]);
  });

  test("are twenty entries at most, and all of them count", () => {
    const problems = new MappingProblems();
    for (let index = 0; index < 100; index++) problems.report("missing", `${index % 50}`);
    expect(problems.entries).toHaveLength(20);
    expect(problems.entries.at(-1)).toEqual({ message: "missing", path: "19", count: 2 });
    expect(problems.count).toBe(100);
  });

  test("of several calls add up, also those that are counted and not kept", () => {
    const [one, other] = [new MappingProblems(), new MappingProblems()];
    one.report("missing", "a");
    for (let index = 0; index < 22; index++)
      other.report("missing", index === 0 ? "a" : `${index}`);
    one.addAll(other);
    expect(one.count).toBe(23);
    expect(one.entries).toHaveLength(20);
    expect(one.entries[0]).toEqual({ message: "missing", path: "a", count: 2 });
  });
});
