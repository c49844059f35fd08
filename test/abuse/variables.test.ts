import { describeAbuse } from "./support/describe-abuse.ts";
import { ask, askWith, get, post, times } from "./support/requests.ts";

const user = "query ($id: ID!) { user(id: $id) { id } }";
const count =
  "query ($n: Int, $exact: Boolean, $rate: Float) { count(n: $n, exact: $exact, rate: $rate) }";
const users =
  "query ($first: Int, $ids: [ID!], $filter: Filter) { users(first: $first, ids: $ids, filter: $filter) { id } }";
const sized = "query ($size: Int) { sized(size: $size) { id } }";
const deep = (levels: number, open: string, close: string) =>
  open.repeat(levels) + close.repeat(levels);
const list = (length: number) => Array.from({ length }, (_, it) => it);
const badInput = "400 BAD_USER_INPUT";

describeAbuse("variables", {
  attacks: [
    // types
    ["a text for a number", ask(count, { n: "1" }), badInput],
    ["a fraction for a whole number", ask(count, { n: 1.5 }), badInput],
    ["a number beyond 32 bits", ask(count, { n: 2 ** 31 }), badInput],
    ["a number beyond 64 bits", askWith(count, '{"n": 18446744073709551616}'), badInput],
    ["a number beyond all numbers", askWith(count, '{"rate": 1e999}'), badInput],
    ["a number of 1,000 digits", askWith(count, `{"n": ${"9".repeat(1000)}}`), badInput],
    ["a number of 900,000 digits", askWith(count, `{"n": ${"9".repeat(900_000)}}`), badInput],
    [
      "a negative number of 900,000 digits",
      askWith(count, `{"n": -${"9".repeat(900_000)}}`),
      badInput,
    ],
    [
      "nine numbers of 100,000 digits",
      askWith(users, `{"ids": [${times(9, () => `${"9".repeat(100_000)},`)} 1], "first": "a"}`),
      badInput,
    ],
    [
      "a hundred numbers of 9,000 digits",
      askWith(users, `{"ids": [${times(100, () => `${"9".repeat(9000)},`)} 1], "first": "a"}`),
      badInput,
    ],
    [
      "a fraction of 900,000 digits for a whole number",
      askWith(count, `{"n": 0.${"8".repeat(900_000)}}`),
      badInput,
    ],
    ["a list for a number", ask(count, { n: [1] }), badInput],
    ["an object for a number", ask(count, { n: { valueOf: 1 } }), badInput],
    ["a text for a truth", ask(count, { exact: "true" }), badInput],
    ["an object for an id", ask(user, { id: { $ne: null } }), badInput],
    ["a number of 1,001 digits for an id", askWith(user, `{"id": ${"9".repeat(1001)}}`), badInput],
    ["a list for an id", ask(user, { id: ["1", "2"] }), badInput],
    ["a truth for an id", ask(user, { id: true }), badInput],
    ["null for what must be there", ask(user, { id: null }), badInput],
    ["nothing for what must be there", ask(user, {}), badInput],
    ["no variables", ask(user), badInput],
    ["a text of 900,000 characters for a number", ask(count, { n: "x".repeat(900_000) }), badInput],
    [
      "a value that there is not in an enum",
      ask(users, { filter: { colour: "HIDDEN_GREE" } }),
      badInput,
    ],
    ["a text for an object", ask(users, { filter: "name" }), badInput],
    ["a list for an object", ask(users, { filter: [] }), badInput],
    ["a key that there is not", ask(users, { filter: { nmae: "a" } }), badInput],
    [
      "1,000 keys that there are not",
      ask(users, { filter: Object.fromEntries(list(1000).map((it) => [`k${it}`, it])) }),
      badInput,
    ],
    [
      "60 keys that there are not, beside a text of 900,000 characters",
      ask(users, {
        filter: {
          name: "x".repeat(900_000),
          ...Object.fromEntries(list(60).map((it) => [`k${it}`, it])),
        },
      }),
      badInput,
    ],
    ["a key of 900,000 characters", ask(users, { filter: { ["x".repeat(900_000)]: 1 } }), badInput],
    [
      "900 objects that are wrong, with a text of 500 characters each",
      ask(users, { filter: { any: list(900).map(() => ({ name: "x".repeat(500), bad: 1 })) } }),
      badInput,
    ],
    [
      "an operation of 900,000 characters",
      post(JSON.stringify({ query: "query a { count }", operationName: "x".repeat(900_000) })),
      "400 OPERATION_RESOLUTION_FAILURE",
    ],
    [
      "a type that there is not",
      ask("query ($a: Secret) { count(n: $a) }", { a: 1 }),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a type that is no input",
      ask("query ($a: User) { count(n: $a) }", { a: {} }),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a variable in another place than its type allows",
      ask("query ($a: String) { count(n: $a) }", { a: "1" }),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    ["variables that are a list", post(`{"query":"{ count }","variables":[1]}`), "400 BAD_REQUEST"],
    [
      "variables that are a text",
      post(`{"query":"{ count }","variables":"{}"}`),
      "400 BAD_REQUEST",
    ],
    ["variables that are a number", post(`{"query":"{ count }","variables":1}`), "400 BAD_REQUEST"],
    [
      "variables of a GET that are no JSON",
      get({ query: "{ count }", variables: "{" }),
      "400 BAD_REQUEST",
    ],
    [
      "variables of a GET that are a list",
      get({ query: "{ count }", variables: "[1]" }),
      "400 BAD_REQUEST",
    ],

    // sizes
    [
      "17 objects inside each other",
      askWith("{ count }", `{"a": ${deep(17, '{"a":', "}").replace(":}", ":1}")}}`),
      "400 VARIABLES_TOO_DEEP",
    ],
    [
      "400,000 lists inside each other",
      askWith("{ count }", `{"a": ${deep(400_000, "[", "]")}}`),
      "400 VARIABLES_TOO_DEEP",
    ],
    [
      "100,000 objects inside each other",
      askWith("{ count }", `{"a": ${deep(100_000, '{"a":', "}").replace(":}", ":1}")}}`),
      "400 VARIABLES_TOO_DEEP",
    ],
    [
      "filters inside each other",
      askWith(users, `{"filter": ${deep(20, '{"and":', "}").replace(":}", ":null}")}}`),
      "400 VARIABLES_TOO_DEEP",
    ],
    [
      "deep lists of long numbers",
      askWith(
        "{ count }",
        `{"a": ${"[".repeat(300_000)}12345678901234567890${"]".repeat(300_000)}}`,
      ),
      "400 VARIABLES_TOO_DEEP",
    ],
    ["1,001 items", ask(users, { ids: list(1001) }), "400 LIST_TOO_LONG"],
    ["200,000 items", ask(users, { ids: list(150_000) }), "400 LIST_TOO_LONG"],
    [
      "1,001 items within an object",
      ask(users, { filter: { tags: list(1001) } }),
      "400 LIST_TOO_LONG",
    ],
    [
      "lists of lists that are many together",
      ask(users, { filter: { any: list(20).map(() => ({ tags: list(900).map(String) })) } }),
      "400 TOO_MANY_VALUES",
    ],
    [
      "20,000 variables",
      ask("{ count }", Object.fromEntries(list(20_000).map((it) => [`v${it}`, it]))),
      "400 TOO_MANY_VALUES",
    ],
    [
      "20,000 keys of one variable",
      ask("{ count }", { a: Object.fromEntries(list(20_000).map((it) => [`v${it}`, it])) }),
      "400 TOO_MANY_VALUES",
    ],
    [
      "a million items that are asked for",
      ask("{ users(first: 1000000) { id } }"),
      "400 LIST_TOO_LONG",
    ],
    [
      "1,001 items that are asked for by a variable",
      ask(users, { first: 1001 }),
      "400 LIST_TOO_LONG",
    ],
    [
      "1,001 items that are asked for by a default",
      ask("query ($n: Int = 1001) { users(first: $n) { id } }"),
      "400 LIST_TOO_LONG",
    ],
    ["1,001 items, as the schema sizes a list", ask(sized, { size: 1001 }), "400 LIST_TOO_LONG"],
    [
      "more items than there are numbers",
      askWith(sized, '{"size": 99999999999999999999999}'),
      "400 LIST_TOO_LONG",
    ],
    [
      "more items than there are numbers, with an exponent",
      askWith(sized, '{"size": 1e300}'),
      "400 LIST_TOO_LONG",
    ],

    // what all objects share
    [
      "__proto__ in an object",
      askWith(users, '{"filter": {"__proto__": {"polluted": true}}}'),
      badInput,
    ],
    [
      "constructor in an object",
      askWith(users, '{"filter": {"constructor": {"prototype": {"polluted": true}}}}'),
      badInput,
    ],
    ["toString in an object", askWith(users, '{"filter": {"toString": "x"}}'), badInput],
    ["hasOwnProperty in an object", askWith(users, '{"filter": {"hasOwnProperty": 1}}'), badInput],
    [
      "__proto__ for a number",
      askWith(count, '{"n": {"__proto__": {"polluted": true}}}'),
      badInput,
    ],
    [
      "a variable that only all objects have",
      ask("query ($constructor: Int!) { count(n: $constructor) }", {}),
      badInput,
    ],
    [
      "another that only all objects have",
      ask("query ($__proto__: Int!) { count(n: $__proto__) }", {}),
      badInput,
    ],
    [
      "__proto__ in a document's object",
      ask("{ users(filter: { __proto__: { polluted: true } }) { id } }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a field that only all objects have",
      ask("{ constructor toString __proto__ hasOwnProperty }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "an argument that only all objects have",
      ask("{ count(constructor: 1, __proto__: 2) }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a directive that only all objects have",
      ask("{ count @constructor @__proto__ }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "a type that only all objects have",
      ask("query ($a: constructor, $b: __proto__) { count(n: $a, rate: $b) }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "an enum's value that only all objects have",
      ask(users, { filter: { colour: "__proto__" } }),
      badInput,
    ],
    [
      "a fragment that only all objects have",
      ask("{ ...constructor ...__proto__ }"),
      "400 GRAPHQL_VALIDATION_FAILED",
    ],
    [
      "an operation that only all objects have",
      post('{"query":"query a { count }","operationName":"constructor"}'),
      "400 OPERATION_RESOLUTION_FAILURE",
    ],
    [
      "another operation that only all objects have",
      post('{"query":"query a { count }","operationName":"__proto__"}'),
      "400 OPERATION_RESOLUTION_FAILURE",
    ],
    ["a query in __proto__", post('{"__proto__":{"query":"{ count }"}}'), "400 BAD_REQUEST"],
    [
      "a query in constructor",
      post('{"constructor":{"prototype":{"query":"{ count }"}}}'),
      "400 BAD_REQUEST",
    ],
    [
      "variables in __proto__",
      post(`{"query":"${user}","__proto__":{"variables":{"id":"1"}}}`),
      badInput,
    ],
    ["a variable in __proto__", askWith(user, '{"__proto__":{"id":"1"}}'), badInput],
  ],
  oddities: [
    ["an alias __proto__", ask("{ __proto__: count }"), '200 {"data":{"__proto__":1}}'],
    [
      "an alias of an object __proto__",
      ask('{ __proto__: user(id: "1") { constructor: id __proto__: name } }'),
      '200 {"data":{"__proto__":{"constructor":"1","__proto__":"name 1"}}}',
    ],
    [
      "aliases as all objects have",
      ask("{ constructor: count toString: count hasOwnProperty: count then: count toJSON: count }"),
      '200 {"data":{"constructor":1,"toString":1,"hasOwnProperty":1,"then":1,"toJSON":1}}',
    ],
    [
      "a fragment __proto__",
      ask("{ ...__proto__ } fragment __proto__ on Query { count }"),
      '200 {"data":{"count":1}}',
    ],
    [
      "an operation __proto__",
      post('{"query":"query __proto__ { count } query b { count }","operationName":"__proto__"}'),
      '200 {"data":{"count":1}}',
    ],
    [
      "variables __proto__ that nobody reads",
      askWith(
        "{ count }",
        '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
      ),
      '200 {"data":{"count":1}}',
    ],
    [
      "extensions __proto__",
      post(
        '{"query":"{ count }","extensions":{"__proto__":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}}',
      ),
      '200 {"data":{"count":1}}',
    ],
    [
      "a variable __proto__ that is read",
      askWith("query ($__proto__: ID!) { user(id: $__proto__) { id } }", '{"__proto__": "1"}'),
      '200 {"data":{"user":{"id":"1"}}}',
    ],
    [
      "one key twice, of which the last counts",
      post('{"query":"{ nothing }","query":"{ count }"}'),
      '200 {"data":{"count":1}}',
    ],
    [
      "one variable twice, of which the last counts",
      askWith(user, '{"id": "2", "id": "1"}'),
      '200 {"data":{"user":{"id":"1"}}}',
    ],
  ],
});
