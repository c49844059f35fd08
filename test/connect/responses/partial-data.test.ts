import type { FormattedExecutionResult } from "graphql";
import { describe, expect, test } from "vitest";

import { openGateway } from "../../gateway/support/open-gateway.ts";
import { json } from "../../support/upstream.ts";
import { receive } from "./support/receive.ts";

/** A path of an error: "ask.list.1". */
function pathsOf({ errors = [] }: FormattedExecutionResult): readonly string[] {
  return errors.map(({ path }) => (path ?? []).join("."));
}

describe("a value becomes what its type is:", () => {
  test.each<[type: string, given: unknown, value: unknown]>([
    ["ID", 7, "7"],
    ["ID", "x", "x"],
    ["String", "x", "x"],
    ["String", 7, "7"],
    ["String", true, "true"],
    ["Int", 7, 7],
    ["Int", "7", 7],
    ["Float", 7, 7],
    ["Float", 1.5, 1.5],
    ["Boolean", false, false],
    ["[Int]", [1, null, 2], [1, null, 2]],
    ["[[Int]]", [[1], null], [[1], null]],
    ["Color", "RED", "RED"],
    ["Int", null, null],
    ["[Int]", [], []],
  ])("%s of %j is %j", async (type, given, value) => {
    const types = "enum Color { RED GREEN }";
    const received = await receive({ answer: json({ given }), selection: "$.given", type, types });
    expect(received).toMatchObject({ value, errors: undefined });
  });

  test.each<[type: string, given: unknown, value: unknown, path: string]>([
    ["Int", "seven", null, "ask"],
    ["Int", 1.5, null, "ask"],
    ["Int", 3_000_000_000, null, "ask"],
    ["Boolean", "yes", null, "ask"],
    ["String", { a: 1 }, null, "ask"],
    ["Color", "BLUE", null, "ask"],
    ["[Int]", "no list", null, "ask"],
    ["[Int]", [1, "two", 3], [1, null, 3], "ask.1"],
    ["[[Int]]", [[1, "two"]], [[1, null]], "ask.0.1"],
    ["[Int!]", [1, null], null, "ask.1"],
    ["[[Int!]]", [[1], [2, null]], [[1], null], "ask.1.1"],
  ])("%s of %j is %j, with an error at %s", async (type, given, value, path) => {
    const types = "enum Color { RED GREEN }";
    const received = await receive({ answer: json({ given }), selection: "$.given", type, types });
    expect(received.value).toEqual(value);
    expect(pathsOf(received.result)).toEqual([path]);
  });
});

describe("what is wrong in an object leaves the rest of it:", () => {
  const types = `
    type Thing { id: ID! count: Int tags: [String!] part: Part parts: [Part] }
    type Part { id: ID! size: Int }
  `;
  const selection = "id count tags part { id size } parts { id size }";
  const select = "{ id count tags part { id size } parts { id size } }";
  const whole = { id: "1", count: 2, tags: ["a"], part: { id: "p", size: 1 }, parts: [] };

  test.each<[name: string, change: object, value: unknown, paths: readonly string[]]>([
    ["a field of the wrong type", { count: "x" }, { ...whole, count: null }, ["ask.count"]],
    ["a missing field", { count: undefined }, { ...whole, count: null }, []],
    [
      "a null item of a list that has none",
      { tags: ["a", null] },
      { ...whole, tags: null },
      ["ask.tags.1"],
    ],
    ["a missing key of a part", { part: { size: 1 } }, { ...whole, part: null }, ["ask.part.id"]],
    [
      "one part of many",
      { parts: [{ id: 1, size: 1 }, { id: 2, size: "x" }, { size: 3 }] },
      { ...whole, parts: [{ id: "1", size: 1 }, { id: "2", size: null }, null] },
      ["ask.parts.1.size", "ask.parts.2.id"],
    ],
    ["a key that may not be null", { id: null }, null, ["ask.id"]],
    [
      "two things at once",
      { count: "x", part: { size: 1 } },
      { ...whole, count: null, part: null },
      ["ask.count", "ask.part.id"],
    ],
  ])("%s", async (_name, change, value, paths) => {
    const received = await receive({
      answer: json({ ...whole, ...change }),
      selection,
      type: "Thing",
      types,
      select,
    });
    expect(received.value).toEqual(value);
    expect(pathsOf(received.result)).toEqual(paths);
  });
});

describe("a failed call", () => {
  const schema = `
    type Query {
      users: [User!] ${get("/users", "id name")}
      good: Int ${get("/good", "$.n")}
      bad: Int ${get("/bad", "$.n")}
      needed: Needed ${get("/users/1", "id")}
    }
    type User ${get("/details/{$this.id}", "id mail phone")} {
      id: ID! name: String mail: String phone: String
      posts: [Post!] ${get("/users/{$this.id}/posts", "id")}
    }
    type Post { id: ID! }
    type Needed { id: ID must: Int! ${get("/bad", "$.n")} }
  `;
  const routes = {
    "GET /users": () =>
      json([
        { id: 1, name: "a" },
        { id: 2, name: "b" },
        { id: 1, name: "c" },
      ]),
    "GET /users/1": () => json({ id: 1 }),
    "GET /good": () => json({ n: 1 }),
    "GET /bad": () => json({}, { status: 500 }),
    "GET /details/:id": ({ params }: { params: Readonly<Record<string, string>> }) =>
      params["id"] === "1" ? json({}, { status: 500 }) : json({ id: 2, mail: "m", phone: "p" }),
    "GET /users/:id/posts": ({ params }: { params: Readonly<Record<string, string>> }) =>
      params["id"] === "2" ? json({}, { status: 404 }) : json([{ id: 7 }]),
  };

  test.each<[query: string, data: unknown, paths: readonly string[]]>([
    ["{ good bad }", { good: 1, bad: null }, ["bad"]],
    [
      "{ first: bad second: bad good }",
      { first: null, second: null, good: 1 },
      ["first", "second"],
    ],
    [
      "{ users { name mail phone } }",
      {
        users: [
          { name: "a", mail: null, phone: null },
          { name: "b", mail: "m", phone: "p" },
          { name: "c", mail: null, phone: null },
        ],
      },
      ["users.0.mail", "users.0.phone", "users.2.mail", "users.2.phone"],
    ],
    [
      "{ users { id posts { id } } }",
      {
        users: [
          { id: "1", posts: [{ id: "7" }] },
          { id: "2", posts: null },
          { id: "1", posts: [{ id: "7" }] },
        ],
      },
      ["users.1.posts"],
    ],
    ["{ good needed { id must } }", { good: 1, needed: null }, ["needed.must"]],
  ])("has its errors where it was asked for: %s", async (query, data, paths) => {
    const { ask } = await openGateway({ schema, routes });
    const result = await ask(query);
    expect(result.data).toEqual(data);
    expect(pathsOf(result).toSorted()).toEqual(paths);
  });
});

function get(path: string, selection: string): string {
  return `@connect(source: "api", http: { GET: "${path}" }, selection: "${selection}")`;
}
