import { describeAbuse } from "./support/describe-abuse.ts";
import { ask, get, times } from "./support/requests.ts";

const levels = (count: number, open: string, inside: string) =>
  `${open.repeat(count)}${inside}${"}".repeat(count)}`;

const fragments = (count: number, body: (index: number) => string) =>
  times(count, (it) => `fragment f${it} on User { ${body(it)} }`);

/** Each spreads the next one so often. */
const growing = (count: number, spread: (next: number) => string) =>
  `{ user(id: 1) { ...f0 } } ${fragments(count, (it) => (it === count - 1 ? "id" : spread(it + 1)))}`;

const doubled = (depth: number): string =>
  depth === 0 ? "id" : `friend { ${doubled(depth - 1)} } `.repeat(2);

const introspection = (count: number) =>
  `{ __schema { types { fields { type { ${levels(count, "ofType { ", "name")} } } } } }`;

describeAbuse("documents", {
  attacks: [
    // deep
    ["13 levels", ask(`{ user(id: 1) { ${levels(11, "friend { ", "id")} } }`), "400 TOO_DEEP"],
    ["1,000 levels", ask(`{ user(id: 1) { ${levels(1000, "friend { ", "id")} } }`), "400 TOO_DEEP"],
    ["20,000 open brackets", ask("{".repeat(20_000)), "400 GRAPHQL_PARSE_FAILED"],
    [
      "1,000 inline fragments inside each other",
      ask(levels(1000, "{ ... ", "{ hello }")),
      "400 TOO_DEEP",
    ],
    [
      "20,000 lists inside each other",
      ask(`{ users(ids: ${"[".repeat(20_000)}) { id } }`),
      "400 TOO_DEEP",
    ],
    [
      "lists that end",
      ask(`{ users(ids: ${"[".repeat(2000)}${"]".repeat(2000)}) { id } }`),
      "400 TOO_DEEP",
    ],
    [
      "20,000 objects inside each other",
      ask(`{ users(filter: ${levels(7000, "{and:", "{}")}) { id } }`),
      "400 TOO_DEEP",
    ],
    [
      "a type of very many lists",
      ask(`query ($a: ${"[".repeat(20_000)}) { hello }`),
      "400 TOO_DEEP",
    ],
    ["a chain of 600 fragments", ask(growing(600, (next) => `...f${next}`)), "400 TOO_DEEP"],
    [
      "a chain of 20 fragments with a field each",
      ask(growing(20, (next) => `friend { ...f${next} }`)),
      "400 TOO_DEEP",
    ],

    // wide
    [
      "2,000 fields at the root",
      ask(`{ ${times(2000, () => "user(id: 1) { id }")} }`),
      "400 TOO_MANY_TOKENS",
    ],
    [
      "400 fields at the root",
      ask(`{ ${times(400, () => "user(id: 1) { id }")} }`),
      "400 TOO_MANY_ROOT_FIELDS",
    ],
    [
      "3,000 fields of an object",
      ask(`{ user(id: 1) { ${times(3000, () => "id")} } }`),
      "400 TOO_MANY_FIELDS",
    ],
    [
      "100,000 fields of an object",
      ask(`{ user(id: 1) { ${times(20_000, () => "id")} } }`),
      "400 TOO_MANY_TOKENS",
    ],
    [
      "700 operations",
      ask(times(700, (it) => `query q${it} { hello }`)),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "operations without a name",
      ask(times(100, () => "{ user(id: 1) { id } }")),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "operations of one name",
      ask(times(100, () => "query a { user(id: 1) { id } }")),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a thousand variables",
      ask(`query (${times(1000, (it) => `$v${it}: Int`)}) { user(id: 1) { id } }`),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a thousand variables of one name",
      ask(`query (${times(1000, () => `$v: Int`)}) { user(id: 1) { id } }`),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a thousand arguments",
      ask(`{ user(${times(1000, (it) => `a${it}: 1`)}) { id } }`),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a thousand arguments of one name",
      ask(`{ user(${times(1000, () => `id: 1`)}) { id } }`),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a thousand keys of an object",
      ask(`{ users(filter: {${times(1000, (it) => `k${it}: 1`)}}) { id } }`),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a thousand keys of one name",
      ask(`{ users(filter: {${times(1000, () => `name: "a"`)}}) { id } }`),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "2,000 fields that there are not",
      ask(`{ user(id: 1) { ${times(1500, (it) => `x${it}`)} } }`),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],

    // aliased
    [
      "101 aliases",
      ask(`{ user(id: 1) { ${times(101, (it) => `a${it}: id`)} } }`),
      "400 TOO_MANY_ALIASES",
    ],
    [
      "101 aliases of the root",
      ask(`{ ${times(101, (it) => `a${it}: user(id: ${it}) { id }`)} }`),
      "400 TOO_MANY_ROOT_FIELDS",
    ],
    [
      "1,000 aliases",
      ask(`{ user(id: 1) { ${times(1000, (it) => `a${it}: id`)} } }`),
      "400 TOO_MANY_ALIASES",
    ],
    [
      "1,000 aliases of __typename",
      ask(`{ ${times(1000, (it) => `a${it}: __typename`)} }`),
      "400 TOO_MANY_ROOT_FIELDS",
    ],
    [
      "aliases in fragments",
      ask(
        `{ user(id: 1) { ...f0 ...f1 } } ${fragments(2, (f) => times(60, (it) => `a${f}x${it}: id`))}`,
      ),
      "400 TOO_MANY_ALIASES",
    ],

    // fragments
    [
      "a fragment in itself",
      ask("{ user(id: 1) { ...A } } fragment A on User { id ...A }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a fragment in itself, below a field",
      ask("{ user(id: 1) { ...A } } fragment A on User { friend { ...A } }"),
      "400 TOO_MANY_REPETITIONS",
    ],
    [
      "two fragments in each other",
      ask("{ user(id: 1) { ...A } } fragment A on User { id ...B } fragment B on User { id ...A }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a circle of 300 fragments",
      ask(`{ user(id: 1) { ...f0 } } ${fragments(300, (it) => `...f${(it + 1) % 300}`)}`),
      "400 TOO_DEEP",
    ],
    [
      "fragments that are all in all others",
      ask(`{ user(id: 1) { ...f0 } } ${fragments(40, () => times(40, (it) => `...f${it}`))}`),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a circle of fragments that nobody spreads",
      ask(`{ user(id: 1) { id } } ${fragments(300, (it) => `...f${(it + 1) % 300}`)}`),
      "400 TOO_DEEP",
    ],
    [
      "fragments that double each other",
      ask(growing(30, (next) => `...f${next} ...f${next}`)),
      "400 TOO_MANY_FIELDS",
    ],
    [
      "fragments that double each other, below aliases",
      ask(growing(30, (next) => `a: friend { ...f${next} } b: friend { ...f${next} }`)),
      "400 TOO_DEEP",
    ],
    [
      "fragments that double each other, ten levels",
      ask(growing(11, (next) => `a: friend { ...f${next} } b: friend { ...f${next} }`)),
      "400 TOO_MANY_FIELDS",
    ],
    [
      "fragments that multiply each other tenfold",
      ask(growing(9, (next) => `...f${next} `.repeat(10))),
      "400 TOO_MANY_FIELDS",
    ],
    [
      "fragments of one name",
      ask(`{ user(id: 1) { ...A } } ${times(300, () => "fragment A on User { id }")}`),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a fragment that there is not",
      ask("{ user(id: 1) { ...nothing } }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "500 fragments that nobody spreads",
      ask(`{ user(id: 1) { id } } ${fragments(500, () => "id")}`),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a fragment called on",
      ask("{ user(id: 1) { ...on } } fragment on on User { id }"),
      "400 GRAPHQL_PARSE_FAILED",
    ],

    // fields that may overlap
    [
      "one field a thousand times",
      ask(
        `{ ${"user(id: 1) { id } ".repeat(90)} ${"...A ".repeat(500)} } fragment A on Query { user(id: 1) { id } }`,
      ),
      "400 TOO_MANY_ROOT_FIELDS",
    ],
    [
      "fields that overlap, twice as many at each level",
      ask(`{ user(id: 1) { ${doubled(9)} } }`),
      "400 TOO_MANY_REPETITIONS",
    ],
    [
      "pairs of fragments",
      ask(
        `{ user(id: 1) { ${times(300, (it) => `...f${it}`)} } } ${fragments(300, () => "id name")}`,
      ),
      "400 TOO_MANY_REPETITIONS",
    ],
    [
      "fields that conflict",
      ask(`{ user(id: 1) { ${times(90, (it) => `a: ${it % 2 ? "id" : "name"}`)} } }`),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "arguments that conflict",
      ask(`{ ${times(99, (it) => `user(id: ${it}) { id }`)} }`),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],

    // directives
    [
      "11 directives at a field",
      ask(`{ user(id: 1) { id ${"@include(if: true) ".repeat(11)} } }`),
      "400 TOO_MANY_DIRECTIVES",
    ],
    [
      "201 directives",
      ask(`{ user(id: 1) { ${"id @include(if: true) ".repeat(201)} } }`),
      "400 TOO_MANY_DIRECTIVES",
    ],
    [
      "1,000 directives that there are not",
      ask(`{ user(id: 1) { id ${"@a ".repeat(1000)} } }`),
      "400 TOO_MANY_DIRECTIVES",
    ],
    [
      "100,000 directives",
      ask(`{ user(id: 1) { id ${"@a".repeat(30_000)} } }`),
      "400 TOO_MANY_TOKENS",
    ],
    [
      "1,000 directives of an operation",
      ask(`query ${"@a ".repeat(1000)} { user(id: 1) { id } }`),
      "400 TOO_MANY_DIRECTIVES",
    ],
    [
      "1,000 directives of a variable",
      ask(`query ($a: Int ${"@a ".repeat(1000)}) { user(id: 1) { id } }`),
      "400 TOO_MANY_DIRECTIVES",
    ],
    [
      "1,000 directives of a fragment",
      ask(`{ user(id: 1) { ...A } } fragment A on User ${"@a ".repeat(1000)} { id }`),
      "400 TOO_MANY_DIRECTIVES",
    ],
    [
      "one directive twice",
      ask("{ user(id: 1) { id @skip(if: false) @skip(if: false) } }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a directive of the schema's own",
      ask('{ user(id: 1) @connect(source: "api") { id } }'),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "300 @defer",
      ask(`{ user(id: 1) { ${"... @defer { id } ".repeat(300)} } }`, undefined, {
        accept: "multipart/mixed; incrementalSpec=v0.2",
      }),
      "400 TOO_MANY_DIRECTIVES",
    ],
    [
      "@defer inside each other",
      ask(`{ user(id: 1) { ${levels(250, "... @defer { ", "id")} } }`),
      "400 TOO_MANY_DIRECTIVES",
    ],
    [
      "201 @stream",
      ask(`{ ${times(201, () => `users @stream(initialCount: 0) { id }`)} }`),
      "400 TOO_MANY_ROOT_FIELDS",
    ],
    [
      "@stream on what is no list",
      ask("{ user(id: 1) @stream { id } }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "@stream with a count below 0",
      ask("{ users @stream(initialCount: -1) { id } }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "@defer at the root of a mutation",
      ask('mutation { ... @defer { rename(id: 1, name: "a") { id } } }'),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "labels that are alike",
      ask('{ user(id: 1) { ... @defer(label: "a") { id } ... @defer(label: "a") { name } } }'),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],

    // introspection
    ["introspection", ask("{ __schema { types { name } } }"), "400 GRAPHQL_VALIDATION_FAILED"],
    [
      "introspection of a type",
      ask('{ __type(name: "User") { fields { name } } }'),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "introspection in a fragment",
      ask("{ ...A } fragment A on Query { s: __schema { types { name } } }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    ["introspection of 20 levels", ask(introspection(20)), "400 GRAPHQL_VALIDATION_FAILED"],
    ["introspection of 100 levels", ask(introspection(100)), "400 TOO_DEEP"],
    [
      "introspection that comes back to where it was",
      ask(`{ __schema { types { ${levels(12, "fields { type { ", "name")}${"}".repeat(12)} } } }`),
      "400 TOO_DEEP",
    ],
    [
      "introspection, wide",
      ask(`{ __schema { ${times(1200, () => "types { name }")} } }`),
      "400 TOO_MANY_FIELDS",
    ],
    [
      "introspection by GET",
      get({ query: "{ __schema { types { name } } }" }),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    ["a name to be suggested", ask("{ usr(id: 1) { id } }"), "400 GRAPHQL_VALIDATION_FAILED"],
    [
      "a value to be suggested",
      ask("{ users(filter: { colour: HIDDEN_GREE }) { id } }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "__typename of what is no type",
      ask("{ __typename { id } }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    ["a subscription", ask("subscription { user(id: 1) { id } }"), "400 BAD_USER_INPUT"],
    ["a type definition", ask("type Query { hacked: Int }"), "400 GRAPHQL_VALIDATION_FAILED"],
    [
      "an extension of the schema",
      ask("{ user(id: 1) { id } } extend type Query { hacked: Int }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a definition that is described",
      ask('"""a""" { user(id: 1) { id } }'),
      "400 GRAPHQL_PARSE_FAILED",
    ],
  ],
  oddities: [
    [
      "100 aliases",
      ask(`{ user(id: 1) { ${times(100, (it) => `a${it}: id`)} } }`),
      `200 {"data":{"user":{${Array.from({ length: 100 }, (_, it) => `"a${it}":"1"`).join(",")}}}}`,
    ],
    [
      "400 types around one field",
      ask(`{ user(id: 1) { ${levels(400, "... on User { ", "id")} } }`),
      '200 {"data":{"user":{"id":"1"}}}',
    ],
    ["one field 100 times", ask(`{ ${"count ".repeat(100)} }`), '200 {"data":{"count":1}}'],
  ],
});
