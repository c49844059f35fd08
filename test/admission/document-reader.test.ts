import { getIntrospectionQuery, parse } from "graphql";
import { describe, expect, test } from "vitest";

import { errorsOf, read } from "./support/reading.ts";

const deep = (levels: number) => "{me".repeat(levels) + "}".repeat(levels);
const ofType = (levels: number) => `${"ofType{".repeat(levels)}name${"}".repeat(levels)}`;
const fragments = (count: number, body: (index: number) => string) =>
  Array.from({ length: count }, (_, it) => `fragment f${it} on User{${body(it)}}`).join("");
const spreads = (count: number) => Array.from({ length: count }, (_, it) => `...f${it} `).join("");

describe("a document at a limit is read, and one just beyond it is refused", () => {
  test.each([
    {
      limit: { documentBytes: 8 },
      at: "{me{id}}",
      beyond: "{me{id} }",
      code: "DOCUMENT_TOO_LARGE",
      found: 9,
    },
    // Two bytes for one letter.
    {
      limit: { documentBytes: 12 },
      at: "{me{id}} #é",
      beyond: "{me{id}} #éé",
      code: "DOCUMENT_TOO_LARGE",
      found: 14,
    },
    { limit: { depth: 2 }, at: "{me{id}}", beyond: "{me{best{id}}}", code: "TOO_DEEP", found: 3 },
    {
      limit: { depth: 2 },
      at: "{me{...A}} fragment A on User{id}",
      beyond: "{me{...A}} fragment A on User{...on User{best{id}}}",
      code: "TOO_DEEP",
      found: 3,
    },
    { limit: { fields: 3 }, at: "{me{id name}}", beyond: "{me{id name}page{total}}", found: 5 },
    {
      limit: { fields: 4 },
      at: "{me{...A best{...A}}} fragment A on User{id}",
      beyond: "{me{...A best{...A}}} fragment A on User{id name}",
      code: "TOO_MANY_FIELDS",
      found: 6,
    },
    {
      limit: { rootFields: 2 },
      at: "{me{id name} page{total}}",
      beyond: "{me{id} ...A} fragment A on Query{...on Query{page{total}} single}",
      code: "TOO_MANY_ROOT_FIELDS",
      found: 3,
    },
    {
      limit: { aliases: 1 },
      at: "{a:me{id}}",
      beyond: "{a:me{id}...A} fragment A on Query{b:me{id}}",
      code: "TOO_MANY_ALIASES",
      found: 2,
    },
    {
      limit: { directives: 2 },
      at: "query@note{me@note{id}}",
      beyond:
        "query($n:Int@note)@note{me{...A@note}users(first:$n){id}} fragment A on User@note{id}",
      code: "TOO_MANY_DIRECTIVES",
      found: 4,
    },
    {
      limit: { directivesPerField: 2 },
      at: "{me@note@note{id@note}}",
      beyond: "{me@note@note@note{id}}",
      code: "TOO_MANY_DIRECTIVES",
      found: 3,
    },
  ])("$beyond", ({ limit, at, beyond, code = "TOO_MANY_FIELDS", found }) => {
    expect(errorsOf(at, limit)).toEqual([]);
    const [[setting, most] = []] = Object.entries(limit);
    expect(errorsOf(beyond, limit)).toEqual([
      expect.objectContaining({ code, setting: `limits.${setting}`, limit: most, found }),
    ]);
  });

  test("and of one with too many tokens, no more is read", () => {
    expect(errorsOf("{me{id}}", { tokens: 6 })).toEqual([]);
    expect(errorsOf("{me{id name}} this is no GraphQL £", { tokens: 5 })).toEqual([
      {
        message:
          "A document may have 5 tokens (names, values, punctuation), and this one has more. Send several smaller ones. (limits.tokens)",
        code: "TOO_MANY_TOKENS",
        setting: "limits.tokens",
        limit: 5,
        at: { line: 1, column: 12 },
      },
    ]);
  });
});

