import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isJsonObject, parseJson, stringifyJson } from "../../src/kernel/json.ts";

describe("parseJson", () => {
  test("keeps the digits of integers that a double cannot hold", () => {
    expect(parseJson('{"id": 9007199254740993, "to": [-12345678901234567890]}')).toEqual({
      id: 9_007_199_254_740_993n,
      to: [-12_345_678_901_234_567_890n],
    });
  });

  test("keeps them wherever they stand in the text", () => {
    const long = fc.bigInt({ min: 2n ** 53n, max: 10n ** 30n });
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer(), fc.string(), long)), (values) => {
        const text = stringifyJson(values);
        expect(parseJson(text)).toEqual(values);
      }),
    );
  });

  test("reads all other numbers as numbers, beside long ones too", () => {
    expect(parseJson("[1, 1.5, 1e400, 0.1234567890123456789, 9007199254740991]")).toEqual([
      1,
      1.5,
      Number.POSITIVE_INFINITY,
      0.123_456_789_012_345_68,
      9_007_199_254_740_991,
    ]);
  });

  test("reads integers of more digits than have a meaning as JSON.parse does, and at once", () => {
    const [most, more] = ["9".repeat(1000), "9".repeat(1001)];
    expect(parseJson(`[${most}, -${most}]`)).toEqual([BigInt(most), -BigInt(most)]);
    expect(parseJson(`[${more}, -${more}]`)).toEqual([Infinity, -Infinity]);
  });

  test("throws a SyntaxError for what is not JSON", () => {
    expect(() => parseJson("{'id': 1}")).toThrow(SyntaxError);
  });
});

describe("stringifyJson", () => {
  test("writes a bigint as the integer it is", () => {
    expect(stringifyJson({ id: 9_007_199_254_740_993n })).toBe('{"id":9007199254740993}');
  });

  test("leaves other errors alone", () => {
    const broken = {
      toJSON() {
        throw new RangeError("broken");
      },
    };
    expect(() => stringifyJson(broken)).toThrow(RangeError);
  });

  test("is what parseJson reads, for any JSON and any integer", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.bigInt(), (value, integer) => {
        const text = `{"value":${JSON.stringify(value)},"integer":${integer}}`;
        expect(stringifyJson(parseJson(text))).toBe(
          stringifyJson({ value: JSON.parse(JSON.stringify(value)), integer }),
        );
      }),
    );
  });
});

test("only objects are JSON objects", () => {
  expect([{}, [], null, "text", 1].map(isJsonObject)).toEqual([true, false, false, false, false]);
});
