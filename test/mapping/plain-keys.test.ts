import { describe, expect, test } from "vitest";

import { parseJson } from "../../src/kernel/json.ts";
import { runMapping } from "./run-mapping.ts";

const hostile = parseJson(
  '{"__proto__":{"polluted":1},"constructor":2,"toString":3,"a":{"__proto__":4}}',
);

describe("every key is plain data", () => {
  test.each([
    "constructor",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "__proto__",
    "__defineGetter__",
  ])("%s is missing in an object that has no such key of its own", (key) => {
    expect(runMapping(`${key} x: $.${key} y: a.${key}`, { a: {} }).result).toEqual({});
  });

  test("length is missing in lists and strings", () => {
    expect(runMapping("x: l.length y: s.length", { l: [], s: "s" }).result).toEqual({ x: [] });
  });

  test("a key of the object itself is read, whatever its name", () => {
    const { result } = runMapping("x: constructor y: toString z: a.__proto__", hostile);
    expect(result).toEqual({ x: 2, y: 3, z: 4 });
  });
});

describe("writing a key changes no prototype", () => {
  const texts = [
    "__proto__",
    "__proto__: a b: $(1)",
    "'__proto__': { polluted: 1 }",
    "{ __proto__: { polluted: 1 } }",
    "x: a ... { __proto__: { polluted: 1 } }",
    "__proto__: { a: 1 } __proto__: { b: 2 }",
    "$->keysToCamelCase",
    "$([$])->keysToCamelCaseDeep->map({ __proto__: @ })->first",
    "$->entries->map({ __proto__: @.value })->first",
    "x: $ x: $",
  ];
  test.each(texts)("%s", (text) => {
    const { result } = runMapping(text, hostile);
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect("polluted" in {}).toBe(false);
    expect(JSON.stringify(result)).toMatch(/"__proto__"/);
  });
});
