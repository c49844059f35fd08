import { buildSchema } from "graphql";
import { describe, expect, test } from "vitest";

import type { Connector } from "../../src/contract/contract.ts";
import {
  type KnownNames,
  resolveInvalidation,
  withMembers,
} from "../../src/freshness/resolve-invalidation.ts";
import { subjectOf } from "./support/subject.ts";

const schema = buildSchema(`
  type Query { node(id: ID!): Node search: [Found] }
  interface Node { id: ID! }
  type User implements Node { id: ID! name: String }
  type Post implements Node { id: ID! }
  union Found = User | Post
  enum Color { RED }
`);
const known: KnownNames = {
  schema,
  connectors: [{ id: "Query.node" } as Connector],
  freshness: new Map([["Query.node", subjectOf({ objects: { Hidden: [] } }).rules]]),
};

describe("an invalidation by names of the schema", () => {
  test("is taken as it is, and tags are free", () => {
    const written = {
      tags: ["anything"],
      types: ["User", "Hidden"],
      keys: [
        { type: "User", key: { id: 5, name: "Kim" } },
        { type: "Hidden", key: { id: 5 } },
      ],
      connectors: ["Query.node"],
    };
    expect(resolveInvalidation(written, known)).toEqual(written);
    expect(resolveInvalidation({ all: true }, known)).toEqual({ all: true });
  });

  test("means all members where it names an interface or a union", () => {
    const key = { id: 5 };
    const keys = ["User", "Post"].map((type) => ({ type, key }));
    expect(resolveInvalidation({ types: ["Node", "User"] }, known)).toEqual({
      types: ["User", "Post"],
    });
    expect(resolveInvalidation({ keys: [{ type: "Found", key }] }, known)).toEqual({ keys });
    expect(withMembers({ types: ["Unknown"] }, schema)).toEqual({ types: ["Unknown"] });
  });

  test.each([
    [{ types: ["Usr"] }, 'The schema has no type "Usr".\n  Did you mean "User"?'],
    [{ types: ["Color"] }, 'The schema has no type "Color".\n'],
    [{ keys: [{ type: "post", key: { id: 1 } }] }, 'Did you mean "Post"?'],
    [
      { keys: [{ type: "User", key: { nam: 1 } }] },
      'User has no field "nam".\n  Did you mean "name"?',
    ],
    [{ connectors: ["Query.nod"] }, 'no connector "Query.nod".\n  Did you mean "Query.node"?'],
    [{ connectors: ["Mutation.createUser"] }, "Correct the name"],
  ])("%j is refused, with the name that was likely meant", (written, message) => {
    expect(() => resolveInvalidation(written, known)).toThrow(message);
    expect(() => resolveInvalidation(written, known)).toThrow("INVALIDATION_UNKNOWN_NAME");
  });

  test("is refused with all that is wrong", () => {
    const written = { types: ["Usr"], connectors: ["Query.nod"] };
    expect(() => resolveInvalidation(written, known)).toThrow(/Usr.*Query\.nod/s);
  });
});
