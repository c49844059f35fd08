import { describe, expect, test } from "vitest";

import { markedProblemsOf, problemAtMarker, problemsOf } from "./support/problems-of.ts";
import type { Expected, Files } from "./support/problems-of.ts";

const resolvers = { has: () => true };
const http = 'http: { GET: "https://x.dev" }';
const request = (url: string) => `http: { GET: "https://x.dev/${url}" }`;

const methods: readonly (readonly [string, string, Expected])[] = [
  [
    "a method that there is not",
    `type Query { a: [Int] @connect(${http}, selection: "$.list▲->mapp(@)") }`,
    { code: "MAPPING_METHOD", says: "There is no method ->mapp; did you mean ->map?" },
  ],
  [
    "too few arguments, in a URL",
    `type Query { a: Int @connect(${request("{$config.a▲->slice}")}, selection: "$") }`,
    { code: "MAPPING_METHOD", says: "->slice takes 1 to 2 arguments, and is given 0" },
  ],
  [
    "an argument too many",
    `type Query { a: Int @connect(${http}, selection: "$.a▲->first(1)") }`,
    { code: "MAPPING_METHOD", says: "->first takes 0 arguments, and is given 1" },
  ],
  [
    "too few of as many as one likes",
    `type Query { a: Boolean @connect(${http}, selection: "$.a▲->and") }`,
    { code: "MAPPING_METHOD", says: "->and takes 1 or more arguments, and is given 0" },
  ],
];

const variables: readonly (readonly [string, Files | string, Expected])[] = [
  [
    "an argument that is not declared",
    `type Query { a(id: ID): Int @connect(${request("{▲$args.ident}")}, selection: "$.a") }`,
    { code: "UNDEFINED_ARGUMENT", says: "Query.a; it has no argument" },
  ],
  [
    "a field that an argument does not have",
    `type Query { a(in: In): Int @connect(http: { POST: "https://x.dev", body: "x: 1, y: ▲$args.in.nme" }, selection: "$.a") }
     input In { name: String any: Any }
     scalar Any`,
    { code: "UNDEFINED_ARGUMENT", says: 'Did you mean "name"?' },
  ],
  [
    "a field of a scalar argument",
    `type Query { a(id: ID): Int @connect(${request("{▲$args.id.x}")}, selection: "$.a") }`,
    { code: "UNDEFINED_ARGUMENT", says: "ID has no such field" },
  ],
  [
    "arguments on a type",
    `type Query { a: Int }
     type P @connect(${request("{$this.id}?x={▲$args.x}")}, selection: "id") { id: ID }`,
    { code: "VARIABLE_UNAVAILABLE", says: "a connector on a type has no arguments" },
  ],
  [
    "$this on a root field",
    `type Query { a: Int @connect(${request("{▲$this.id}")}, selection: "$.a") }`,
    { code: "VARIABLE_UNAVAILABLE", says: "Query.a has no parent object" },
  ],
  [
    "$batch on a field",
    `type Query { p: P }
     type P { id: ID a: Int @connect(${request("{▲$batch.id}")}, selection: "$.a") }`,
    { code: "VARIABLE_UNAVAILABLE", says: "only a connector on a type" },
  ],
  [
    "a field that the object does not have",
    `type Query { p: P }
     type P { id: ID a: Int @connect(${request("{▲$this.di}")}, selection: "$.a") }`,
    { code: "UNDEFINED_THIS_FIELD", says: "P has no field" },
  ],
  [
    "a field that an object inside the object does not have",
    `type Query { p: P }
     type P { id: ID q: Q a: Int @connect(${request("{▲$this.q.idd}")}, selection: "$.a") }
     type Q { id: ID }`,
    { code: "UNDEFINED_THIS_FIELD", says: "Q has no field" },
  ],
  [
    "a batch field that the object does not have",
    `type Query { p: P }
     type P @connect(${request("{▲$batch.di->joinNotNull(',')}")}, selection: "id") { id: ID }`,
    { code: "UNDEFINED_THIS_FIELD", says: "$batch holds fields of P" },
  ],
  [
    "$batch and $this together",
    `type Query { p: P }
     type P @connect(${request("{$batch.id->joinNotNull(',')}?x={▲$this.x}")}, selection: "id") { id: ID x: Int }`,
    { code: "BATCH_WITH_THIS", says: "Read either" },
  ],
  [
    "the response, in a request",
    `type Query { a: Int @connect(${request("{▲$status}")}, selection: "$.a") }`,
    { code: "VARIABLE_UNAVAILABLE", says: "before there is a response" },
  ],
  [
    "all headers of the client at once",
    `type Query { a: Int @connect(http: { POST: "https://x.dev", body: "▲$request.headers" }, selection: "$.a") }`,
    { code: "UNNAMED_HEADER", says: "$request.headers.authorization" },
  ],
];

