import { describe, expect, test } from "vitest";

import { compileMapping } from "../../src/mapping/compile-mapping.ts";
import type { Shape } from "../../src/mapping/mapping.ts";

/** A shape in short: `{}` closed, `*` open, `|` variants by type name. */
function inShort(shape: Shape): unknown {
  const fields = Object.fromEntries(
    [...shape.fields].map(([key, field]) => [key, inShort(field)] as const),
  );
  if (shape.variants.length === 0) {
    if (!shape.isOpen) return fields;
    return shape.fields.size === 0 ? "*" : { ...fields, "*": "*" };
  }
  const variants = shape.variants.map((variant) => [variant.typeName, inShort(variant.shape)]);
  return { ...fields, ...(shape.isOpen && { "*": "*" }), "|": variants };
}

const tables: Record<string, [text: string, shape: unknown][]> = {
  "fields are known from the text": [
    ["id title", { id: "*", title: "*" }],
    ["user: { id: userId }", { user: { id: "*" } }],
    ["author { name }", { author: { name: "*" } }],
    ["author? { name }", { author: { name: "*" } }],
    ["x: a.b.c", { x: "*" }],
    ["", {}],
  ],
  "keyless paths merge their fields": [
    ["$.data { id } next: meta.next", { id: "*", next: "*" }],
    ["$.data { id }", { id: "*" }],
    ["x: { a } x: { b }", { x: { a: "*", b: "*" } }],
    ["x: { a } $.o { x { b } }", { x: { a: "*", b: "*" } }],
    ["$ extra: a", { extra: "*", "*": "*" }],
  ],
  "a path without a group passes on what the input has": [
    ["$", "*"],
    ["@", "*"],
    ["$.data", "*"],
    ["data", { data: "*" }],
    ["$args.input", "*"],
    ["$this { id }", { id: "*" }],
  ],
  "literals have no fields but their own": [
    ["5", {}],
    ["'x'", {}],
    ["x: null y: [1, 'a']", { x: {}, y: {} }],
    ["x: [{ a: 1 }]", { x: { a: {} } }],
    ["x: $({ a: 1 })", { x: { a: {} } }],
    ["{ a: { b: c } }", { a: { b: "*" } }],
  ],
  "a key reads the shape that stands before it": [
    ["$({ a: { b: 1 } }).a", { b: {} }],
    ["$({ a: 1 }).z", {}],
    ["$(5).z", {}],
    ["$({ a: { b: c } })->echo(@.a.b)", "*"],
    ["$({ a: 1, ...$.o }).z", "*"],
  ],
  "a choice is one of its operands": [
    ["$.a ?? $.b", "*"],
    ["$.a ?? 'x'", "*"],
    ["$.a { id } ?? null", { id: "*" }],
    [
      "x: $.a { id } ?? $.b",
      {
        x: {
          "|": [
            [undefined, { id: "*" }],
            [undefined, "*"],
          ],
        },
      },
    ],
    ["'x' ?? 5", {}],
  ],
  "methods keep or change the shape": [
    ["$->first { id }", { id: "*" }],
    ["$({ a: 1 })->map({ b: @.a, c: @.z })", { b: {}, c: {} }],
    ["l->map({ id: @.x })->filter(@.id)->find(true)->slice(0)->last", { id: "*" }],
    ["l->map({ id: @ })->get(0)", { id: "*" }],
    ["$({ a: { b: c } })->get('a')", { b: "*" }],
    ["l->map(@)", "*"],
    ["l->map", {}],
    ["l->size", {}],
    ["l->levitate", {}],
    ["o->entries", { key: {}, value: "*" }],
    ["t->jsonParse", "*"],
    ["$->keysToCamelCase", "*"],
    ["$->keysToCamelCaseDeep { id }", { id: "*" }],
    ["$({ a: 1 })->as($x)->echo({ b: $x })", { b: { a: {} } }],
    ["a->as($x, { c: @.d })->echo($x)", { c: "*" }],
    ["a?->as($x)", "*"],
  ],
  "->match is one of its values": [
    ["s->match(['a', 'A'], [@, 'B'])", {}],
    ["s->match(['a', $.x], [@, null])", "*"],
    ["s->match(['a', { id }], [@, null])", { id: "*" }],
    [
      "id ... kind->match(['b', { __typename: 'Book', pages }], ['m', $ { __typename: $('Movie') minutes }], [@, null])",
      {
        id: "*",
        "|": [
          ["Book", { __typename: {}, pages: "*" }],
          ["Movie", { __typename: {}, minutes: "*" }],
        ],
      },
    ],
    ["k->match(['b', { __typename: kind, a }])", { __typename: "*", a: "*" }],
    ["k->match(['b', { __typename: $(5), a }])", { __typename: {}, a: "*" }],
    ["k->match(['b', { __typename: 'B' }]).__typename", {}],
    [
      "a->match([1, b->match([1, { __typename: 'A', x }], [@, { __typename: 'B', x }])], [@, null])",
      {
        "|": [
          ["A", { __typename: {}, x: "*" }],
          ["B", { __typename: {}, x: "*" }],
        ],
      },
    ],
    ["k->match('b', ['c'])", {}],
    [
      "k->match([1, { a: { x } }], [2, { a: { y } }]).a",
      {
        "|": [
          [undefined, { x: "*" }],
          [undefined, { y: "*" }],
        ],
      },
    ],
    [
      "x: { a } x: k->match(['b', { __typename: 'B', b }])",
      { x: { a: "*", "|": [["B", { __typename: {}, b: "*" }]] } },
    ],
  ],
};

test("alternatives do not multiply along a path", () => {
  const text = `k->match([1, { x: @ }], [2, { y: @ }])${"->match([1, @], [2, @])".repeat(100)}`;
  expect(compileMapping(text, "v0.4").shape.variants).toHaveLength(2);
});

describe.each(Object.entries(tables))("%s", (_claim, cases) => {
  test.each(cases)("%s", (text, shape) => {
    expect(inShort(compileMapping(text, "v0.4").shape)).toEqual(shape);
  });
});

/** What the text itself says that `x` is. */
function literalOf(text: string) {
  return compileMapping(text, "v0.4").shape.fields.get("x")?.literal;
}

describe("a literal", () => {
  test.each([
    ["x: 'a'", "a"],
    ["x: $(5)", 5],
    ["x: true", true],
    ["x: null", null],
    ["x: y->echo('a')", "a"],
    ["x: $('a')->as($v)->echo($v)", "a"],
    ["$({ x: 'a' })", "a"],
    ["x: []", []],
  ])("is known from %s", (text, value) => {
    expect(literalOf(text)).toEqual(value);
  });

  test.each([
    "x",
    "x: y ?? 'a'",
    "x: ['a']",
    "x: y->match([1, 'a'], [@, 'b'])",
    "x: $('abc')->first",
    "x: $('abc')->get(0)",
    "x: y->map('a')",
    "x: y->map",
    "x: y->echo",
    "x: $('a')->size",
    "x: $('a').b",
    "x: { ...$('a') }",
    "x: 'a' $({ x: 'b' })",
  ])("is none in %s", (text) => {
    expect(literalOf(text)).toBeUndefined();
  });
});
