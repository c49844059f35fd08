import { describe, expect, test } from "vitest";

import { compileMapping } from "../../src/mapping/compile-mapping.ts";
import type { MaybeJson } from "../../src/mapping/mapping.ts";
import { runMapping } from "./run-mapping.ts";

type Case = [claim: string, text: string, value: MaybeJson, result: MaybeJson];

const nested = { author: { name: "Ben", age: 9 }, some: { path: { a: 1, b: 2 } } };

const big = 9007199254740993n;

const tables: Record<string, Case[]> = {
  "rule 1: a value is JSON or missing": [
    ["a missing aliased value leaves its key out", "x: a y: b", { b: 1 }, { y: 1 }],
    ["null keeps its key", "x: a", { a: null }, { x: null }],
    [
      "a missing item of a list becomes null",
      "x: items.a",
      { items: [{ a: 1 }, {}] },
      { x: [1, null] },
    ],
    ["a missing item of a list literal becomes null", "x: [a, b]", { b: 1 }, { x: [null, 1] }],
    ["a missing item of a group becomes null", "$->map(@) { $.a }", [{ a: 1 }, {}], [1, null]],
    ["a step from what is missing is missing", "x: a.b->size y: c", { c: 1 }, { y: 1 }],
    ["a group on what is missing is missing", "x: a { b: $(1) }", {}, {}],
    ["fields are written where there is no value", "x: $(1)", undefined, { x: 1 }],
    ["keys of no value are missing", "x: a", undefined, {}],
  ],
  "rule 2: `$` is what the enclosing group received, `@` the current value": [
    [
      "`$` is the item of a list",
      "friends: ids { id: $ }",
      { ids: [1, 2] },
      { friends: [{ id: 1 }, { id: 2 }] },
    ],
    ["`@` is, too", "friends: ids { id: @ }", { ids: [1] }, { friends: [{ id: 1 }] }],
    [
      "arguments rebind `@`",
      "x: ids->map({ id: @ })",
      { ids: [1, 2] },
      { x: [{ id: 1 }, { id: 2 }] },
    ],
    ["arguments do not rebind `$`", "x: ids->map($.n)", { ids: [1, 2], n: 3 }, { x: [3, 3] }],
    [
      "a bare key begins at `$` in arguments",
      "x: ids->map([@, n])",
      { ids: [1], n: 3 },
      { x: [[1, 3]] },
    ],
    [
      "an object literal does not rebind `$`",
      "x: { y: { z: a } }",
      { a: 1 },
      { x: { y: { z: 1 } } },
    ],
    [
      "an object literal is not mapped over a list",
      "$->echo({ all: $->size })",
      [1, 2],
      { all: 2 },
    ],
  ],
  "rule 3: one key keeps its key, a longer path merges": [
    ["a key with a group keeps the key", "author { name }", nested, { author: { name: "Ben" } }],
    [
      "a longer path merges",
      "author { name } some.path { a b }",
      nested,
      { author: { name: "Ben" }, a: 1, b: 2 },
    ],
    [
      "`$.` makes a key a longer path",
      "$.author { name } x: some.path.a",
      nested,
      { name: "Ben", x: 1 },
    ],
    ["an alias keeps a key on a longer path", "x: some.path { a }", nested, { x: { a: 1 } }],
    ["an optional key keeps its key", "author? { name }", nested, { author: { name: "Ben" } }],
    ["a lone keyless path is the whole result", "some.path { a }", nested, { a: 1 }],
    ["whatever it is", "$.author.name", nested, "Ben"],
    ["also inside a group", "x: some { path.a }", nested, { x: 1 }],
    [
      "a keyless path that is missing merges nothing",
      "$.nobody { a } x: some.path.a",
      nested,
      { x: 1 },
    ],
    [
      "a keyless path that is a list merges nothing",
      "$.l { a } x: $(1)",
      { l: [{ a: 1 }] },
      { x: 1 },
    ],
    ["a keyless path that is null makes all null", "$.n { a } x: $(1)", { n: null }, null],
  ],
  "rule 4: lists map by themselves": [
    ["a key of a list", "$.a", [{ a: 1 }, { a: 2 }], [1, 2]],
    ["a key of nested lists", "$.a", [[{ a: 1 }], { a: 2 }], [[1], 2]],
    [
      "a group on a list",
      "l { a }",
      { l: [{ a: 1, b: 1 }, { a: 2 }] },
      { l: [{ a: 1 }, { a: 2 }] },
    ],
    ["a group on nested lists", "l { a }", { l: [[{ a: 1, b: 1 }]] }, { l: [[{ a: 1 }]] }],
    ["the whole mapping on a list", "x: a", [{ a: 1 }, { a: 2 }], [{ x: 1 }, { x: 2 }]],
    ["in braces, too", "{ x: a }", [{ a: 1 }, { a: 2 }], [{ x: 1 }, { x: 2 }]],
    ["a method gets the resulting list", "$.a->size", [{ a: 1 }, { a: 2 }], 2],
    ["a group that yields nothing on a scalar gives the scalar", "x { a }", { x: "s" }, { x: "s" }],
    ["on null, null", "x { a }", { x: null }, { x: null }],
    ["on null, null, groups inside too", "x { a b: { c } }", { x: null }, { x: null }],
    ["on null items, null", "x { a b: { c: { d } } }", { x: [null] }, { x: [null] }],
    [
      "on null, what does not come from it",
      "x { ok: true b: { c } }",
      { x: null },
      { x: { ok: true } },
    ],
    ["on an object, an empty object", "x { a }", { x: { b: 1 } }, { x: {} }],
    [
      "a group that yields something on a scalar gives that",
      "x { a: $(1) }",
      { x: "s" },
      { x: { a: 1 } },
    ],
    ["null at the top stays null", "id title", null, null],
    ["an empty list stays one", "id title", [], []],
  ],
  "rule 5: siblings merge deeply": [
    ["objects by key", "x: { a: 1 } x: { b: 2 }", {}, { x: { a: 1, b: 2 } }],
    [
      "objects in objects",
      "x: { y: { a: 1 } } x: { y: { b: 2 } }",
      {},
      { x: { y: { a: 1, b: 2 } } },
    ],
    [
      "lists by index",
      "x: [{ a: 1 }] x: [{ b: 2 }, { c: 3 }]",
      {},
      { x: [{ a: 1, b: 2 }, { c: 3 }] },
    ],
    ["a shorter list after a longer", "x: [1, 2] x: [3]", {}, { x: [3, 2] }],
    ["null wins before", "x: null x: 1", {}, { x: null }],
    ["null wins after", "x: 1 x: null", {}, { x: null }],
    ["else the later one wins", "x: { a: 1 } x: 2", {}, { x: 2 }],
    ["a missing one does not count", "x: 1 x: $.nobody", {}, { x: 1 }],
    [
      "keyless groups merge with fields",
      "x: { a: 1 } $.o { x { b } }",
      { o: { x: { b: 2 } } },
      { x: { a: 1, b: 2 } },
    ],
  ],
  "rule 6: `?`, `??` and `?!`": [
    ["`?` turns null into missing", "x: a? y: b", { a: null, b: 1 }, { y: 1 }],
    ["`?` keeps a value", "x: a?.b", { a: { b: 1 } }, { x: 1 }],
    ["a method does not run behind `?` on null", "x: a?->jsonStringify", { a: null }, {}],
    ["a method runs on null without it", "x: a->jsonStringify", { a: null }, { x: "null" }],
    ["`??` skips null and missing", "x: $.n ?? $.nobody ?? 'x'", { n: null }, { x: "x" }],
    [
      "`??` keeps false, 0 and the empty text",
      "[f ?? 1, z ?? 1, e ?? 1]",
      { f: false, z: 0, e: "" },
      [false, 0, ""],
    ],
    [
      "`?!` skips missing only",
      "x: $.nobody ?! 'x' y: $.n ?! 'y'",
      { n: null },
      { x: "x", y: null },
    ],
    ["the last operand stands as it is: null", "x: $.nobody ?? $.n", { n: null }, { x: null }],
    ["the last operand stands as it is: missing", "x: $.n ?? $.nobody", { n: null }, {}],
  ],
  "rule 7: spreads": [
    ["an object merges", "a ... $.o", { a: 1, o: { b: 2 } }, { a: 1, b: 2 }],
    ["an object literal merges", "a ... { b: 2 }", { a: 1 }, { a: 1, b: 2 }],
    ["null makes the whole object null", "a ... $.o", { a: 1, o: null }, null],
    ["a scalar is dropped", "a ... $.a", { a: 1 }, { a: 1 }],
    ["a list is dropped, also alone", "... $.l", { l: [{ a: 1 }] }, {}],
    ["what is missing merges nothing", "a ... $.o?", { a: 1 }, { a: 1 }],
  ],
  "rule 9: integers beyond 2^53 keep their digits": [
    ["as fields", "id user: { id: $.id }", { id: big }, { id: big, user: { id: big } }],
    ["in text", "x: $.ids->joinNotNull(',')", { ids: [big, 1] }, { x: "9007199254740993,1" }],
    ["in JSON text", "x: id->jsonStringify", { id: big }, { x: "9007199254740993" }],
    ["out of JSON text", "x: $('{\"a\":9007199254740993}')->jsonParse.a", {}, { x: big }],
    [
      "in comparisons",
      "x: id->gt(9007199254740992) y: id->eq(9007199254740993)",
      { id: big },
      { x: true, y: true },
    ],
  ],
};

