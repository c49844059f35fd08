import { describe, expect, test } from "vitest";

import { problemsOf } from "../../contract/support/problems-of.ts";
import { get } from "./support/answered.ts";
import { type Case, checkCases } from "./support/check-cases.ts";

const ada = { "GET /users/1": { id: 1, name: "Ada" } };

const withoutHttp: readonly Case[] = [
  [
    "a root field, of its arguments",
    {
      schema: `type Query { hello(name: String): String @connect(selection: "$(['hello', $args.name])->joinNotNull(' ')") }`,
      data: {},
      query: '{ hello(name: "you") }',
    },
    { hello: "hello you" },
    [],
  ],
  [
    "a root field that makes a stub",
    {
      schema: `
        type Query { user(id: ID!): User @connect(selection: "id: $args.id") }
        type User ${get("/users/{$this.id}", "id name")} { id: ID! name: String }
      `,
      data: ada,
      query: '{ user(id: "1") { id name } }',
    },
    { user: { id: "1", name: "Ada" } },
    ["GET /users/1"],
  ],
  [
    "a field of a type, of its parent, which is fetched first where it must be",
    {
      schema: `
        type Query { user(id: ID!): User @connect(selection: "id: $args.id") }
        type User ${get("/users/{$this.id}", "id name")} {
          id: ID! name: String
          label: String @connect(selection: "$([$this.id, $this.name])->joinNotNull(': ')")
        }
      `,
      data: ada,
      query: '{ user(id: "1") { label } }',
    },
    { user: { label: "1: Ada" } },
    ["GET /users/1"],
  ],
];

describe("a connector without http makes no call:", () => {
  checkCases(withoutHttp);

  test.each(["v0.2", "v0.3"])("is refused in %s", (version) => {
    const problems = problemsOf(`
      extend schema @link(url: "https://specs.apollo.dev/connect/${version}", import: ["@connect"])
      type Query { hello: String @connect(selection: "$('hello')") }
    `);
    expect(problems).toMatchObject([{ code: "HTTP_MISSING", severity: "error" }]);
  });
});
