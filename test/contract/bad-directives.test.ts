import { describe, expect, test } from "vitest";

import { markedProblemsOf, problemAtMarker, problemsOf } from "./support/problems-of.ts";
import type { Expected, Files } from "./support/problems-of.ts";

const resolvers = { has: () => true };

const cases: readonly (readonly [string, Files | string, Expected])[] = [
  [
    "connect v0.5",
    'extend schema @link(url: ▲"https://specs.apollo.dev/connect/v0.5")\ntype Query { a: Int }',
    { code: "UNSUPPORTED_VERSION", says: "this file links v0.5" },
  ],
  [
    "an import that the specification does not have",
    'extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: [▲"@conect"])\ntype Query { a: Int }',
    { code: "UNKNOWN_IMPORT", says: 'Did you mean "@connect"?' },
  ],
  [
    "a link to nothing",
    'extend schema ▲@link(as: "x")\ntype Query { a: Int }',
    { code: "MISSING_ARGUMENT", says: '"url"' },
  ],
  [
    "@requires",
    'type Query { a: Int ▲@requires(fields: "b") }',
    { code: "UNSUPPORTED_DIRECTIVE", says: "@requires" },
  ],
  [
    "@override by its prefixed name",
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12")\ntype Query { a: Int ▲@federation__override(from: "x") }',
    { code: "UNSUPPORTED_DIRECTIVE", says: '"@federation__override" does not work here' },
  ],
  [
    "a typo in an argument",
    'type Query { a: Int @connect(http: { GET: "https://x.dev" }, ▲selektion: "$.a", selection: "$.a") }',
    { code: "UNKNOWN_ARGUMENT", says: 'Did you mean "selection"?' },
  ],
  [
    "a typo inside an argument",
    'type Query { a: Int @connect(http: { GET: "https://x.dev", ▲quaryParams: "a: 1" }, selection: "$.a") }',
    { code: "UNKNOWN_ARGUMENT", says: 'Did you mean "queryParams"?' },
  ],
  [
    "an argument left out",
    'type Query { a: Int ▲@connect(http: { GET: "https://x.dev" }) }',
    { code: "MISSING_ARGUMENT", says: '"selection"' },
  ],
  [
    "a field of an argument left out",
    'extend schema @source(name: "a", http: ▲{})\ntype Query { a: Int }',
    { code: "MISSING_ARGUMENT", says: '"baseURL"' },
  ],
  [
    "a number for a mapping",
    'type Query { a: Int @connect(http: { GET: "https://x.dev" }, selection: ▲5) }',
    { code: "INVALID_VALUE", says: "Expected JSONSelection, found 5" },
  ],
  [
    "null for what must be there",
    'type Query { a: Int @connect(http: { GET: "https://x.dev" }, selection: ▲null) }',
    { code: "INVALID_VALUE", says: "found null" },
  ],
  [
    "text for an object",
    'type Query { a: Int @connect(http: ▲"https://x.dev", selection: "$.a") }',
    { code: "INVALID_VALUE", says: "Expected an object: ConnectHTTP" },
  ],
  [
    "a value that an enum does not have",
    "type Query { a: Int @batch(sharing: ▲NOBODY) }",
    { code: "INVALID_VALUE", says: "Expected one of SCOPE, REQUEST" },
  ],
  [
    "a wrong item of a list",
    'type Query { a: Int @freshness(ttl: "1s", tags: ["a", ▲2]) }',
    { code: "INVALID_VALUE", says: "Expected String, found 2" },
  ],
  [
    "a wrong argument of a directive of GraphQL's",
    "type Query { a: Int @deprecated(reason: ▲7) }",
    { code: "INVALID_VALUE", says: "Expected String" },
  ],
  [
    "a wrong argument of a directive that the schema defines",
    'directive @cost(weight: Weight) on FIELD_DEFINITION\ninput Weight { of: Int! }\ntype Query { a: Int @cost(weight: { of: ▲"5" }) }',
    { code: "INVALID_VALUE", says: "Expected Int" },
  ],
  [
    "a directive at a place where it cannot stand",
    'type Query { a: Int }\ntype Post ▲@lazy(reason: "slow") { id: ID }',
    { code: "DIRECTIVE_MISPLACED", says: '"@lazy" stands on FIELD_DEFINITION; "Post" is OBJECT.' },
  ],
  [
    "a directive twice at a place",
    'type Query { a: Int @freshness(ttl: "1s") ▲@freshness(ttl: "2s") }',
    { code: "DIRECTIVE_REPEATED", says: '"Query.a"' },
  ],
  [
    "two files that promise different things of a type",
    {
      "a.graphql": 'type Query { p: P }\ntype P @freshness(ttl: "1s") { id: ID }',
      "b.graphql": 'type P ▲@freshness(ttl: "2s") { id: ID }',
    },
    { code: "DIRECTIVE_REPEATED", says: "Keep one" },
  ],
  [
    "a duration that is none",
    'type Query { a: Int @freshness(ttl: ▲"5 minutes") }',
    { code: "INVALID_DURATION", says: '"ttl" is "5 minutes"' },
  ],
  [
    "a budget beyond a day",
    'type Query { a: Int @lazy(reason: "It is slow.", budget: ▲"30d") }',
    { code: "INVALID_DURATION", says: '"budget" is 30 d' },
  ],
  [
    "a reason that is blank",
    'type Query { a: Int @lazy(reason: ▲" ") }',
    { code: "INVALID_VALUE", says: "this one is blank" },
  ],
  [
    "a tag that inserts something else",
    'type Query { a: Int }\ntype P @freshness(ttl: "1s", tags: ["p-▲{$this.id}"]) { id: ID }',
    { code: "INVALID_TAG", says: "inserts {$key.…}; this inserts {$this.id}" },
  ],
  [
    "a tag with an open brace",
    'type Query { a: Int }\ntype P @freshness(ttl: "1s", tags: "p-▲{$key.id") { id: ID }',
    { code: "INVALID_TAG", says: "{$key.id" },
  ],
  [
    "a tag that inserts a field that is not there",
    'type Query { a: Int }\ntype P @freshness(ttl: "1s", tags: ["p-▲{$key.idd}"]) { id: ID }',
    { code: "INVALID_TAG", says: 'Did you mean "id"?' },
  ],
  [
    "a tag that inserts an argument that is not there",
    'type Query { a: Int }\ntype Mutation { b(id: ID): Int @invalidates(tags: ["p-▲{$args.ident}"]) }',
    { code: "INVALID_TAG", says: 'Mutation.b has no "ident"' },
  ],
  [
    "@invalidates outside mutations",
    'type Query { a: Int ▲@invalidates(tags: ["p"]) }',
    { code: "MUTATION_ONLY", says: "the field of Mutation" },
  ],
];