const post = `type Post @freshness(ttl: "1s") { id: ID! title: String author: User any: Any related: Post }
  type User @freshness(ttl: "1s") { id: ID! name: String posts: [Post!] }
  scalar Any`;
const posts = (selection: string) =>
  `type Query { posts: [Post!] @connect(${http}, selection: "${selection}") }\n${post}`;
const media = (selection: string) =>
  `type Query { media: Media @connect(${http}, selection: """\n${selection}\n""") }
  union Media = Book | Movie
  type Book { title: String pages: Int }
  type Movie { title: String minutes: Int }
  type Song { title: String }`;

const selections: readonly (readonly [string, Files | string, Expected])[] = [
  [
    "a field that the type does not have",
    posts("id ▲titel"),
    { code: "SELECTION_UNKNOWN_FIELD", says: 'Did you mean "title"?' },
  ],
  [
    "an alias that the type does not have",
    posts("id title: name ▲name: title"),
    { code: "SELECTION_UNKNOWN_FIELD", says: 'Post has no field "name"' },
  ],
  [
    "a field that a nested type does not have",
    posts("id author { id ▲title }"),
    { code: "SELECTION_UNKNOWN_FIELD", says: 'User has no field "title"' },
  ],
  [
    "a group on a scalar",
    posts("id ▲title { text }"),
    { code: "SELECTION_GROUP_ON_SCALAR", says: '"title" is String' },
  ],
  [
    "no group on an object",
    posts("id ▲author"),
    { code: "SELECTION_GROUP_MISSING", says: "`author { id }`" },
  ],
  [
    "nothing but the whole value for an object",
    posts("▲$.data"),
    { code: "SELECTION_GROUP_MISSING", says: "this one names none" },
  ],
  [
    "fields for a scalar",
    `type Query { a: Int @connect(${http}, selection: "▲id name") }`,
    {
      code: "MAPPING_MAKES_OBJECT",
      severity: "warning",
      says: "A field that is Int takes one value",
    },
  ],
  [
    "a type nested in itself",
    posts("id ▲related { id title }"),
    { code: "SELECTION_CIRCULAR", says: "Post inside Post" },
  ],
  [
    "a type nested in itself further down",
    `type Query { posts: [Post!] @connect(${http}, selection: "id author { id ▲posts { id } }") }\n${post}`,
    { code: "SELECTION_CIRCULAR", says: "author.posts" },
  ],
  [
    "a __typename that the type cannot be",
    media('... kind->match(["song", { __typename: "▲Song", title }])'),
    { code: "SELECTION_UNKNOWN_TYPE", says: "Book, Movie" },
  ],
  [
    "a field of another member of the union",
    media('... kind->match(["book", { __typename: "Book", title, ▲minutes }])'),
    { code: "SELECTION_UNKNOWN_FIELD", says: 'Book has no field "minutes"' },
  ],
];

