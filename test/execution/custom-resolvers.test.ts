import { GraphQLScalarType } from "graphql";
import { expect, test } from "vitest";

import { readContractFromFiles } from "../../src/contract/read-contract.ts";
import { applyScalars } from "../../src/execution/apply-scalars.ts";
import { checkResolvers } from "../../src/execution/check-resolvers.ts";
import { coordinatesOf, resolverOf, type Resolvers } from "../../src/execution/resolvers.ts";

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  scalar Date
  union Anything = Thing
  type Query {
    now: Date
    thing: Thing @connect(http: { GET: "http://things.test/" }, selection: "id")
  }
  type Thing { id: ID }
`;

function contractWith(resolvers: Resolvers) {
  const files = [{ file: "schema.graphql", text: sdl }];
  return readContractFromFiles(files, {
    resolvers: new Set([...coordinatesOf(resolvers), "Query.now"]),
  });
}

const date = new GraphQLScalarType({ name: "Date", serialize: String, parseValue: () => "parsed" });

test("resolvers of what the schema has are right", () => {
  const resolvers = {
    Query: { now: () => 1 },
    Date: date,
    Anything: { __resolveType: () => "Thing" },
    Missing: undefined,
  };
  expect(checkResolvers(resolvers, contractWith(resolvers))).toEqual([]);
});

test.each<[string, Resolvers, string, string]>([
  ["a type", { Qery: { now: () => 1 } }, "UNKNOWN_RESOLVER", 'Did you mean "Query"?'],
  ["a field", { Query: { nwo: () => 1 } }, "UNKNOWN_RESOLVER", 'Did you mean "now"?'],
  ["a scalar", { Dat: date }, "UNKNOWN_RESOLVER", 'Did you mean "Date"?'],
  ["fields of a union", { Anything: { id: () => 1 } }, "UNKNOWN_RESOLVER", "Correct the name"],
  ["a connector's field", { Query: { thing: () => 1 } }, "RESOLVER_AND_CONNECTOR", "Remove the"],
])("a resolver for %s that cannot be is a problem", (_what, resolvers, code, help) => {
  const problems = checkResolvers(resolvers, contractWith({}));
  expect(problems).toMatchObject([
    { code, severity: "error", help: expect.stringContaining(help) },
  ]);
});

test("a scalar among the resolvers gives the schema's scalar its coercion", () => {
  const { schema } = contractWith({});
  applyScalars(schema, { Date: date, Query: { now: () => 1 } });
  const type = schema.getType("Date");
  expect(type instanceof GraphQLScalarType && [type.serialize(7), type.parseValue("x")]).toEqual([
    "7",
    "parsed",
  ]);
});

test("a scalar has no resolvers of fields", () => {
  const Query = { now: () => 1 };
  expect(resolverOf({ Query }, "Query", "now")).toBe(Query.now);
  expect(resolverOf({ Date: date }, "Date", "name")).toBeUndefined();
});

test("an entry that is undefined is none", () => {
  const resolvers = { Query: { hello: () => "hello", later: undefined }, Later: undefined };
  expect([...coordinatesOf(resolvers)]).toEqual(["Query.hello"]);
});