describe("refuses", () => {
  test.each(cases)("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files, { resolvers })).toEqual(problemAtMarker(files, expected));
  });
});

test("warns once of a directive that nobody defines, and keeps the schema", () => {
  const sdl = "type Query { a: Int ▲@audited(ttl: 1) b: Int @audited(ttl: 2) }";
  const expected = { code: "UNKNOWN_DIRECTIVE", says: "no effect", severity: "warning" } as const;
  expect(markedProblemsOf(sdl, { resolvers })).toEqual(problemAtMarker(sdl, expected));
});

test("lets two files say the same harmless thing of a field", () => {
  const files = {
    "a.graphql": "type Query { a: Int @shareable }",
    "b.graphql": "type Query { a: Int @shareable @inaccessible b: Int }",
    "c.graphql": "type Query { a: Int @inaccessible }",
  };
  expect(problemsOf(files, { resolvers })).toEqual([]);
});

test("takes every kind of literal that fits its type", () => {
  const sdl = `
    directive @all(b: Boolean, f: Float, g: Float, i: ID, j: ID, s: [String], x: Any) on FIELD_DEFINITION
    scalar Any
    type Query { a: Int @all(b: true, f: 1, g: 1.5, i: 1, j: "1", s: null, x: { y: [1] }) }
  `;
  expect(problemsOf(sdl, { resolvers })).toEqual([]);
});
