import { describe, expect, test } from "vitest";

import {
  countNames,
  joinInvalidations,
  readInvalidation,
} from "../../src/freshness/invalidation.ts";

describe("an invalidation from outside", () => {
  test("is read with each name once, and without what is empty", () => {
    const written = {
      tags: ["users", "users"],
      types: [],
      keys: [
        { type: "User", key: { id: 5, org: { id: "a" } } },
        { type: "User", key: { org: { id: "a" }, id: "5" } },
        { type: "Post", key: { id: 5 } },
      ],
      connectors: ["Query.posts"],
    };
    const read = readInvalidation(written);
    expect(read).toEqual({
      tags: ["users"],
      keys: [
        { type: "User", key: { org: { id: "a" }, id: "5" } },
        { type: "Post", key: { id: 5 } },
      ],
      connectors: ["Query.posts"],
    });
    expect(countNames(read)).toBe(4);
  });

  test("of everything needs no names besides", () => {
    expect(readInvalidation({ all: true, tags: ["users"] })).toEqual({ all: true });
  });

  test("may be joined with others: each name once, and everything needs no names", () => {
    const key = { type: "User", key: { id: 1 } };
    expect(
      joinInvalidations([
        { tags: ["a"], keys: [key] },
        { tags: ["b", "a"], keys: [key] },
      ]),
    ).toEqual({ tags: ["a", "b"], keys: [key] });
    expect(joinInvalidations([{ types: ["User"] }, { connectors: ["Query.a"] }])).toEqual({
      types: ["User"],
      connectors: ["Query.a"],
    });
    expect(joinInvalidations([{ tags: ["a"] }, { all: true }])).toEqual({ all: true });
    expect(countNames({})).toBe(0);
    expect(countNames({ all: true })).toBe(1);
  });

  test.each<[unknown, RegExp]>([
    ["users", /An invalidation must be an object\./],
    [{}, /must name what it is of; it names nothing/],
    [{ all: false, tags: [] }, /must name what it is of/],
    [{ tag: "users", type: "User" }, /has no "tag"\..*has no "type"\./s],
    [{ tags: "users" }, /tags must be a list of names\./],
    [{ tags: [""] }, /tags\.0 must be a text that is not empty/],
    [{ types: ["x".repeat(1001)] }, /A name must have up to 1000 characters: x{50}…/],
    [{ keys: "User" }, /keys must be a list of types and keys/],
    [{ keys: ["User"] }, /keys\.0 must be an object with "type" and "key"/],
    [{ keys: [{ type: "User", key: {} }] }, /keys\.0\.key must be an object of key fields/],
    [
      { keys: [{ type: "User", key: { id: "x".repeat(1000) } }] },
      /up to 1000 characters: \["User"/,
    ],
    [{ all: 1 }, /all must be true or false/],
  ])("%j is refused, and told what it may be", (written, message) => {
    expect(() => readInvalidation(written)).toThrow(message);
    expect(() => readInvalidation(written)).toThrow(/INVALIDATION_MALFORMED.*"tags", "types"/s);
  });
});
