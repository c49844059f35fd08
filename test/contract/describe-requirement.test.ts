import { GraphQLString } from "graphql";
import { describe, expect, test } from "vitest";

import { describedSchema, descriptionOf } from "./support/described.ts";

const resolvers = { has: () => true };

describe("descriptions say what it takes to see a value", () => {
  test.each([
    ["@authenticated", "Needs an authenticated caller."],
    ['@requiresScopes(scopes: [["a"]])', "Needs the scope a."],
    ['@requiresScopes(scopes: [["a", "b"]])', "Needs the scopes a and b."],
    ['@requiresScopes(scopes: [["a"], ["b"]])', "Needs the scope a or b."],
    ['@requiresScopes(scopes: [["a", "b"], ["c"]])', "Needs the scopes a and b, or c."],
    ['@authenticated @requiresScopes(scopes: [["a"]])', "Needs the scope a."],
  ])("%s", (directives, told) => {
    const schema = describedSchema(`type Query { "A field." a: Int ${directives} }`, { resolvers });
    expect(descriptionOf(schema, "Query.a")).toBe(`A field.\n\n${told}`);
  });

  test("of all places together", () => {
    const schema = describedSchema(
      `type Query { a: T @requiresScopes(scopes: [["a"]]) }
      type T @requiresScopes(scopes: [["b"], ["c"]]) { x: Int }`,
      { resolvers },
    );
    expect(descriptionOf(schema, "Query.a")).toBe(
      "Needs the scope a. Also needs the scope b or c.",
    );
    expect(descriptionOf(schema, "T")).toBe("Needs the scope b or c.");
  });

  test("once: not of a field that needs what its type says, or its root", () => {
    const schema = describedSchema(
      `type Query @requiresScopes(scopes: [["q"]]) { a: Int, t: T }
      type T @authenticated { x: Int, self: T, other: E, i: I }
      interface I { x: Int @authenticated }
      enum E @authenticated { X }
      scalar S @requiresScopes(scopes: [["s"]])
      type U implements I { x: Int, s: S }`,
      { resolvers },
    );
    const told = (coordinate: string) => descriptionOf(schema, coordinate);
    expect(told("Query")).toBe("Needs the scope q.");
    expect(told("Query.a")).toBeUndefined();
    expect(told("Query.t")).toBeUndefined();
    expect(told("T.self")).toBeUndefined();
    expect(told("T.other")).toBeUndefined();
    expect(told("E")).toBe("Needs an authenticated caller.");
    expect(told("S")).toBe("Needs the scope s.");
    expect(told("U.s")).toBeUndefined();
    expect(told("I.x")).toBe("Needs an authenticated caller.");
    expect(told("U.x")).toBe("Needs an authenticated caller.");
  });

  test("and leave GraphQL's own scalars as they are, which all schemas share", () => {
    const before = GraphQLString.description;
    describedSchema("extend scalar String @authenticated type Query { a: String }", { resolvers });
    expect(GraphQLString.description).toBe(before);
  });
});
