import { buildSchema, graphql, parse, validate } from "graphql";
import { describe, expect, test } from "vitest";

import { sampleQuery } from "../../src/execution/sample-query.ts";

/** The sample for a schema, once it has been shown to be a valid query of it. */
async function sampleFor(sdl: string): Promise<string> {
  const schema = buildSchema(sdl);
  const sample = await sampleQuery({
    async execute({ query }) {
      const { data = null } = await graphql({ schema, source: query });
      return { data };
    },
  });
  expect(validate(schema, parse(sample))).toEqual([]);
  return sample;
}

describe("the query to try", () => {
  test("asks for a few plain fields of the first object that needs no arguments", async () => {
    expect(
      await sampleFor(`
        type Query {
          greet: String
          user(id: ID!): User
          search: Hit
          users(first: Int): [User!]!
        }
        type User { friends: [User] id: ID! rank(of: ID!): Int name: String email: Email age: Int }
        union Hit = User
        scalar Email
      `),
    ).toBe("{ users { id name email } }");
  });

  test("passes over objects that have no plain field", async () => {
    expect(
      await sampleFor("type Query { a: A b: B } type A { b: B } type B { c: C } enum C { D }"),
    ).toBe("{ b { c } }");
  });

  test("is a plain field where there is no object", async () => {
    expect(
      await sampleFor(
        "type Query { user(id: ID!): User hit: Hit greet: String } type User { id: ID } union Hit = User",
      ),
    ).toBe("{ greet }");
  });

  test("is one that every schema answers, where all else needs arguments", async () => {
    expect(await sampleFor("type Query { user(id: ID!): User } type User { id: ID }")).toBe(
      "{ __typename }",
    );
  });

  test("is that one too where callers may not read the schema", async () => {
    expect(await sampleQuery({ execute: async () => ({ data: undefined }) })).toBe(
      "{ __typename }",
    );
    expect(await sampleQuery({ execute: async () => ({ data: {} }) })).toBe("{ __typename }");
  });
});
