import { describe, expect, test } from "vitest";

import { answered, get, post } from "./support/answered.ts";
import { type Case, checkCases } from "./support/check-cases.ts";
import { ada, all, bob, items, onlyAda, query, schemaOf } from "./support/users-in-batches.ts";

const byBody = schemaOf(post("/users", "ids: $batch.id", "$.users { id name }"));
const asked = ["GET /items", 'POST /users {"ids":[7,8]}'];

const answers: readonly (readonly [name: string, users: unknown, data: unknown])[] = [
  ["in any order", [bob, ada], all],
  ["with rows that nobody asked for", [{ id: 9, name: "Eve" }, bob, ada], all],
  ["with a row twice: the first counts", [ada, bob, { id: 7, name: "Again" }], all],
  [
    "with text for a number, as an ID is",
    [
      { id: "7", name: "Ada" },
      { id: "8", name: "Bob" },
    ],
    all,
  ],
  ["without one: it is missing, which is no error", [ada], onlyAda],
  ["with null in the place of one", [null, ada], onlyAda],
  ["with rows that are no objects", ["x", ada, 7], onlyAda],
  ["without any", [], { items: [7, 8, 7].map((id) => ({ user: { id: String(id), name: null } })) }],
];

const keys: readonly Case[] = [
  [
    "of two fields",
    {
      schema: `
        type Query { items: [Item!] ${get("/items", "user: { org code }")} }
        type Item { user: User }
        type User ${post("/users", "keys: $batch { org code }", "org code name")} { org: ID! code: ID! name: String }
      `,
      data: {
        "GET /items": [
          { org: 1, code: "a" },
          { org: 2, code: "a" },
          { org: 1, code: "a" },
        ],
        "POST /users": [
          { org: 2, code: "a", name: "two" },
          { org: 1, code: "a", name: "one" },
        ],
      },
      query: "{ items { user { name } } }",
    },
    { items: [{ user: { name: "one" } }, { user: { name: "two" } }, { user: { name: "one" } }] },
    ["GET /items", 'POST /users {"keys":[{"org":1,"code":"a"},{"org":2,"code":"a"}]}'],
  ],
  [
    "that lies in an object: $batch.a.b",
    {
      schema: `
        type Query { items: [Item!] ${get("/items", "user: { ref: { id: userId } }")} }
        type Item { user: User }
        type User ${post("/users", "ids: $batch.ref.id", "ref: { id } name")} { ref: Ref name: String }
        type Ref { id: ID! }
      `,
      data: { ...items, "POST /users": [bob, ada] },
      query: "{ items { user { name } } }",
    },
    { items: [{ user: { name: "Ada" } }, { user: { name: "Bob" } }, { user: { name: "Ada" } }] },
    ["GET /items", 'POST /users {"ids":[7,8]}'],
  ],
  [
    "that is an object, read as a whole: its IDs match as text and as numbers",
    {
      schema: `
        type Query { items: [Item!] ${get("/items", "user: { ref: { id: org in: { code } } }")} }
        type Item { user: User }
        type User ${post("/users", "refs: $batch.ref", "ref { id in { code } } name")} { ref: Ref name: String }
        type Ref { id: ID! in: In }
        type In { code: ID }
      `,
      data: {
        "GET /items": [
          { org: 1, code: 5 },
          { org: "1", code: "5" },
          { org: 2, code: 5 },
        ],
        "POST /users": [
          { ref: { id: "2", in: { code: 5 } }, name: "two" },
          { ref: { in: { code: "5" }, id: 1 }, name: "one" },
        ],
      },
      query: "{ items { user { name } } }",
    },
    { items: [{ user: { name: "one" } }, { user: { name: "one" } }, { user: { name: "two" } }] },
    ["GET /items", 'POST /users {"refs":[{"id":1,"in":{"code":5}},{"id":2,"in":{"code":5}}]}'],
  ],
  [
    "of which part lies in an object, read whole: $batch { org { id } code }",
    {
      schema: `
        type Query { items: [Item!] ${get("/items", "user: { org: { id: org } code }")} }
        type Item { user: User }
        type User ${post("/users", "keys: $batch { o: org.id c: code }", "org: { id: o } code: c name")} {
          org: Org code: ID! name: String
        }
        type Org { id: ID! }
      `,
      data: {
        "GET /items": [
          { org: 1, code: "a" },
          { org: 2, code: "a" },
        ],
        "POST /users": [
          { o: "2", c: "a", name: "two" },
          { o: "1", c: "a", name: "one" },
        ],
      },
      query: "{ items { user { name } } }",
    },
    { items: [{ user: { name: "one" } }, { user: { name: "two" } }] },
    ["GET /items", 'POST /users {"keys":[{"o":1,"c":"a"},{"o":2,"c":"a"}]}'],
  ],
  [
    "that is null: it is left out of the call, and its fields are null",
    {
      schema: schemaOf(post("/users", "ids: $batch.id", "id name"), "id: ID name: String"),
      data: {
        "GET /items": [
          { id: 1, userId: 7 },
          { id: 2, userId: null },
        ],
        "POST /users": [ada],
      },
      query: "{ items { user { name } } }",
    },
    { items: [{ user: { name: "Ada" } }, { user: { name: null } }] },
    ["GET /items", 'POST /users {"ids":[7]}'],
  ],
  [
    "that is null everywhere: there is no call",
    {
      schema: schemaOf(post("/users", "ids: $batch.id", "id name"), "id: ID name: String"),
      data: { "GET /items": [{ id: 1, userId: null }] },
      query: "{ items { user { name } } }",
    },
    { items: [{ user: { name: null } }] },
    ["GET /items"],
  ],
  [
    "that is a number, and no ID: it matches as JSON",
    {
      schema: `
        type Query { items: [Item!] ${get("/items", "user: { no: userId }")} }
        type Item { user: User }
        type User ${post("/users", "nos: $batch.no", "no name")} { no: Int! name: String }
      `,
      data: {
        ...items,
        "POST /users": [
          { no: 7, name: "Ada" },
          { no: "8", name: "Bob" },
        ],
      },
      query: "{ items { user { no name } } }",
    },
    {
      items: [
        { user: { no: 7, name: "Ada" } },
        { user: { no: 8, name: null } },
        { user: { no: 7, name: "Ada" } },
      ],
    },
    ["GET /items", 'POST /users {"nos":[7,8]}'],
  ],
  [
    "whose rows have it under another name: grouped results",
    {
      schema: `
        type Query { products: [Product!] ${get("/products", "id")} }
        type Product ${post("/reviews", "productIds: $batch.id", "id: productId reviews { id rating }")} {
          id: ID! reviews: [Review!]
        }
        type Review { id: ID! rating: Int }
      `,
      data: {
        "GET /products": [{ id: "1" }, { id: "2" }],
        "POST /reviews": [
          { productId: "2", reviews: [] },
          { productId: "1", reviews: [{ id: 5, rating: 3 }] },
        ],
      },
      query: "{ products { reviews { rating } } }",
    },
    { products: [{ reviews: [{ rating: 3 }] }, { reviews: [] }] },
    ["GET /products", 'POST /reviews {"productIds":["1","2"]}'],
  ],
];

