import { describe } from "vitest";

import { get, post } from "./support/answered.ts";
import { type Case, checkCases } from "./support/check-cases.ts";

const users = {
  "GET /users/1": { id: 1, name: "Ada", boss: 2 },
  "GET /users/2": { id: 2, name: "Bob", boss: null },
};
const posts = {
  "GET /posts": [
    { id: 10, userId: 1 },
    { id: 11, userId: 2 },
    { id: 12, userId: 1 },
  ],
};
const post10 = { "GET /posts/10": { id: 10, userId: 1, title: "t" } };

/** Posts whose users are stubs, and a way from a user's id to the user. */
function stubs(way: string, onType = ""): string {
  return `
    type Query { posts: [Post!] ${get("/posts", "id user: { id: userId }")} ${way} }
    type Post { id: ID! user: User }
    type User ${onType} { id: ID! name: String }
  `;
}

const cases: readonly Case[] = [
  [
    "a stub is filled by a connector on its type that reads $this, once for each key",
    {
      schema: stubs("", get("/users/{$this.id}", "id name")),
      data: { ...posts, ...users },
      query: "{ posts { user { id name } } }",
    },
    {
      posts: [
        { user: { id: "1", name: "Ada" } },
        { user: { id: "2", name: "Bob" } },
        { user: { id: "1", name: "Ada" } },
      ],
    },
    ["GET /posts", "GET /users/1", "GET /users/2"],
  ],
  [
    "a stub is filled by a connector on its type that reads $batch, all in one call",
    {
      schema: stubs("", post("/lookup", "ids: $batch.id", "$.users { id name }")),
      data: {
        ...posts,
        "POST /lookup": {
          users: [
            { id: 2, name: "Bob" },
            { id: 1, name: "Ada" },
          ],
        },
      },
      query: "{ posts { user { name } } }",
    },
    { posts: [{ user: { name: "Ada" } }, { user: { name: "Bob" } }, { user: { name: "Ada" } }] },
    ["GET /posts", 'POST /lookup {"ids":[1,2]}'],
  ],
  [
    "a stub is filled by a field of Query with entity: true",
    {
      schema: stubs(`user(id: ID!): User ${get("/users/{$args.id}", "id name", "entity: true")}`),
      data: { ...posts, ...users },
      query: "{ posts { user { name } } }",
    },
    { posts: [{ user: { name: "Ada" } }, { user: { name: "Bob" } }, { user: { name: "Ada" } }] },
    ["GET /posts", "GET /users/1", "GET /users/2"],
  ],
  [
    "a stub of which only the key is asked needs no call",
    {
      schema: stubs("", get("/users/{$this.id}", "id name")),
      data: posts,
      query: "{ posts { user { id __typename } } }",
    },
    { posts: [1, 2, 1].map((id) => ({ user: { id: String(id), __typename: "User" } })) },
    ["GET /posts"],
  ],
  [
    "a list of ids becomes a list of stubs",
    {
      schema: `
        type Query { team: Team ${get("/team", "id members: member_ids { id: $ }")} }
        type Team { id: ID! members: [User!] }
        type User ${get("/users/{$this.id}", "id name")} { id: ID! name: String }
      `,
      data: { ...users, "GET /team": { id: 1, member_ids: [1, 2] } },
      query: "{ team { members { id name } } }",
    },
    {
      team: {
        members: [
          { id: "1", name: "Ada" },
          { id: "2", name: "Bob" },
        ],
      },
    },
    ["GET /team", "GET /users/1", "GET /users/2"],
  ],
  [
    "a stub whose key is null is an object of nulls, and sends no call",
    {
      schema: stubs("", get("/users/{$this.id}", "id name")).replace("id: ID! name", "id: ID name"),
      data: { "GET /posts": [{ id: 10, userId: null }] },
      query: "{ posts { user { id name } } }",
    },
    { posts: [{ user: { id: null, name: null } }] },
    ["GET /posts"],
  ],
  [
    "a field with a connector that reads $this is asked once for each parent that differs",
    {
      schema: `
        type Query { posts: [Post!] ${get("/posts", "id userId")} }
        type Post { id: ID! userId: ID author: User ${get("/users/{$this.userId}", "id name")} }
        type User { id: ID! name: String }
      `,
      data: { ...posts, ...users },
      query: "{ posts { author { name } } }",
    },
    {
      posts: [
        { author: { name: "Ada" } },
        { author: { name: "Bob" } },
        { author: { name: "Ada" } },
      ],
    },
    ["GET /posts", "GET /users/1", "GET /users/2"],
  ],
  [
    "a $this of a connector that is hidden from callers is there all the same",
    {
      schema: `
        type Query { posts: [Post!] ${get("/posts", "id userId")} }
        type Post { id: ID! userId: ID @inaccessible author: User ${get("/users/{$this.userId}", "id name")} }
        type User { id: ID! name: String }
      `,
      data: { ...posts, ...users },
      query: "{ posts { id author { name } } }",
    },
    {
      posts: [10, 11, 12].map((id) => ({
        id: String(id),
        author: { name: id === 11 ? "Bob" : "Ada" },
      })),
    },
    ["GET /posts", "GET /users/1", "GET /users/2"],
  ],
  [
    "a null $this sends no call, and its field is null",
    {
      schema: `
        type Query { user: User ${get("/users/2", "id name boss")} }
        type User { id: ID! name: String boss: ID manager: User ${get("/users/{$this.boss}", "id name boss")} }
      `,
      data: users,
      query: "{ user { name manager { name } } }",
    },
    { user: { name: "Bob", manager: null } },
    ["GET /users/2"],
  ],
  [
    "the guards that schemas carry against a null $this do no harm",
    {
      schema: `
        type Query { users: [User!] ${get("/users", "id boss")} }
        type User {
          id: ID! name: String @external boss: ID
          manager: Person @connect(
            source: "api"
            http: { GET: "/users/{$this.boss}" }
            isSuccess: "$($this.boss ?! 0)->match([null, true], [@, $status->gte(200)->and($status->lt(300))])"
            selection: """
            $($this.boss ?! 0)->match([null, null], [@, $ {
              id name
            }])
            """
          )
        }
        type Person { id: ID! name: String }
      `,
      data: {
        ...users,
        "GET /users": [
          { id: 1, boss: 2 },
          { id: 2, boss: null },
        ],
      },
      query: "{ users { manager { id name } } }",
    },
    { users: [{ manager: { id: "2", name: "Bob" } }, { manager: null }] },
    ["GET /users", "GET /users/2"],
  ],
  [
    "a $this that the parent's connector does not bring is fetched first",
    {
      schema: `
        type Query { posts: [Post!] ${get("/posts", "id")} }
        type Post ${get("/posts/{$this.id}", "id userId")} {
          id: ID! userId: ID
          author: User ${get("/users/{$this.userId}", "id name")}
        }
        type User { id: ID! name: String }
      `,
      data: { ...users, ...post10, "GET /posts": [{ id: 10 }] },
      query: "{ posts { author { name } } }",
    },
    { posts: [{ author: { name: "Ada" } }] },
    ["GET /posts", "GET /posts/10", "GET /users/1"],
  ],
  [
    "a chain of three: each brings the key of the next",
    {
      schema: `
        type Query { a: A ${get("/a", "id")} }
        type A
          ${get("/a/{$this.id}", "id x")}
          ${get("/b/{$this.x}", "x y")}
          ${get("/c/{$this.y}", "y z")} { id: ID! x: ID y: ID z: String }
      `,
      data: {
        "GET /a": { id: 1 },
        "GET /a/1": { id: 1, x: 2 },
        "GET /b/2": { x: 2, y: 3 },
        "GET /c/3": { y: 3, z: "end" },
      },
      query: "{ a { z } }",
    },
    { a: { z: "end" } },
    ["GET /a", "GET /a/1", "GET /b/2", "GET /c/3"],
  ],
  [
    "of several connectors on a type those are asked whose fields are",
    {
      schema: `
        type Query { user: User ${get("/me", "id")} }
        type User
          ${get("/users/{$this.id}", "id firstName lastName")}
          ${get("/users/{$this.id}?detailed=true", "id address { street city }")} {
          id: ID! firstName: String lastName: String address: Address
        }
        type Address { street: String city: String }
      `,
      data: {
        "GET /me": { id: 1 },
        "GET /users/1": { id: 1, firstName: "A", lastName: "L" },
        "GET /users/1?detailed=true": { id: 1, address: { street: "s", city: "c" } },
      },
      query: "{ user { address { city } } }",
    },
    { user: { address: { city: "c" } } },
    ["GET /me", "GET /users/1?detailed=true"],
  ],
  [
    "a field that came as null is not asked for again",
    {
      schema: `
        type Query { user: User ${get("/me", "id name")} }
        type User ${get("/users/{$this.id}", "id name")} { id: ID! name: String }
      `,
      data: { "GET /me": { id: 1 } },
      query: "{ user { name } }",
    },
    { user: { name: null } },
    ["GET /me"],
  ],
  [
    "what a root fetch brings of itself needs no second call",
    {
      schema: `
        type Query { user(id: ID!): User ${get("/users/{$args.id}", "id name", "entity: true")} }
        type User { id: ID! name: String }
      `,
      data: users,
      query: '{ user(id: "1") { id name } }',
    },
    { user: { id: "1", name: "Ada" } },
    ["GET /users/1"],
  ],
  [
    "what it lacks is fetched by the key that it brings",
    {
      schema: `
        type Query { user(id: ID!): User ${get("/users/{$args.id}", "id name")} }
        type User ${get("/mails/{$this.id}", "id mail")} { id: ID! name: String mail: String }
      `,
      data: { ...users, "GET /mails/1": { id: 1, mail: "a@x" } },
      query: '{ user(id: "1") { name mail } }',
    },
    { user: { name: "Ada", mail: "a@x" } },
    ["GET /mails/1", "GET /users/1"],
  ],
  [
    "the key of what a root fetch does not bring at all may come from its arguments in the selection",
    {
      schema: `
        type Query { user(id: ID!): User ${get("/users/{$args.id}", "id: $args.id name")} }
        type User ${get("/mails/{$this.id}", "id mail")} { id: ID! name: String mail: String }
      `,
      data: { "GET /users/1": { name: "Ada" }, "GET /mails/1": { mail: "a@x" } },
      query: '{ user(id: "1") { name mail } }',
    },
    { user: { name: "Ada", mail: "a@x" } },
    ["GET /mails/1", "GET /users/1"],
  ],
  [
    "a mutation's answer is filled in, too",
    {
      schema: `
        type Query { none: Int ${get("/none", "$")} }
        type Mutation { create(name: String): User ${post("/users", "name: $args.name", "id")} }
        type User ${get("/users/{$this.id}", "id name")} { id: ID! name: String }
      `,
      data: { ...users, "POST /users": { id: 1 } },
      query: 'mutation { create(name: "Ada") { id name } }',
    },
    { create: { id: "1", name: "Ada" } },
    ["GET /users/1", 'POST /users {"name":"Ada"}'],
  ],
  [
    "a stub in a stub",
    {
      schema: `
        type Query { order: Order ${get("/order", "id user: { id: userId company: { id: companyId } }")} }
        type Order { id: ID! user: User }
        type User ${get("/users/{$this.id}", "id name")} { id: ID! name: String company: Company @external }
        type Company ${get("/companies/{$this.id}", "id title")} { id: ID! title: String }
      `,
      data: {
        ...users,
        "GET /order": { id: 5, userId: 1, companyId: 9 },
        "GET /companies/9": { id: 9, title: "Inc" },
      },
      query: "{ order { user { name company { title } } } }",
    },
    { order: { user: { name: "Ada", company: { title: "Inc" } } } },
    ["GET /companies/9", "GET /order", "GET /users/1"],
  ],
];

describe("fill-in", () => {
  checkCases(cases);
});