describe("what asks for a long list", () => {
  test.each([
    ["{users(first:10){id}}", "{users(first:11){id}}"],
    ["{me{friends(first:10){id}}}", "{me{friends(first:11){id}}}"],
    ["{named{friends(first:10){id}}}", "{named{friends(first:11){id}}}"],
    ["{page(pageSize:10){total}}", "{page(pageSize:11){total}}"],
    ["{declared(size:10){id}}", "{declared(size:11){id}}"],
    ["{found(by:{first:10}){id}}", "{found(by:{inner:{first:11}}){id}}"],
    [
      "query($n:Int=10){users(first:$n){id}}",
      "query($m:Int=99$n:Int=11){users(first:$n){id}single(limit:$m)}",
    ],
    [
      "query($s:Search={first:10}){found(by:$s){id}}",
      "query($s:Search={first:11}){found(by:$s){id}}",
    ],
    ["{users(ids:[1,2,3,4,5,6,7,8,9,10]){id}}", "{users(ids:[1,2,3,4,5,6,7,8,9,10,11]){id}}"],
    [
      "{found(by:{ids:[1,2,3,4,5,6,7,8,9,10]}){id}}",
      "{found(by:{inner:{ids:[1,2,3,4,5,6,7,8,9,10,11]}}){id}}",
    ],
    ['{me@note(text:["1"]){id}}', `{me@note(text:[${'"a",'.repeat(11)}]){id}}`],
  ])("is refused: %s, but not %s", (within, beyond) => {
    expect(errorsOf(within, { listSize: 10 })).toEqual([]);
    expect(errorsOf(beyond, { listSize: 10 })).toMatchObject([
      { code: "LIST_TOO_LONG", setting: "limits.listSize", limit: 10, found: 11 },
    ]);
  });

  test.each([
    "{single(limit:1000)}",
    "{page(size:1000){total}}",
    '{word(first:"1000")}',
    "{declared(first:1000){id}}",
    "{found(by:{inner:{inner:{first:1000}}}){id}}",
  ])("is not what sizes no list: %s", (text) => {
    expect(errorsOf(text, { listSize: 10 })).toEqual([]);
  });
});

describe("a refusal", () => {
  test("says the rule, what was found, where, and what to do", () => {
    expect(errorsOf("{\n  me { best { id } }\n}", { depth: 2 })).toEqual([
      {
        message:
          "An operation may have 2 levels of fields; this one has 3. Ask for less at a time, or in several operations. (limits.depth)",
        code: "TOO_DEEP",
        setting: "limits.depth",
        limit: 2,
        found: 3,
        at: { line: 2, column: 15 },
      },
    ]);
  });

  test("comes at the first alias or directive that is too many", () => {
    expect(errorsOf("{a:me{id} b:me{id} c:me{id}}", { aliases: 1 })[0]?.at?.column).toBe(11);
    expect(errorsOf("{me@note{id@note}}", { directives: 1 })[0]?.at?.column).toBe(12);
  });

  test("is not all that can be wrong: what is no GraphQL, or does not fit the schema, has its code", () => {
    expect(errorsOf("{me")).toEqual([
      {
        message: "Syntax Error: Expected Name, found <EOF>.",
        code: "GRAPHQL_PARSE_FAILED",
        at: { line: 1, column: 4 },
      },
    ]);
    expect(errorsOf("{mee nothing}")).toMatchObject([
      { message: 'Cannot query field "mee" on type "Query".', code: "GRAPHQL_VALIDATION_FAILED" },
      { code: "GRAPHQL_VALIDATION_FAILED", at: { line: 1, column: 6 } },
    ]);
    // The executor says that there are none.
    expect(errorsOf("mutation { change(first: 3) }", { depth: 1 })).toEqual([]);
  });

  test("tells of so many mistakes, and no more", () => {
    const errors = errorsOf(`{${Array.from({ length: 1000 }, (_, it) => ` f${it}`).join("")}}`);
    expect(errors).toHaveLength(21);
    expect(errors.at(-1)?.message).toMatch(/^Too many validation errors/);
  });
});

describe("introspection", () => {
  test("has an allowance of its own, which the usual query of tools is within", () => {
    const limits = { depth: 2, fields: 2, tokens: 500, documentBytes: 10_000 };
    expect(errorsOf(getIntrospectionQuery({ descriptions: true }), limits)).toEqual([]);
    expect(errorsOf('{...A} fragment A on Query{__type(name:"X"){name}}', limits)).toEqual([]);
  });

  test("is bounded all the same, in depth and in fields", () => {
    expect(errorsOf(`{__type(name:"X"){${ofType(24)}}}`)).toEqual([]);
    expect(errorsOf(`{__type(name:"X"){${ofType(25)}}}`)).toMatchObject([
      { code: "TOO_DEEP", limit: 25, found: 26 },
    ]);
    const doubled = Array.from(
      { length: 11 },
      (_, it) => `fragment f${it} on __Type{${it === 10 ? "name" : `...f${it + 1}...f${it + 1}`}}`,
    );
    expect(errorsOf(`{__schema{types{...f0}}}${doubled.join("")}`)).toMatchObject([
      { code: "TOO_MANY_FIELDS", limit: 1000, found: 1025 },
    ]);
  });
});