const entity = "entity: ▲true";
const user = 'type User @freshness(ttl: "1s") { id: ID! name: String org: ID }';
const byId = `${request("{$args.id}")}, selection: "id name org"`;
const keys: readonly (readonly [string, Files | string, Expected])[] = [
  [
    "a connector on a type that reads no key",
    `type Query { u: User }\ntype User ▲@connect(${http}, selection: "id") { id: ID! }`,
    { code: "CONNECTOR_WITHOUT_KEY", says: "reads no field of User" },
  ],
  [
    "a batch that reads whole objects",
    `type Query { u: User }\ntype User ▲@connect(http: { POST: "https://x.dev", body: "$batch" }, selection: "id") { id: ID! }`,
    { code: "CONNECTOR_WITHOUT_KEY", says: "$batch.id" },
  ],
  [
    "a batch whose rows cannot be told apart",
    `type Query { u: User }\ntype User @connect(http: { POST: "https://x.dev", body: "ids: $batch.id" }, selection: ▲"name") { id: ID! name: String }`,
    { code: "BATCH_KEY_NOT_SELECTED", says: 'leaves out "id"' },
  ],
  [
    "a @key of no field",
    'type Query { u: User }\ntype User @key(fields: ▲"idd") { id: ID! }',
    { code: "INVALID_KEY", says: 'Did you mean "id"?' },
  ],
  [
    "a @key that is no list of fields",
    'type Query { u: User }\ntype User @key(fields: ▲"id {") { id: ID! }',
    { code: "INVALID_KEY", says: "is not" },
  ],
  [
    "entity: true on a mutation",
    `type Query { u: User }\ntype Mutation { u(id: ID!): User @connect(${entity}, ${byId}) }\n${user}`,
    { code: "ENTITY_MISPLACED", says: "is no Query field" },
  ],
  [
    "entity: true on a type",
    `type Query { u: User }\ntype User @connect(${entity}, ${request("{$this.id}")}, selection: "id") { id: ID! }`,
    { code: "ENTITY_MISPLACED", says: "User is a type" },
  ],
  [
    "entity: true for a list",
    `type Query { u(id: ID!): [User!]! @connect(${entity}, ${byId}) }\n${user}`,
    { code: "ENTITY_MISPLACED", says: "answers a list" },
  ],
  [
    "entity: true for a scalar",
    `type Query { u(id: ID!): Int @connect(${entity}, ${request("{$args.id}")}, selection: "$.id") }`,
    { code: "ENTITY_MISPLACED", says: "answers no object" },
  ],
  [
    "entity: true without arguments",
    `type Query { u: User @connect(${entity}, ${http}, selection: "id name org") }\n${user}`,
    { code: "ENTITY_MISPLACED", says: "has no arguments" },
  ],
  [
    "an entity's argument that is no field",
    `type Query { u(▲idd: ID!): User @connect(entity: true, ${byId.replace("$args.id", "$args.idd")}) }\n${user}`,
    { code: "ENTITY_ARGUMENTS", says: 'Did you mean "id"?' },
  ],
  [
    "an entity's argument of another type than its field",
    `type Query { u(▲id: Int!): User @connect(entity: true, ${byId}) }\n${user}`,
    { code: "ENTITY_ARGUMENTS", says: '"id" is Int!, and in User it is ID!' },
  ],
  [
    "an entity's argument that is another key",
    `type Query { ▲u(id: ID!): User @connect(entity: true, ${byId}) }
     type User @freshness(ttl: "1s") @key(fields: "org") @key(fields: "name") { id: ID! name: String org: ID }`,
    { code: "ENTITY_ARGUMENTS", says: '"id" is none of "org", "name"' },
  ],
  [
    "an entity's arguments that are none of the keys",
    `type Query { ▲u(id: ID!): User @connect(entity: true, ${byId}) }
     type User @freshness(ttl: "1s") @key(fields: "id org") { id: ID! name: String org: ID }`,
    { code: "ENTITY_ARGUMENTS", says: '"id" is none of "id org"' },
  ],
];

describe("a call of a method that only yields nothing is warned of", () => {
  test.each(methods)("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files)).toEqual(
      problemAtMarker(files, { ...expected, severity: "warning" }),
    );
  });
});

describe("refuses to read", () => {
  test.each(variables)("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files, { resolvers })).toEqual(problemAtMarker(files, expected));
  });
});

describe("refuses to write", () => {
  test.each(selections)("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files, { resolvers })).toEqual(problemAtMarker(files, expected));
  });
});

const scalarBy = (selection: string) => [
  "MAPPING_MAKES_OBJECT",
  `type Query { a: String @connect(${http}, selection: """${selection}""") }`,
];
const enumBy = (selection: string) => [
  "MAPPING_MAKES_OBJECT",
  `type Query { a: [Kind!] @connect(${http}, selection: """${selection}""") } enum Kind { A }`,
];
const objectBy = (selection: string) => ["SELECTION_GROUP_MISSING", posts(selection)];

