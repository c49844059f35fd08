import { printSchema } from "graphql";
import { describe, expect, test } from "vitest";

import { contractOf } from "../../contract/support/contract-of.ts";
import { codesOf, connect, get } from "./support/check-case.ts";

/** What a subgraph's own printer adds to its schema. */
const protocol = `
scalar _Any
scalar _FieldSet
union _Entity = P
type _Service { sdl: String }
directive @key(fields: _FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE
`;
const fields = "_entities(representations: [_Any!]!): [_Entity]! _service: _Service!";

describe("the schema that a subgraph has printed", () => {
  test.each([
    [
      "in its Query",
      `type Query { a: P @connect(${get}, selection: "id") ${fields} } type P @key(fields: "id") { id: ID }`,
    ],
    [
      "in an extension of it",
      `type Query { a: P @connect(${get}, selection: "id") } extend type Query { ${fields} } type P @key(fields: "id") { id: ID }`,
    ],
    [
      "in a query type of another name",
      `schema { query: Root } type Root { a: P @connect(${get}, selection: "id") ${fields} } type P @key(fields: "id") { id: ID }`,
    ],
  ])("loads without what a federated graph asks a subgraph with: %s", (_where, sdl) => {
    expect(codesOf(sdl + protocol)).toEqual([]);
    const api = printSchema(contractOf(sdl + protocol).schema);
    expect(api).toContain("type P");
    expect(api).not.toMatch(/_entities|_service|_Any|_Entity|_Service/);
  });

  test("loads in several files, where one has nothing else in its Query", () => {
    const files = {
      "a.graphql": connect(`${get}, selection: "$.a"`),
      "b.graphql": `type Query { ${fields} } ${protocol} type P { id: ID }`,
    };
    expect(codesOf(files)).toEqual([]);
    expect(Object.keys(contractOf(files).schema.getQueryType()?.getFields() ?? {})).toEqual(["a"]);
  });

  test("keeps fields of these names that are something else", () => {
    const sdl = `type Query { _service: String @connect(${get}, selection: "$.a") b: _Service @connect(${get}, selection: "sdl") } type _Service { sdl: String }`;
    expect(codesOf(sdl)).toEqual([]);
    expect(printSchema(contractOf(sdl).schema)).toContain("_service: String");
  });
});
