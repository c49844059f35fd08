import { readFileSync } from "node:fs";

import { GraphQLSchema, printSchema } from "graphql";
import { expect, test } from "vitest";

import { contractOf } from "./support/contract-of.ts";

const shipped = ["sluice", "connect"].map((name) =>
  readFileSync(new URL(`../../schema/${name}.graphql`, import.meta.url), "utf8"),
);

/** The API of a schema as SDL, without what all of them have. */
function apiOf(files: Parameters<typeof contractOf>[0]): string {
  const { directives, ...api } = contractOf(files).schema.toConfig();
  const own = directives.filter(({ name }) => !["defer", "stream"].includes(name));
  return printSchema(new GraphQLSchema({ ...api, directives: own }));
}

test("keeps descriptions, deprecations, defaults and directives of the schema's own", () => {
  const sdl = `
"Marks what costs."
directive @cost(weight: Int = 1) on FIELD_DEFINITION

"""The root."""
type Query implements Node {
  "A number."
  a("How many." first: Int = 10): Int @deprecated(reason: "Use b.")
  id: ID!
}

"Has an id."
interface Node {
  id: ID!
}

union Any = Query

"Colours."
enum Colour {
  RED @deprecated(reason: "Too loud.")
}

input In {
  colour: Colour = RED
}

scalar Url @specifiedBy(url: "https://url.spec.whatwg.org")`;
  expect(apiOf(apiOf(sdl))).toBe(apiOf(sdl));
  for (const kept of [
    "Marks what costs",
    "How many",
    "first: Int = 10",
    "Use b.",
    "Has an id",
    "union Any = Query",
    "Too loud",
    "colour: Colour = RED",
    "specifiedBy",
  ]) {
    expect(apiOf(sdl)).toContain(kept);
  }
});

test("leaves out what is @inaccessible, of every kind", () => {
  const sdl = `
type Query implements Hidden & Shown {
  a(x: Int, y: Int @inaccessible): Int
  b: Int @inaccessible
}

interface Hidden @inaccessible { a: Int }
interface Shown { a: Int }
union Both = Query | Secret
type Secret @inaccessible { a: Int }
enum Colour { RED BLUE @inaccessible }
input In { x: Int y: Int @inaccessible }`;
  expect(apiOf(sdl)).toBe(`type Query implements Shown {
  a(x: Int): Int
}

interface Shown {
  a: Int
}

union Both = Query

enum Colour {
  RED
}

input In {
  x: Int
}`);
});

test("leaves out definitions that only specifications need, also those that ship with us", () => {
  const [sluice = "", connect = ""] = shipped;
  const api = apiOf({
    "schema.graphql": `
      extend schema
        @link(url: "https://specs.apollo.dev/connect/v0.4", import: [{ name: "@connect", as: "@api" }])
      directive @api(source: String, http: connect__Http, selection: connect__JSONSelection!) repeatable on FIELD_DEFINITION
      directive @federation__shareable on OBJECT
      directive @deprecated(reason: String) on FIELD_DEFINITION
      input connect__Http { GET: String }
      scalar connect__JSONSelection
      scalar _Any
      type Query { a: Int @api(http: { GET: "https://x.dev" }, selection: "$.a") }`,
    "sluice.graphql": sluice,
    "connect.graphql": connect,
  });
  expect(api).toBe("type Query {\n  a: Int\n}");
});

test("keeps a type of such a name that a field has", () => {
  const api = apiOf("type Query { wait: Duration }\nscalar Duration");
  expect(api).toContain("scalar Duration");
});

test("has the root types that the schema names", () => {
  const contract = contractOf(`
    schema { query: Q mutation: M }
    type Q { a: Int @connect(http: { GET: "https://x.dev" }, selection: "$.a") }
    type M { b: Int @connect(http: { POST: "https://x.dev" }, selection: "$.b") }`);
  expect(contract.schema.getQueryType()?.name).toBe("Q");
  expect(contract.schema.getMutationType()?.name).toBe("M");
  expect(contract.connectors.map(({ place }) => place)).toEqual([
    { kind: "query", typeName: "Q", fieldName: "a" },
    { kind: "mutation", typeName: "M", fieldName: "b" },
  ]);
});

test("merges types of several files field by field", () => {
  const api = apiOf({
    "a.graphql": `
      "All." type Query { "One." a: P }
      type P @key(fields: "id") { id: ID! }
      enum E { X }
      input I { x: Int }
      union U = P
      scalar S
      extend interface N { name: String }`,
    "b.graphql": `
      extend type Query { b(e: E, i: I, s: S): U a: P }
      type P implements N @key(fields: "id") { id: ID! "Its name." name: String }
      interface N { name: String }
      extend enum E { Y }
      extend input I { x: Int y: Int }
      extend union U = Query | P
      extend scalar S @tag(name: "x")`,
  });
  expect(api).toBe(`"""All."""
type Query {
  """One."""
  a: P
  b(e: E, i: I, s: S): U
}

type P implements N {
  id: ID!

  """Its name."""
  name: String
}

enum E {
  X
  Y
}

input I {
  x: Int
  y: Int
}

union U = P | Query

scalar S

interface N {
  name: String
}`);
});

test("takes extensions for definitions of root types and of types with a key", () => {
  const api = apiOf('extend type Query { p: P }\nextend type P @key(fields: "id") { id: ID }');
  expect(api).toContain("type P {");
});

test("has @defer and @stream as the gateway follows them, even where a schema defines them itself", () => {
  const { schema } = contractOf(`
    directive @defer(reason: String) on FIELD_DEFINITION | FRAGMENT_SPREAD
    directive @stream(topic: String!) on FIELD_DEFINITION
    type Query { numbers: [Int] @stream(topic: "numbers") @defer }`);
  const [defer, stream] = ["defer", "stream"].map((name) => schema.getDirective(name));
  expect(defer).toMatchObject({
    locations: ["FRAGMENT_SPREAD", "INLINE_FRAGMENT"],
    args: [
      { name: "if", defaultValue: true },
      { name: "label", defaultValue: undefined },
    ],
  });
  expect(stream).toMatchObject({
    locations: ["FIELD"],
    args: [
      { name: "if", defaultValue: true },
      { name: "label", defaultValue: undefined },
      { name: "initialCount", defaultValue: 0 },
    ],
  });
  expect(String(defer?.args[0]?.type)).toBe("Boolean!");
  expect(defer?.description).toContain("after the others");
});