describe("hostile documents", () => {
  test("that are very deep are refused before a stack is full", () => {
    expect(errorsOf(deep(500))).not.toMatchObject([{ code: "TOO_DEEP" }]);
    expect(errorsOf(deep(501))).toMatchObject([
      { code: "TOO_DEEP", limit: 500, at: { column: 1501 } },
    ]);
    expect(errorsOf(deep(100_000))).toMatchObject([{ code: "TOO_DEEP" }]);
    expect(errorsOf(`{users(ids:${"[".repeat(100_000)}`)).toMatchObject([{ code: "TOO_DEEP" }]);
    const inline = "...{".repeat(490) + "id" + "}".repeat(490);
    expect(errorsOf(`{me{${inline}}}`)).toEqual([]);
    const chain = fragments(1000, (it) => (it === 999 ? "id" : `...f${it + 1}`));
    expect(errorsOf(`{me{...f0}}${chain}`)).toMatchObject([{ code: "TOO_DEEP", limit: 500 }]);
    const levels = fragments(1000, (it) => (it === 999 ? "id" : `best{...f${it + 1}}`));
    expect(errorsOf(`{me{...f0}}${levels}`)).toMatchObject([{ code: "TOO_DEEP", limit: 500 }]);
  });

  test("of fragments that double each other are measured by what they come to", () => {
    const text = `{me{...f0}}${fragments(100, (it) => (it === 99 ? "id" : `a:best{...f${it + 1}}b:best{...f${it + 1}}`))}`;
    expect(errorsOf(text, { fields: 5000 })).toMatchObject([
      { code: "TOO_MANY_FIELDS", found: expect.any(Number) },
    ]);
  });

  test("of fragments in circles have an end, and are told of the circle", () => {
    for (const text of [
      "{me{...f0}} fragment f0 on User{...f0}",
      "{me{...f0}} fragment f0 on User{best{...f1}} fragment f1 on User{best{...f0}}",
    ]) {
      expect(errorsOf(text)).toMatchObject([
        { code: expect.stringMatching(/^(GRAPHQL_VALIDATION_FAILED|TOO_MANY_REPETITIONS)$/) },
      ]);
    }
    const all = fragments(60, () => spreads(60));
    expect(errorsOf(`{me{...f0}}${all}`)).not.toEqual([]);
  });

  test.each([
    ["one field very often", `{${"me{id} ".repeat(300)}}`],
    ["fragments that are not there", `{me{${spreads(300)}}}`],
    ["one field in many fragments", `{me{${spreads(200)}}}${fragments(200, () => "id")}`],
    [
      "fragments that nobody spreads",
      `{me{id}}${fragments(200, (it) => (it === 199 ? "id" : `id ...f${it + 1}`))}`,
    ],
    [
      "many operations with all fragments",
      Array.from({ length: 200 }, (_, it) => `query q${it}{me{${spreads(20)}}}`).join("") +
        fragments(20, () => "id"),
    ],
  ])("that are dear to validate are not: %s", (_, text) => {
    expect(errorsOf(text)).toMatchObject([{ code: "TOO_MANY_REPETITIONS", limit: 50_000 }]);
  });

  test("with 10,000 aliases, 100,000 directives, or floods of comments are refused for that", () => {
    const limits = { tokens: 5000, documentBytes: 65_536 };
    const aliases = `{${Array.from({ length: 10_000 }, (_, it) => `a${it}:me{id}`).join(" ")}}`;
    expect(errorsOf(aliases, limits)).toMatchObject([{ code: "DOCUMENT_TOO_LARGE" }]);
    expect(errorsOf(aliases, { tokens: 5000 })).toMatchObject([{ code: "TOO_MANY_TOKENS" }]);
    expect(errorsOf(aliases, { aliases: 100, fields: 30_000 })).toMatchObject([
      { code: "TOO_MANY_ALIASES", found: 10_000 },
    ]);
    expect(errorsOf(`{me${"@note".repeat(100_000)}{id}}`, { directives: 200 })).toMatchObject([
      { code: "TOO_MANY_DIRECTIVES", found: 100_000 },
    ]);
    expect(errorsOf(`{me{id}}${"#\n".repeat(50_000)}`, limits)).toMatchObject([
      { code: "DOCUMENT_TOO_LARGE" },
    ]);
    expect(errorsOf(`{me{id}}${"#\n".repeat(30_000)}`, limits)).toEqual([]);
  });

  test("with names that objects inherit are like any others", () => {
    expect(errorsOf("{constructor __proto__ me{toString ...hasOwnProperty}}")).toMatchObject([
      { code: "GRAPHQL_VALIDATION_FAILED" },
      { code: "GRAPHQL_VALIDATION_FAILED" },
      { code: "GRAPHQL_VALIDATION_FAILED" },
      { code: "GRAPHQL_VALIDATION_FAILED" },
    ]);
  });
});

test("a document may define what is no operation, and is told that it may not", () => {
  expect(errorsOf("{me{id}} type A{b:Int}")).toMatchObject([{ code: "GRAPHQL_VALIDATION_FAILED" }]);
});

test("what is read is the document that a parser makes of the text", () => {
  const text = "query Q($n: Int) { users(first: $n) { id } }";
  const result = read(text);
  if (result.errors !== undefined) throw new Error("It is valid.");
  expect(JSON.stringify(result.document)).toBe(JSON.stringify(parse(text)));
  expect(result.measure).toMatchObject({
    bytes: text.length,
    tokens: 20,
    sizes: [{ variable: "n", path: [] }],
  });
});
