import { describe, expect, test } from "vitest";

import { didYouMean, nearMiss } from "../../src/kernel/did-you-mean.ts";

describe("a name that is not there", () => {
  test.each([
    ["titel", "title"],
    ["nmae", "name"],
    ["TITLE", "title"],
    ["ID", "id"],
    ["titl", "title"],
    ["titles", "title"],
    ["conect", "connect"],
    ["autohr", "author"],
    ["Query.usr", "Query.user"],
    ["postsById", "postById"],
  ])("%s is likely %s", (written, meant) => {
    expect(nearMiss(written, ["other", meant, "another"])).toBe(meant);
  });

  test.each([
    ["a", ["b", "id", "name"]],
    ["id", ["ip", "by"]],
    ["price", ["title", "prime", "place"].slice(0, 1)],
    ["Query.nothing", ["Query.users", "Query.posts"]],
    ["weather", ["author", "whether there"]],
    ["x", []],
  ])("%s is likely none of %j", (written, candidates) => {
    expect(didYouMean(written, candidates)).toBe("");
  });

  test("is likely one with as many slips as may be, and none with more", () => {
    expect(nearMiss("internal", ["external"])).toBe("external");
    expect(nearMiss("internal", ["external"], 1)).toBeUndefined();
  });

  test("is likely the nearest of several", () => {
    expect(didYouMean("usrs", ["user", "users", "uses"])).toBe(' Did you mean "users"?');
  });
});
