import { buildSchema, parse, specifiedRules, validate } from "graphql";
import { expect, test } from "vitest";

import { incrementalRules } from "../../src/server/incremental-rules.ts";

const schema = buildSchema(`
  directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
  directive @stream(if: Boolean! = true, label: String, initialCount: Int = 0) on FIELD
  type Query { user: User! names: [String!]! pairs: [[Int]] }
  type User { name: String posts: [Post!]! }
  type Post { title: String }
  type Mutation { rename: User names: [String] }
`);

/** What is said of a document. */
function problemsOf(document: string): readonly string[] {
  const rules = [...specifiedRules, ...incrementalRules];
  return validate(schema, parse(document), rules).map(({ message }) => message);
}

test.each([
  ['{ ... @defer(label: "a") { user { name } } names @stream(label: "b") }'],
  ["{ ... @defer { user { name } } ... @defer(label: null) { names } }"],
  ["query ($wait: Boolean!) { ... @defer(if: $wait) { names } pairs @stream(if: false) }"],
  ["mutation { rename { ... @defer { name } posts @stream(initialCount: 0) { title } } }"],
  ["query ($count: Int!) { names @stream(initialCount: $count) }"],
  ["query ($label: Int!) @skip(if: true) { names @include(if: true, label: $label) }"],
])("nothing is said by these rules of %s", (document) => {
  expect(problemsOf(document).filter((message) => /@defer|@stream/.test(message))).toEqual([]);
});

test.each([
  [
    "query ($label: String!) { ... @defer(label: $label) { names } }",
    "The label of @defer must be a text in the document, and not a variable.",
  ],
  [
    "query ($label: String!) { names @stream(label: $label) }",
    "The label of @stream must be a text in the document, and not a variable.",
  ],
  [
    '{ ... @defer(label: "a") { names } user { posts @stream(label: "a") { title } } }',
    'Each label of @defer and @stream must be used once; "a" is used again.',
  ],
  [
    'query A { ...F @defer(label: "a") } query B { ...F @defer(label: "a") } fragment F on Query { names }',
    'Each label of @defer and @stream must be used once; "a" is used again.',
  ],
  [
    "mutation { ... @defer { rename { name } } }",
    "@defer must not be used on the fields of Mutation: they run one after the other. It may be used inside them.",
  ],
  [
    "mutation { names @stream }",
    "@stream must not be used on the fields of Mutation: they run one after the other. It may be used inside them.",
  ],
  [
    "mutation { ...F } fragment F on Mutation { ...G @defer } fragment G on Mutation { names }",
    "@defer must not be used on the fields of Mutation: they run one after the other. It may be used inside them.",
  ],
  ["{ user @stream { name } }", "@stream must be used on a list; this field is of the type User!."],
  [
    "{ names @stream(initialCount: -3) }",
    "The initialCount of @stream must be 0 or more; it is -3.",
  ],
])("of %s it is said what is wrong", (document, message) => {
  expect(problemsOf(document)).toEqual([message]);
});

test("a field that there is not is no matter of these rules", () => {
  expect(problemsOf("{ nothing @stream }")).toEqual([
    'Cannot query field "nothing" on type "Query".',
  ]);
});

test("where there are no mutations there is nothing to keep to for them", () => {
  const readOnly = buildSchema(`
    directive @defer(if: Boolean! = true, label: String) on FRAGMENT_SPREAD | INLINE_FRAGMENT
    type Query { name: String }`);
  expect(validate(readOnly, parse("{ ... @defer { name } }"), incrementalRules)).toEqual([]);
});
