import { describe } from "vitest";

import { get, post } from "./support/answered.ts";
import { type Case, checkCases } from "./support/check-cases.ts";

const people = {
  "GET /people/1": { id: 1, name: "a", boss: 2, friends: [2, 3] },
  "GET /people/2": { id: 2, name: "b", boss: 3, friends: [1] },
  "GET /people/3": { id: 3, name: "c", boss: null, friends: [] },
};

const recursion: readonly Case[] = [
  [
    "a type that refers to itself by stubs, as deep as it is asked",
    {
      schema: `
        type Query { person(id: ID!): Person ${get("/people/{$args.id}", "id")} }
        type Person ${get("/people/{$this.id}", "id name friends: friends { id: $ }")} {
          id: ID! name: String friends: [Person!]
        }
      `,
      data: people,
      query: '{ person(id: "1") { name friends { name friends { name friends { name } } } } }',
    },
    {
      person: {
        name: "a",
        friends: [
          { name: "b", friends: [{ name: "a", friends: [{ name: "b" }, { name: "c" }] }] },
          { name: "c", friends: [] },
        ],
      },
    },
    // One of the root's, and one for each person, however often and deep.
    ["GET /people/1", "GET /people/1", "GET /people/2", "GET /people/3"],
  ],
  [
    "a type whose field fetches another of it",
    {
      schema: `
        type Query { person(id: ID!): Person ${get("/people/{$args.id}", "id name bossId: boss")} }
        type Person {
          id: ID! name: String bossId: ID @inaccessible
          boss: Person ${get("/people/{$this.bossId}", "id name bossId: boss")}
        }
      `,
      data: people,
      query: '{ person(id: "1") { name boss { name boss { name boss { name } } } } }',
    },
    { person: { name: "a", boss: { name: "b", boss: { name: "c", boss: null } } } },
    ["GET /people/1", "GET /people/2", "GET /people/3"],
  ],
  [
    "two types that refer to each other by keys",
    {
      schema: `
        type Query { product(id: ID!): Product ${get("/products/{$args.id}", "id name")} }
        type Product { id: ID! name: String reviews: [Review!] ${get("/products/{$this.id}/reviews", "id productId")} }
        type Review {
          id: ID! productId: ID! @inaccessible
          product: Product ${get("/products/{$this.productId}", "id name")}
        }
      `,
      data: {
        "GET /products/1": { id: 1, name: "p" },
        "GET /products/1/reviews": [
          { id: 5, productId: 1 },
          { id: 6, productId: 1 },
        ],
      },
      query: '{ product(id: "1") { name reviews { product { name reviews { id } } } } }',
    },
    {
      product: {
        name: "p",
        reviews: [5, 6].map(() => ({
          product: { name: "p", reviews: [{ id: "5" }, { id: "6" }] },
        })),
      },
    },
    // The reviews that are asked below other fields are those of equal keys: asked once for each place in the plan.
    ["GET /products/1", "GET /products/1", "GET /products/1/reviews"],
  ],
];

const userType = `type User ${get("/users/{$this.id}", "id name mail")} { id: ID! name: String mail: String }`;
const ada = { "GET /users/1": { id: 1, name: "Ada", mail: "a@x" } };

const sharing: readonly Case[] = [
  [
    "of one entity at two places, for different fields",
    {
      schema: `
        type Query {
          post: Post ${get("/post", "id author: { id: userId }")}
          owner: User ${get("/owner", "id")}
        }
        type Post { id: ID! author: User } ${userType}
      `,
      data: { ...ada, "GET /post": { id: 9, userId: 1 }, "GET /owner": { id: 1 } },
      query: "{ post { author { name } } owner { mail } }",
    },
    { post: { author: { name: "Ada" } }, owner: { mail: "a@x" } },
    ["GET /owner", "GET /post", "GET /users/1"],
  ],
  [
    "of one entity whose key is text at one place and a number at another",
    {
      schema: `
        type Query { a: User ${get("/a", "id")} b: User ${get("/b", "id")} } ${userType}
      `,
      data: { ...ada, "GET /a": { id: 1 }, "GET /b": { id: "1" } },
      query: "{ a { name } b { name } }",
    },
    { a: { name: "Ada" }, b: { name: "Ada" } },
    ["GET /a", "GET /b", "GET /users/1"],
  ],
  [
    "of a root field under two names with equal arguments",
    {
      schema: `type Query { user(id: ID!): User ${get("/users/{$args.id}", "id name mail")} } type User { id: ID! name: String mail: String }`,
      data: ada,
      query: '{ a: user(id: "1") { name } b: user(id: "1") { mail } }',
    },
    { a: { name: "Ada" }, b: { mail: "a@x" } },
    ["GET /users/1"],
  ],
  [
    "of a root field whose arguments differ only in what it does not read",
    {
      schema: `type Query { user(id: ID!, note: String): User ${get("/users/{$args.id}", "id name mail")} } type User { id: ID! name: String mail: String }`,
      data: ada,
      query: '{ a: user(id: "1", note: "x") { name } b: user(id: "1", note: "y") { mail } }',
    },
    { a: { name: "Ada" }, b: { mail: "a@x" } },
    ["GET /users/1"],
  ],
  [
    "of a root field with entity: true, and of the objects that it fills",
    {
      schema: `
        type Query {
          user(id: ID!): User ${get("/users/{$args.id}", "id name mail", "entity: true")}
          owner: User ${get("/owner", "id")}
        }
        type User { id: ID! name: String mail: String }
      `,
      data: { ...ada, "GET /owner": { id: 1 } },
      query: '{ user(id: "1") { name } owner { mail } }',
    },
    { user: { name: "Ada" }, owner: { mail: "a@x" } },
    ["GET /owner", "GET /users/1"],
  ],
  [
    "of a field at objects that are equal in what it reads",
    {
      schema: `
        type Query { cities: [City!] ${get("/cities", "id country")} }
        type City { id: ID! country: String weather: String ${get("/weather/{$this.country}", "$.text")} }
      `,
      data: {
        "GET /cities": [
          { id: 1, country: "se" },
          { id: 2, country: "se" },
          { id: 3, country: "no" },
        ],
        "GET /weather/se": { text: "rain" },
        "GET /weather/no": { text: "sun" },
      },
      query: "{ cities { weather } }",
    },
    { cities: [{ weather: "rain" }, { weather: "rain" }, { weather: "sun" }] },
    ["GET /cities", "GET /weather/no", "GET /weather/se"],
  ],
  [
    "in one batch from several places of one operation",
    {
      schema: `
        type Query { posts: [Post!] ${get("/posts", "id author: { id: a } editors: es { id: $ }")} }
        type Post { id: ID! author: User editors: [User!] }
        type User ${post("/users", "ids: $batch.id", "id name")} { id: ID! name: String }
      `,
      data: {
        "GET /posts": [
          { id: 8, a: 1, es: [2, 3] },
          { id: 9, a: 3, es: [1] },
        ],
        "POST /users": [1, 2, 3].map((id) => ({ id, name: `u${id}` })),
      },
      query: "{ posts { author { name } editors { name } } }",
    },
    {
      posts: [
        { author: { name: "u1" }, editors: [{ name: "u2" }, { name: "u3" }] },
        { author: { name: "u3" }, editors: [{ name: "u1" }] },
      ],
    },
    ["GET /posts", 'POST /users {"ids":[1,3,2]}'],
  ],
];

describe("recursive types:", () => {
  checkCases(recursion);
});

describe("equal fetches are one call:", () => {
  checkCases(sharing);
});
