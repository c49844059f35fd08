import { describe, expect, test } from "vitest";

import { compileTag } from "../../src/contract/compile-tag.ts";

const inserts = {
  key: { id: 7, name: "ada", isOld: false, big: 9_007_199_254_740_993n, tenant: { id: "t" } },
  args: { id: "1", limit: null, list: [1] },
};

describe("a tag", () => {
  test.each([
    ["users", "users"],
    ["user-{$key.id}", "user-7"],
    ["{$key.name}", "ada"],
    ["{$key.tenant.id}/{$key.id}!", "t/7!"],
    ["{$args.id}-{$key.isOld}", "1-false"],
    ["n-{$key.big}", "n-9007199254740993"],
    ["stays {$this.id} {}", "stays {$this.id} {}"],
  ])("%s is written as %s", (text, written) => {
    expect(compileTag(text)(inserts)).toBe(written);
  });

  test.each([
    ["a field that is missing", "{$key.age}"],
    ["a field of what is no object", "{$key.name.first}"],
    ["what every object has", "{$key.constructor}"],
    ["an object", "{$key.tenant}"],
    ["null", "{$args.limit}"],
    ["a list", "{$args.list}"],
  ])("that inserts %s is none", (_name, text) => {
    expect(compileTag(`x-${text}`)(inserts)).toBeUndefined();
  });

  test("that inserts something of nothing is none", () => {
    expect(compileTag("x-{$key.id}")({})).toBeUndefined();
    expect(compileTag("x-{$args.id}")({ key: { id: 1 } })).toBeUndefined();
  });

  test("that is longer than a name may be is shortened, alike for all who write it", () => {
    const writeTag = compileTag("user-{$key.id}");
    const tagOf = (id: string) => writeTag({ key: { id } }) ?? "";
    const long = "x".repeat(5000);
    expect(tagOf(`${long}a`)).toBe(tagOf(`${long}a`));
    expect(tagOf(`${long}a`)).not.toBe(tagOf(`${long}b`));
    expect(tagOf(long).length).toBeLessThanOrEqual(1000);
    expect(tagOf(long)).toMatch(/^user-x/);
  });
});
