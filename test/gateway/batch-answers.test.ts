import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";
import {
  nameOf,
  postsAndUsers,
  postsBy,
  rowsFor,
  schema,
  selectUsers,
  users,
} from "./support/posts-and-users.ts";

describe("the answer to a batch may come", () => {
  test("in any order, with gaps, duplicates, extra rows and rows that are none", async () => {
    const order = fc.shuffledSubarray(["1", "2", "3", "4", "5"], { minLength: 1 });
    const noise = fc.array(
      fc.constantFrom<unknown>(null, 17, "row", {}, { id: null }, { id: 99, name: "extra" }),
    );
    let rows: readonly unknown[] = [];
    const { ask, upstream } = await openGateway({
      schema,
      routes: {
        "GET /posts": () => json(postsBy(1, 2, 3, 4, 5)),
        "GET /users": () => json(rows),
      },
    });
    await fc.assert(
      fc.asyncProperty(order, order, noise, async (present, repeated, others) => {
        rows = [
          ...others,
          ...present.map((id) => ({ id: Number(id), name: nameOf(id) })),
          ...repeated
            .filter((id) => present.includes(id))
            .map((id) => ({ id, name: `not the first ${id}` })),
        ];
        upstream.forget();
        const result = await ask(selectUsers);
        expect(result).toEqual({
          data: {
            posts: ["1", "2", "3", "4", "5"].map((id) => ({
              user: { id, name: present.includes(id) ? nameOf(id) : null },
            })),
          },
        });
        expect(upstream.asked).toHaveLength(2);
      }),
      { numRuns: 40 },
    );
  });

  test("with texts where numbers were asked for, and the other way round", async () => {
    const { ask, upstream } = await openGateway({
      schema,
      routes: {
        "GET /posts": () => json(postsBy(1, "2", "1", 2)),
        "GET /users": () =>
          json([
            { id: "1", name: "one" },
            { id: 2, name: "two" },
          ]),
      },
    });
    expect(await ask("{ posts { user { name } } }")).toEqual({
      data: { posts: ["one", "two", "one", "two"].map((name) => ({ user: { name } })) },
    });
    expect(upstream.asked).toEqual(["GET /posts", "GET /users?id=1&id=2"]);
  });

  test("as nothing at all: then all are missing, which is no error", async () => {
    const { ask } = await openGateway({
      schema,
      routes: { "GET /posts": () => json(postsBy(1, 2)), "GET /users": () => json([]) },
    });
    expect(await ask(selectUsers)).toEqual({
      data: { posts: ["1", "2"].map((id) => ({ user: { id, name: null } })) },
    });
  });

  test("as rows without the key: then each path has an error that names it", async () => {
    const { ask } = await openGateway({
      schema,
      routes: {
        "GET /posts": () => json(postsBy(1)),
        "GET /users": () => json([{ uid: 1, name: "one" }]),
      },
    });
    expect(await ask(selectUsers)).toMatchObject({
      data: { posts: [{ user: { id: "1", name: null } }] },
      errors: [
        {
          message: "The items of a batch are told apart by their key fields; they have no `id`.",
          path: ["posts", 0, "user", "name"],
          extensions: { code: "CONNECTOR_RESPONSE_INVALID", service: "api" },
        },
      ],
    });
  });

  test("as something that is no list: then each path has its error", async () => {
    const { ask } = await openGateway({
      schema,
      routes: {
        "GET /posts": () => json(postsBy(1, 2)),
        "GET /users": () => json({ id: 1, name: "one" }),
      },
    });
    expect(await ask(selectUsers)).toMatchObject({
      data: { posts: ["1", "2"].map((id) => ({ user: { id, name: null } })) },
      errors: [0, 1].map((index) => ({
        message: "The answer to a batch must map to a list, and does not.",
        path: ["posts", index, "user", "name"],
        extensions: { code: "CONNECTOR_RESPONSE_INVALID", service: "api" },
      })),
    });
  });
});

test("a chunk that fails fails its own keys, with one error for each path", async () => {
  const { ask, upstream } = await openGateway({
    schema: postsAndUsers + users("batch: { maxSize: 2 }"),
    routes: {
      "GET /posts": () => json(postsBy(1, 2, 3, 4, 3)),
      "GET /users": ({ query }) =>
        query.has("id", "3") ? json({ error: "busy" }, { status: 503 }) : json(rowsFor(query)),
    },
  });
  const result = await ask(selectUsers);
  expect(result.data).toEqual({
    posts: [
      { user: { id: "1", name: nameOf("1") } },
      { user: { id: "2", name: nameOf("2") } },
      { user: { id: "3", name: null } },
      { user: { id: "4", name: null } },
      { user: { id: "3", name: null } },
    ],
  });
  expect(result.errors).toMatchObject(
    [2, 3, 4].map((index) => ({
      message: "Request failed",
      path: ["posts", index, "user", "name"],
      extensions: {
        code: "CONNECTOR_FETCH",
        service: "api",
        connector: { coordinate: "User" },
        http: { status: 503 },
      },
    })),
  );
  expect(upstream.asked).toHaveLength(3);
});
