import { describe, expect, test } from "vitest";

import { problemsOf } from "../../contract/support/problems-of.ts";
import { get } from "./support/answered.ts";
import { type Case, checkCases } from "./support/check-cases.ts";

const user = "type User { id: ID! name: String }";

const inParts: readonly Case[] = [
  [
    "a summary in a list, and the whole from the connector of the type around it",
    {
      schema: `
        type Query { posts: [Post!] ${get("/posts", "id author { id }")} }
        type Post ${get("/posts/{$this.id}", "id author { id name }")} { id: ID! author: User } ${user}
      `,
      data: {
        "GET /posts": [{ id: 1, author: { id: 7 } }],
        "GET /posts/1": { id: 1, author: { id: 7, name: "Ada" } },
      },
      query: "{ posts { author { id name } } summary: posts { author { id } } }",
    },
    { posts: [{ author: { id: "7", name: "Ada" } }], summary: [{ author: { id: "7" } }] },
    ["GET /posts", "GET /posts/1"],
  ],
  [
    "a summary in a list, and the whole from a connector on the field",
    {
      schema: `
        type Query { posts: [Post!] ${get("/posts", "id author { id }")} }
        type Post { id: ID! author: User ${get("/posts/{$this.id}/author", "id name")} } ${user}
      `,
      data: {
        "GET /posts": [{ id: 1, author: { id: 7 } }],
        "GET /posts/1/author": { id: 7, name: "Ada" },
      },
      query: "{ posts { author { id name } } }",
    },
    { posts: [{ author: { id: "7", name: "Ada" } }] },
    ["GET /posts", "GET /posts/1/author"],
  ],
  [
    "a summary in a list, of which no more is asked",
    {
      schema: `
        type Query { posts: [Post!] ${get("/posts", "id author { id }")} }
        type Post { id: ID! author: User ${get("/posts/{$this.id}/author", "id name")} } ${user}
      `,
      data: { "GET /posts": [{ id: 1, author: { id: 7 } }] },
      query: "{ posts { author { id } } }",
    },
    { posts: [{ author: { id: "7" } }] },
    ["GET /posts"],
  ],
  [
    "summaries in summaries, each with its own whole",
    {
      schema: `
        type Query { posts: [Post!] ${get("/posts", "id thread { posts: first { id } }")} }
        type Post ${get("/posts/{$this.id}", "id thread { posts: first { id } title }")} { id: ID! thread: Thread }
        type Thread { posts: [Post!] title: String }
      `,
      data: {
        "GET /posts": [{ id: 1, thread: { first: [{ id: 2 }] } }],
        "GET /posts/1": { id: 1, thread: { first: [{ id: 2 }], title: "t" } },
        "GET /posts/2": { id: 2, thread: { first: [], title: "u" } },
      },
      query: "{ posts { thread { title posts { thread { title } } } } }",
    },
    { posts: [{ thread: { title: "t", posts: [{ thread: { title: "u" } }] } }] },
    ["GET /posts", "GET /posts/1", "GET /posts/2"],
  ],
  [
    "two connectors on a root field, of which the one that has all of it is asked",
    {
      schema: `
        type Query {
          user(id: ID!): Person ${get("/short/{$args.id}", "id name")} ${get("/long/{$args.id}", "id name mail")}
        }
        type Person { id: ID! name: String mail: String }
      `,
      data: {
        "GET /short/1": { id: 1, name: "n" },
        "GET /long/1": { id: 1, name: "n", mail: "m" },
      },
      query: '{ short: user(id: "1") { name } long: user(id: "1") { name mail } }',
    },
    { short: { name: "n" }, long: { name: "n", mail: "m" } },
    ["GET /long/1", "GET /short/1"],
  ],
  [
    "two connectors on a field of a type, of which the one that has all of it is asked",
    {
      schema: `
        type Query { me: Person ${get("/me", "id")} }
        type Person {
          id: ID! profile: Profile ${get("/short/{$this.id}", "bio")} ${get("/long/{$this.id}", "bio avatar")}
        }
        type Profile { bio: String avatar: String }
      `,
      data: {
        "GET /me": { id: 1 },
        "GET /short/1": { bio: "b" },
        "GET /long/1": { bio: "b", avatar: "a" },
      },
      query: "{ me { short: profile { bio } long: profile { avatar } } }",
    },
    { me: { short: { bio: "b" }, long: { avatar: "a" } } },
    ["GET /long/1", "GET /me", "GET /short/1"],
  ],
  [
    "an object that the same connector brings in full elsewhere: what it leaves out here is null",
    {
      schema: `
        type Query { balance: Balance ${get("/balance", "all { amount source { card } } some { amount }")} }
        type Balance { all: [Money!] some: [Money!] }
        type Money { amount: Int source: Source }
        type Source { card: Int }
      `,
      data: {
        "GET /balance": { all: [{ amount: 1, source: { card: 2 } }], some: [{ amount: 3 }] },
      },
      query: "{ balance { all { source { card } } some { amount source { card } } } }",
    },
    { balance: { all: [{ source: { card: 2 } }], some: [{ amount: 3, source: null }] } },
    ["GET /balance"],
  ],
  [
    "what nothing here brings, of which @external says so, is null beside what comes from a connector on its field",
    {
      schema: `
        type Query { thing: Thing ${get("/things", "id")} }
        type Thing { id: ID! part: Part ${get("/parts/{$this.id}", "id")} }
        type Part { id: ID! other: String @external }
      `,
      data: { "GET /things": { id: 1 }, "GET /parts/1": { id: 2 } },
      query: "{ thing { part { id other } } }",
    },
    { thing: { part: { id: "2", other: null } } },
    ["GET /parts/1", "GET /things"],
  ],
  [
    "what nothing here brings, of which @external says so, is null beside what comes from a connector on the type around it",
    {
      schema: `
        type Query { thing: Thing ${get("/things", "id")} }
        type Thing ${get("/whole/{$this.id}", "id part { id }")} { id: ID! part: Part }
        type Part { id: ID! other: String @external }
      `,
      data: { "GET /things": { id: 1 }, "GET /whole/1": { id: 1, part: { id: 2 } } },
      query: "{ thing { part { id other } } }",
    },
    { thing: { part: { id: "2", other: null } } },
    ["GET /things", "GET /whole/1"],
  ],
  [
    "what nothing here brings, of which @external says so, is null beside what comes from the object itself",
    {
      schema: `
        type Query { thing: Thing ${get("/things", "id part { id }")} }
        type Thing { id: ID! part: Part }
        type Part { id: ID! other: String @external }
      `,
      data: { "GET /things": { id: 1, part: { id: 2 } } },
      query: "{ thing { part { id other } } }",
    },
    { thing: { part: { id: "2", other: null } } },
    ["GET /things"],
  ],
];

describe("an object that comes in part:", () => {
  checkCases(inParts);

  test("where no one way brings all of it, the schema is refused", () => {
    const problems = problemsOf(`
      extend schema @source(name: "api", http: { baseURL: "https://api.example" })
      type Query { user: Person ${get("/me", "id")} }
      type Person ${get("/a/{$this.id}", "id address { street }")} ${get("/b/{$this.id}", "id address { city }")} {
        id: ID! address: Address
      }
      type Address { street: String city: String }
    `).filter(({ severity }) => severity === "error");
    expect(problems).toMatchObject([
      { code: "UNRESOLVABLE_FIELD", message: expect.stringContaining('"Address.city"') },
    ]);
  });
});
