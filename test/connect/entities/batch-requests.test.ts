import { describe } from "vitest";

import { get, post } from "./support/answered.ts";
import { type Case, checkCases } from "./support/check-cases.ts";
import { ada, all, bob, items, query, schemaOf } from "./support/users-in-batches.ts";

const requests: readonly Case[] = [
  [
    "queryParams: a list repeats its key",
    {
      schema: schemaOf(
        `@connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, selection: "id name")`,
      ),
      data: { ...items, "GET /users": [ada, bob] },
      query,
    },
    all,
    ["GET /items", "GET /users?id=7&id=8"],
  ],
  [
    "a URL with ->joinNotNull",
    {
      schema: schemaOf(get("/users?ids={$batch.id->joinNotNull(',')}", "id name")),
      data: { ...items, "GET /users": [ada, bob] },
      query,
    },
    all,
    ["GET /items", "GET /users?ids=7%2C8"],
  ],
  [
    "a segment of the path",
    {
      schema: schemaOf(get("/users/{$batch.id->joinNotNull(';')}", "id name")),
      data: { ...items, "GET /users/:ids": [ada, bob], "GET /users/7%3B8": [ada, bob] },
      query,
    },
    all,
    ["GET /items", "GET /users/7%3B8"],
  ],
  [
    "path: its items are segments",
    {
      schema: schemaOf(
        `@connect(source: "api", http: { GET: "/users", path: "$batch.id" }, selection: "id name")`,
      ),
      data: { ...items, "GET /users/7/8": [ada, bob] },
      query,
    },
    all,
    ["GET /items", "GET /users/7/8"],
  ],
  [
    "a body with the keys",
    {
      schema: schemaOf(post("/users", "ids: $batch.id", "id name")),
      data: { ...items, "POST /users": [ada, bob] },
      query,
    },
    all,
    ["GET /items", 'POST /users {"ids":[7,8]}'],
  ],
  [
    "a body with the key objects",
    {
      schema: schemaOf(post("/users", "users: $batch { id }", "id name")),
      data: { ...items, "POST /users": [ada, bob] },
      query,
    },
    all,
    ["GET /items", 'POST /users {"users":[{"id":7},{"id":8}]}'],
  ],
  [
    "a body that maps each",
    {
      schema: schemaOf(post("/users", "where: $batch.id->map({ user: @ })", "id name")),
      data: { ...items, "POST /users": [ada, bob] },
      query,
    },
    all,
    ["GET /items", 'POST /users {"where":[{"user":7},{"user":8}]}'],
  ],
  [
    "a body that is a list",
    {
      schema: schemaOf(post("/users", "$batch.id", "id name")),
      data: { ...items, "POST /users": [ada, bob] },
      query,
    },
    all,
    ["GET /items", "POST /users [7,8]"],
  ],
  [
    "chunks of maxSize",
    {
      schema: schemaOf(
        `@connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, batch: { maxSize: 1 }, selection: "id name")`,
      ),
      data: { ...items, "GET /users?id=7": [ada], "GET /users?id=8": [bob], "GET /users": [] },
      query,
    },
    all,
    ["GET /items", "GET /users?id=7", "GET /users?id=8"],
  ],
  [
    "keys of which the answer is an object",
    {
      schema: schemaOf(
        get("/users?ids={$batch.id->joinNotNull(',')}", "$->entries { id: key name: value.name }"),
      ),
      data: { ...items, "GET /users": { 7: { name: "Ada" }, 8: { name: "Bob" } } },
      query,
    },
    all,
    ["GET /items", "GET /users?ids=7%2C8"],
  ],
  [
    "keys that its errors and its success are told by",
    {
      schema: schemaOf(
        `@connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, isSuccess: "$->size->eq($batch->size)", errors: { message: "$(['of', $batch->size])->joinNotNull(' ')" }, selection: "id name")`,
      ),
      data: { ...items, "GET /users": [ada, bob] },
      query,
    },
    all,
    ["GET /items", "GET /users?id=7&id=8"],
  ],
  [
    "how many there are, beside the keys",
    {
      schema: schemaOf(post("/users", "count: $batch->size ids: $batch.id all: $batch", "id name")),
      data: {
        "GET /items": [
          { id: 1, userId: 7 },
          { id: 2, userId: 8 },
          { id: 3, userId: 7 },
        ],
        "POST /users": [bob, ada],
      },
      query,
    },
    all,
    ["GET /items", 'POST /users {"count":2,"ids":[7,8],"all":[{"id":7},{"id":8}]}'],
  ],
  [
    "keys that a name is bound to",
    {
      schema: schemaOf(post("/users", "ids: $batch->as($all)->echo($all.id)", "id name")),
      data: { ...items, "POST /users": [ada, bob] },
      query,
    },
    all,
    ["GET /items", 'POST /users {"ids":[7,8]}'],
  ],
];

describe("a batch is asked with", () => {
  checkCases(requests);
});