describe("says what to write instead of", () => {
  test.each([
    ["a key for a scalar", scalarBy("title"), "Write `$.title`: "],
    ["a key for an enum", enumBy(" kind "), "Write `$.kind`: "],
    ["an alias for a scalar", scalarBy("a: data.title"), "Write `$.data.title`: "],
    ["an alias of a path with $", scalarBy("a: $.title"), "Write `$.title`: "],
    [
      "two paths for an object",
      objectBy("data.id data.title"),
      "Write `id: data.id title: data.title`: ",
    ],
    ["several keys for a scalar", scalarBy("id title"), "Map it to a single value, or "],
    ["a path for an object", objectBy("data.id"), "Write `id: data.id`: "],
    ["a path with $ for an object", objectBy("$.data.id"), "Write `id: $.data.id`: "],
    [
      "a path inside an object",
      objectBy("id author { user.name }"),
      "Write `author { name: user.name }`: ",
    ],
    ["a path to an object", objectBy("data.post"), "Add a group: "],
    ["a key without a group", objectBy("id author"), "Add a group: `author { id }`."],
  ])("%s", (_name, [code, sdl = ""], help) => {
    const problem = problemsOf(sdl, { resolvers }).find((found) => found.code === code);
    expect(problem?.help).toContain(help);
  });
});

test("points at the value where a method makes up fields that stand nowhere in the text", () => {
  const problems = problemsOf(posts("id author: data->entries"), { resolvers });
  expect(problems.map(({ code, origin }) => [code, origin?.column])).toEqual([
    ["SELECTION_UNKNOWN_FIELD", 85],
    ["SELECTION_UNKNOWN_FIELD", 85],
  ]);
});

describe("refuses", () => {
  test.each(keys)("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files, { resolvers })).toEqual(problemAtMarker(files, expected));
  });
});

test("warns of a batch size where nothing is batched", () => {
  const sdl = `type Query { u: User }\ntype User @connect(${request("{$this.id}")}, batch: ▲{ maxSize: 5 }, selection: "id") { id: ID! }`;
  const expected = {
    code: "BATCH_UNUSED",
    says: "a call per object",
    severity: "warning",
  } as const;
  expect(markedProblemsOf(sdl, { resolvers })).toEqual(problemAtMarker(sdl, expected));
});

test("takes a reference to the same type by its key alone for no circle", () => {
  const sdl = `type Query { p: P @connect(${http}, selection: "id parent: { id: parentId }") }
    type P @freshness(ttl: "1s") @connect(${request("{$this.id}")}, selection: "id parent: { id: parentId }") { id: ID! parent: P }`;
  expect(problemsOf(sdl)).toEqual([]);
});

test("takes anything below a scalar of the schema's own and below a union", () => {
  const sdl = `type Query { p: P @connect(${http}, selection: "id any { x y }") }
    type P @freshness(ttl: "1s") {
      id: ID! any: Any u: U
      a(in: Any): Int @connect(${request("{$this.any.x}?{$args.in.y.z}&{$this.u.z}")}, selection: "$.a")
    }
    union U = Q
    type Q @freshness(ttl: "1s") { z: Int }
    scalar Any`;
  expect(problemsOf(sdl, { resolvers })).toEqual([]);
});

test("takes the arguments of an entity in any order of its key, and a key with objects in it", () => {
  const sdl = `type Query { u(org: ID!, id: ID!): User @connect(entity: true, ${request("{$args.org}/{$args.id}")}, selection: "id org team { id }") }
    type User @freshness(ttl: "1s") @key(fields: "id org") @key(fields: "team { id }") { id: ID! org: ID! team: Team }
    type Team @freshness(ttl: "1s") { id: ID! }`;
  expect(problemsOf(sdl)).toEqual([]);
});

test("takes all arguments, the configuration, and the response where they are known", () => {
  const sdl = `type Query {
    a(id: ID): Int @freshness(ttl: "1s") @connect(
      source: null
      http: { POST: "https://x.dev/{$config.path}", body: "$args" }
      isSuccess: "$status->eq(200)"
      errors: { extensions: "length: $response.headers.x->first" }
      selection: "$.a"
    )
  }`;
  expect(problemsOf(sdl)).toEqual([]);
});