describe("the rows of a batch may come", () => {
  test.each(answers)("%s", async (_name, users, data) => {
    const answer = await answered({
      schema: byBody,
      data: { ...items, "POST /users": { users } },
      query,
    });
    expect(answer.result).toEqual({ data });
    expect(answer.asked).toEqual(asked);
  });

  test.each<[name: string, users: unknown]>([
    ["as no list", { id: 7, name: "Ada" }],
    ["as null", null],
    ["as text", "x"],
  ])("but not %s: then each path has its error", async (_name, users) => {
    const { result } = await answered({
      schema: byBody,
      data: { ...items, "POST /users": { users } },
      query: "{ items { user { name } } }",
    });
    expect(
      result.errors?.map(({ path, extensions }) => [path?.join("."), extensions?.["code"]]),
    ).toEqual([0, 1, 2].map((index) => [`items.${index}.user.name`, "CONNECTOR_RESPONSE_INVALID"]));
  });
});

describe("the key of a batch may be one", () => {
  checkCases(keys);
});

test("a chunk that fails fails its own keys, each at all of its paths", async () => {
  const { result, asked: lines } = await answered({
    schema: schemaOf(
      `@connect(source: "api", http: { GET: "/users/{$batch.id->first}" }, batch: { maxSize: 1 }, selection: "$([$]) { id name }")`,
    ),
    data: { ...items, "GET /users/8": bob },
    query,
  });
  expect(result).toMatchObject({
    data: {
      items: [
        { user: { id: "7", name: null } },
        { user: { id: "8", name: "Bob" } },
        { user: { id: "7", name: null } },
      ],
    },
    errors: [
      {
        path: ["items", 0, "user", "name"],
        extensions: { code: "CONNECTOR_FETCH", http: { status: 404 } },
      },
      { path: ["items", 2, "user", "name"] },
    ],
  });
  expect(result.errors).toHaveLength(2);
  expect(lines).toEqual(["GET /items", "GET /users/7", "GET /users/8"]);
});
