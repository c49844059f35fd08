import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { copyJson } from "../../src/kernel/copy-json.ts";

describe("a copy of plain data", () => {
  test("is equal to it, as JSON has it, and shares nothing with it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = copyJson(value);
        expect(copy).toEqual(value);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
        const isShared = typeof value === "object" && value !== null && copy === value;
        expect(isShared).toBe(false);
      }),
    );
  });

  test.each<[string, unknown, unknown]>([
    ["a Date is its text", { at: new Date(0) }, { at: "1970-01-01T00:00:00.000Z" }],
    ["a bigint stays", [12345678901234567890n], [12345678901234567890n]],
    ["what has no form is left out", { a: undefined, b: () => 1, c: Symbol("x"), d: 1 }, { d: 1 }],
    ["and null in a list", [undefined, 1, () => 1], [null, 1, null]],
    ["nothing is nothing", undefined, undefined],
    ["of an object, what is its own", Object.create({ inherited: 1 }), {}],
  ])("%s", (_what, value, expected) => {
    expect(copyJson(value)).toEqual(expected);
  });

  test("has no other prototype for a field of that name", () => {
    const copy = copyJson(JSON.parse('{"__proto__":{"admin":true}}'));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(Object.keys(Object(copy))).toEqual(["__proto__"]);
  });

  test("is not made of what cannot be kept", () => {
    const error = new Error("inside");
    expect(() => copyJson({ list: [error] })).toThrow(error);
    expect(() => copyJson([Promise.resolve(1)])).toThrow(TypeError);
    expect(() => copyJson({ ratio: 0 / 0 })).toThrow("Plain data has no NaN in it.");
    expect(() => copyJson(1 / 0)).toThrow(TypeError);
    const round: Record<string, unknown> = {};
    round["self"] = round;
    expect(() => copyJson(round)).toThrow(RangeError);
  });
});
