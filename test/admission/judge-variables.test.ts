import { describe, expect, test } from "vitest";

import { judgeVariables } from "../../src/admission/judge-variables.ts";
import { read, told, unlimited } from "./support/reading.ts";

/** What is told of an operation with these variables; undefined: it may be run. */
function judge(
  text: string,
  variables: Record<string, unknown>,
  limits: Partial<typeof unlimited>,
) {
  const result = read(text);
  if (result.errors !== undefined) throw new Error("The document is valid.");
  const judged = judgeVariables(variables, {
    sizes: result.measure.sizes,
    limits: { ...unlimited, ...limits },
  });
  return judged && told(judged);
}

describe("a variable that says how long a list will be", () => {
  const first = "query($n: Int) { users(first: $n) { id } }";
  const search = "query($s: Search) { found(by: $s) { id } }";
  const inside = "query($n: Int) { found(by: { inner: { first: $n } }) { id } }";

  test.each([
    [first, { n: 10 }, { n: 11 }],
    [search, { s: { first: 10 } }, { s: { first: 11 } }],
    [search, { s: { inner: { first: 10 } } }, { s: { inner: { first: 11 } } }],
    [inside, { n: 10 }, { n: 11 }],
  ])("may say so many, and no more: %s", (text, within, beyond) => {
    expect(judge(text, within, { listSize: 10 })).toBeUndefined();
    expect(judge(text, beyond, { listSize: 10 })).toEqual({
      code: "LIST_TOO_LONG",
      setting: "limits.listSize",
      limit: 10,
      found: 11,
      message: expect.stringMatching(
        /^A list may be asked for with 10 items, and the variable \$. asks for 11\./,
      ),
      at: expect.objectContaining({ line: 1 }),
    });
  });

  test("may be left out, null, or of a kind that is refused later", () => {
    for (const n of [undefined, null, "1000", { first: 1000 }, true]) {
      expect(judge(first, { n }, { listSize: 10 })).toBeUndefined();
    }
    expect(judge(first, {}, { listSize: 10 })).toBeUndefined();
    for (const s of [null, 1000, "x", { first: "1000" }, {}]) {
      expect(judge(search, { s }, { listSize: 10 })).toBeUndefined();
    }
  });

  test("may not say a number beyond all bounds, nor hide it behind a name that objects inherit", () => {
    expect(judge(first, { n: 2n ** 70n }, { listSize: 10 })).toMatchObject({
      code: "LIST_TOO_LONG",
    });
    const named = "query($constructor: Int) { users(first: $constructor) { id } }";
    expect(judge(named, {}, { listSize: 10 })).toBeUndefined();
    expect(judge(named, { constructor: 11 }, { listSize: 10 })).toMatchObject({ found: 11 });
  });
});

describe("the variables of an operation", () => {
  const any = "{ me { id } }";

  test("may be so deep, and no deeper", () => {
    const limits = { variableDepth: 2 };
    expect(judge(any, { a: [[1]], b: { c: { d: 1 } } }, limits)).toBeUndefined();
    for (const variables of [{ a: [[[]]] }, { b: { c: { d: {} } } }]) {
      expect(judge(any, variables, limits)).toMatchObject({
        code: "VARIABLES_TOO_DEEP",
        setting: "limits.variableDepth",
        limit: 2,
      });
    }
  });

  test("may be as deep as anybody can send, and nothing breaks", () => {
    const deep: unknown = JSON.parse("[".repeat(500_000) + "]".repeat(500_000));
    expect(judge(any, { deep }, { variableDepth: 16 })).toMatchObject({
      code: "VARIABLES_TOO_DEEP",
    });
  });

  test("may have so many values, and no more", () => {
    const limits = { variableValues: 6 };
    // The list, the object and what is in them are values, too.
    expect(judge(any, { a: 1, b: [1, 2], c: { d: null } }, limits)).toBeUndefined();
    expect(judge(any, { a: 1, b: [1, 2], c: { d: null, e: 1 } }, limits)).toMatchObject({
      code: "TOO_MANY_VALUES",
      setting: "limits.variableValues",
      limit: 6,
      found: 7,
    });
  });

  test("may have no more of them where all are words or numbers, either", () => {
    const limits = { variableValues: 2 };
    expect(judge(any, { a: 1, b: "b" }, limits)).toBeUndefined();
    expect(judge(any, { a: 1, b: "b", c: null }, limits)).toMatchObject({
      code: "TOO_MANY_VALUES",
      found: 3,
    });
  });

  test("may have lists so long, and no longer", () => {
    const limits = { listSize: 3 };
    expect(judge(any, { a: { b: [1, 2, 3] } }, limits)).toBeUndefined();
    expect(judge(any, { a: { b: [1, 2, 3, 4] } }, limits)).toMatchObject({
      code: "LIST_TOO_LONG",
      limit: 3,
      found: 4,
    });
  });
});
