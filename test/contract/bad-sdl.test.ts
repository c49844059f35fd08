import { describe, expect, test } from "vitest";

import { markedProblemsOf, problemAtMarker, problemsOf } from "./support/problems-of.ts";
import type { Expected, Files } from "./support/problems-of.ts";

const resolvers = { has: () => true };

const cases: readonly (readonly [string, Files | string, Expected])[] = [
  [
    "broken syntax",
    "type Query {\n  posts: [Post!\n▲}",
    { code: "SDL_SYNTAX", says: "Syntax Error: Expected" },
  ],
  [
    "an operation among the types",
    "type Query { a: Int }\n▲query { a }",
    { code: "EXECUTABLE_DEFINITION", says: "Move it" },
  ],
  [
    "no query type",
    "▲type Qwery { a: Int }",
    { code: "NO_QUERY_TYPE", says: 'Did you mean "Qwery"?' },
  ],
  [
    "subscriptions",
    "type Query { a: Int }\ntype ▲Subscription { a: Int }",
    { code: "SUBSCRIPTIONS_UNSUPPORTED", says: "query instead" },
  ],
  [
    "subscriptions under another name",
    "schema { query: Query subscription: S }\ntype Query { a: Int }\ntype ▲S { a: Int }",
    { code: "SUBSCRIPTIONS_UNSUPPORTED", says: '"S" is the subscription type' },
  ],
  [
    "a field defined twice in one file",
    "type Query {\n  a: Int\n  ▲a: Int\n}",
    { code: "DUPLICATE_DEFINITION", says: "Query.a" },
  ],
  [
    "a type defined twice in one file",
    "type Query { a: Int }\ntype ▲Query { b: Int }",
    { code: "DUPLICATE_DEFINITION", says: '"Query"' },
  ],
  [
    "a type that nobody defines",
    "type Query { post: ▲Pots }\ntype Post { id: ID }",
    { code: "UNKNOWN_TYPE", says: 'Did you mean "Post"' },
  ],
  [
    "a union of a type that nobody defines",
    "type Query { post: Any }\nunion Any = Query | ▲Pots",
    { code: "UNKNOWN_TYPE", says: '"Pots"' },
  ],
  [
    "an interface that is not implemented",
    "interface Node { id: ID! }\ntype ▲Post implements Node { title: String }\ntype Query { post: Post }",
    { code: "INVALID_SCHEMA", says: "Node.id" },
  ],
  [
    "a visible field of a hidden type",
    "type Query { secret: [▲Secret!] }\ntype Secret @inaccessible { id: ID }",
    { code: "HIDDEN_TYPE_USED", says: "@inaccessible" },
  ],
  [
    "a visible argument of a hidden type",
    "type Query { a(by: ▲Filter): Int }\ninput Filter @inaccessible { id: ID }",
    { code: "HIDDEN_TYPE_USED", says: "@inaccessible" },
  ],
  [
    "a type of two kinds",
    { "a.graphql": "type Query { a: Int }", "b.graphql": "union ▲Query = Query" },
    { code: "TYPE_CONFLICT", says: "is an object type in a.graphql:1 and a union here" },
  ],
  [
    "two query types",
    {
      "a.graphql": "schema { query: A }\ntype A { a: Int }",
      "b.graphql": "schema { query: ▲B }\ntype B { b: Int }",
    },
    { code: "TYPE_CONFLICT", says: '"A" in a.graphql:1 and "B" here' },
  ],
  [
    "a field that two files type differently",
    { "a.graphql": "type Query { a: Int }", "b.graphql": "type Query { ▲a: Int! }" },
    { code: "FIELD_CONFLICT", says: "`Int` in a.graphql:1 and `Int!` here" },
  ],
  [
    "a field that two files give different arguments",
    { "a.graphql": "type Query { a(x: Int): Int }", "b.graphql": "type Query { ▲a: Int }" },
    { code: "FIELD_CONFLICT", says: "`(x: Int): Int`" },
  ],
  [
    "an input field that two files type differently",
    {
      "a.graphql": "type Query { a(i: I): Int }\ninput I { x: Int }",
      "b.graphql": "extend input I { ▲x: String }",
    },
    { code: "FIELD_CONFLICT", says: '"I.x"' },
  ],
  [
    "an extension of nothing",
    "type Query { post: Post }\ntype Post { id: ID }\nextend type ▲Pots { a: Int }",
    { code: "EXTENDS_NOTHING", says: 'Did you mean "Post"?' },
  ],
];

describe("refuses", () => {
  test.each(cases)("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files, { resolvers })).toEqual(problemAtMarker(files, expected));
  });

  test("files without a definition: there is no query type", () => {
    expect(problemsOf("# nothing but a comment\n")).toMatchObject([
      { code: "NO_QUERY_TYPE", origin: undefined },
    ]);
  });
});

test("tells the syntax errors of all files at once", () => {
  const problems = problemsOf({ "b.graphql": "type {", "a.graphql": "type Query {" });
  expect(problems.map(({ origin }) => origin)).toEqual([
    { file: "a.graphql", line: 1, column: 13 },
    { file: "b.graphql", line: 1, column: 6 },
  ]);
});

test("tells problems of different kinds at once, by place", () => {
  const problems = problemsOf(`
    extend schema @source(name: "api", http: { baseURL: "api.example.com" })
    type Query {
      a: Strng
      b: Int @connect(source: "apis", http: { GET: "/b" }, selection: "$.b")
      c: Int @connect(source: "api", http: { GET: "/c" }, selection: "$.(")
    }
    type Subscription { d: Int }
  `);
  expect(problems.map(({ code, origin }) => `${origin?.line} ${code}`)).toEqual([
    "2 INVALID_BASE_URL",
    "4 UNKNOWN_TYPE",
    "5 UNKNOWN_SOURCE",
    "6 MAPPING_SYNTAX",
    "8 SUBSCRIPTIONS_UNSUPPORTED",
  ]);
});