describe.each(Object.entries(tables))("%s", (_rule, cases) => {
  test.each(cases)("%s", (...[, text, value, result]) => {
    expect(runMapping(text, value).result).toEqual(result);
  });
});

test("rule 7: a spread of ->match makes objects of several types", () => {
  const text = `id ... kind->match(
    ["book", { __typename: "Book", pages }],
    ["movie", $ { __typename: $("Movie") minutes }],
    [@, null]
  )`;
  const value = [
    { id: 1, kind: "book", pages: 3 },
    { id: 2, kind: "movie", minutes: 90 },
    { id: 3, kind: "podcast" },
  ];
  expect(runMapping(text, value)).toEqual({
    result: [
      { id: 1, __typename: "Book", pages: 3 },
      { id: 2, __typename: "Movie", minutes: 90 },
      null,
    ],
    problems: [],
  });
});

describe("rule 8: what goes wrong is a problem, with its place", () => {
  const cases: [text: string, value: MaybeJson, problems: string[]][] = [
    ["x: a", {}, ['$.a: There is no "a" in an object']],
    ["x: a.b.c", { a: {} }, ['$.a.b: There is no "b" in an object']],
    ["x: a.b", { a: "s" }, ['$.a.b: There is no "b" in a string']],
    ["x: a.b", { a: null }, ['$.a.b: There is no "b" in null']],
    ["x: a", undefined, ['$.a: There is no "a" in nothing']],
    [
      "l { a }",
      { l: [{}, {}] },
      ['$.l.a: There is no "a" in an object', '$.l.a: There is no "a" in an object'],
    ],
    ["x: l.a", { l: [{}, { a: 1 }] }, ['$.l.a: There is no "a" in an object']],
    ["x { a }", { x: 5n }, ['$.x.a: There is no "a" in a number']],
    ["x: l->first.a", { l: [{}] }, ['$.l->first.a: There is no "a" in an object']],
    ["x: l->map(@.a)", { l: [{}] }, ['$.l.a: There is no "a" in an object']],
    [
      "x: a->as($a)?->echo($a.b)",
      { a: {} },
      ['$a.b: There is no "b" in an object', "$.a->as?->echo: An argument is missing"],
    ],
    ["x: $({}).b", {}, ['$(…).b: There is no "b" in an object']],
    ["x: $args.a", {}, ["$args: $args has no value here"]],
    ["x: a->frist", { a: [] }, ["$.a->frist: There is no method ->frist; did you mean ->first?"]],
    ["x: a->levitate(1)", { a: [] }, ["$.a->levitate: There is no method ->levitate"]],
    ["x: a->first(1)", { a: [] }, ["$.a->first: ->first takes 0 arguments, and is given 1"]],
    ["x: a->slice", { a: [] }, ["$.a->slice: ->slice takes 1 to 2 arguments, and is given 0"]],
    ["x: a->match", { a: [] }, ["$.a->match: ->match takes 1 or more arguments, and is given 0"]],
    ["a ... $.a", { a: 1 }, ["$: Only an object merges into an object, and this is a number"]],
  ];
  test.each(cases)("%s", (text, value, problems) => {
    expect(runMapping(text, value).problems).toEqual(problems);
  });

  const silent: [claim: string, text: string, value: MaybeJson][] = [
    ["`?` silences the step before it", "x: a? y: b.c?.d", { b: {} }],
    ["and each item of a list", "x: l.a?", { l: [{}, "s"] }],
    ["and an absent variable", "x: $args?.a", {}],
    ["`??` silences all operands but the last", "x: a.b ?? $(c) ?? 1", { a: {} }],
    ["a group on null asks for nothing", "a { b c { d } }", { a: null }],
    ["null and false are values", "a b", { a: null, b: false }],
  ];
  test.each(silent)("%s", (_claim, text, value) => {
    expect(runMapping(text, value).problems).toEqual([]);
  });

  test("nobody needs to collect them", () => {
    const { evaluate } = compileMapping("x: a.b y: $args z { a } n { a }", "v0.4");
    expect(evaluate({ z: 1, n: null }, {})).toEqual({ z: 1, n: null });
  });
});
