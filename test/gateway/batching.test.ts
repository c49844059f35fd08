import { describe, expect, test } from "vitest";

import { body, json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";
import {
  answerFor,
  nameOf,
  postsAndUsers,
  postsBy,
  routes,
  schema,
  selectUsers,
  users,
} from "./support/posts-and-users.ts";

describe("a list and what belongs to its items", () => {
  test("costs two calls, with each key asked for once", async () => {
    const { ask, upstream } = await openGateway({
      schema,
      routes: routes({ "GET /posts": () => json(postsBy(7, 3, 7, 9, 3)) }),
    });
    expect(await ask(selectUsers)).toEqual(answerFor("7", "3", "7", "9", "3"));
    expect(upstream.asked).toEqual(["GET /posts", "GET /users?id=7&id=3&id=9"]);
  });

  test("costs one call where nothing of theirs is selected that is not there", async () => {
    const { ask, upstream } = await openGateway({
      schema,
      routes: routes({ "GET /posts": () => json(postsBy(7, 3)) }),
    });
    expect(await ask("{ posts { title user { id __typename } } }")).toEqual({
      data: {
        posts: [
          { title: "post 1", user: { id: "7", __typename: "User" } },
          { title: "post 2", user: { id: "3", __typename: "User" } },
        ],
      },
    });
    expect(upstream.asked).toEqual(["GET /posts"]);
  });

  test("costs one call where the list is empty", async () => {
    const { ask, upstream } = await openGateway({
      schema,
      routes: routes({ "GET /posts": () => json([]) }),
    });
    expect(await ask(selectUsers)).toEqual({ data: { posts: [] } });
    expect(upstream.asked).toEqual(["GET /posts"]);
  });
});

describe("different places of one operation that want the same type", () => {
  test("share a batch when they are reached in one tick", async () => {
    const { ask, upstream } = await openGateway({
      schema,
      routes: routes({ "GET /posts": () => json(postsBy(1, 2, 3)) }),
    });
    const { data } = await ask(`{
      posts { user { name } writer: user { ... on User { fullName: name } } }
    }`);
    expect(data).toEqual({
      posts: ["1", "2", "3"].map((id) => ({
        user: { name: nameOf(id) },
        writer: { fullName: nameOf(id) },
      })),
    });
    expect(upstream.asked).toEqual(["GET /posts", "GET /users?id=1&id=2&id=3"]);
  });

  test("never ask for a key again that another place asked for", async () => {
    const { ask, upstream } = await openGateway({
      schema,
      routes: routes({
        "GET /posts": () => json(postsBy(1, 2)),
        "GET /posts/newest": async () => json({ id: 9, title: "newest", userId: 2 }),
        "GET /me": () => json({ id: 1 }),
      }),
    });
    const { data } = await ask("{ posts { user { name } } newest { user { name } } me { name } }");
    expect(data).toEqual({
      posts: [{ user: { name: nameOf("1") } }, { user: { name: nameOf("2") } }],
      newest: { user: { name: nameOf("2") } },
      me: { name: nameOf("1") },
    });
    const asked = upstream.requests
      .filter(({ path }) => path === "/users")
      .flatMap(({ query }) => query.getAll("id"));
    expect(asked.toSorted()).toEqual(["1", "2"]);
  });

  test("ask for equal root fields with equal arguments once", async () => {
    const { ask, upstream } = await openGateway({
      schema,
      routes: routes({ "GET /posts": () => json(postsBy(1)) }),
    });
    expect(await ask("{ a: posts { title } b: posts { id } }")).toEqual({
      data: { a: [{ title: "post 1" }], b: [{ id: "1" }] },
    });
    expect(upstream.asked).toEqual(["GET /posts"]);
  });
});

describe("a batch is divided", () => {
  test("into chunks of the schema's maxSize", async () => {
    const { ask, upstream } = await openGateway({
      schema: postsAndUsers + users("batch: { maxSize: 2 }"),
      routes: routes({ "GET /posts": () => json(postsBy(1, 2, 3, 4, 5)) }),
    });
    expect(await ask(selectUsers)).toEqual(answerFor("1", "2", "3", "4", "5"));
    expect(chunksOf(upstream)).toEqual([
      "GET /users?id=1&id=2",
      "GET /users?id=3&id=4",
      "GET /users?id=5",
    ]);
  });

  test("into chunks of the settings' maxSize, which also bounds the schema's", async () => {
    const { ask, upstream } = await openGateway({
      schema: postsAndUsers + users("batch: { maxSize: 50 }"),
      api: { batch: { maxSize: 3 } },
      routes: routes({ "GET /posts": () => json(postsBy(1, 2, 3, 4)) }),
    });
    expect(await ask(selectUsers)).toEqual(answerFor("1", "2", "3", "4"));
    expect(chunksOf(upstream)).toEqual(["GET /users?id=1&id=2&id=3", "GET /users?id=4"]);
  });

  test("before its URL is longer than maxUrlBytes", async () => {
    const maxUrlBytes = 300;
    const ids = Array.from({ length: 100 }, (_, index) => String(1000 + index));
    const { ask, upstream } = await openGateway({
      schema,
      api: { batch: { maxUrlBytes } },
      routes: routes({ "GET /posts": () => json(postsBy(...ids)) }),
    });
    expect(await ask(selectUsers)).toEqual(answerFor(...ids));
    const urls = upstream.asked.slice(1).map((each) => each.replace("GET ", upstream.url));
    expect(urls.length).toBeGreaterThan(2);
    expect(urls.length).toBeLessThan(8);
    expect(Math.max(...urls.map((url) => url.length))).toBeLessThanOrEqual(maxUrlBytes);
    expect(upstream.requests.flatMap(({ query }) => query.getAll("id")).toSorted()).toEqual(ids);
  });
});

describe("a null key", () => {
  test("is left out of its batch, and its fields are null", async () => {
    const { ask, upstream } = await openGateway({
      schema: postsAndUsers + users().replace("id: ID!", "id: ID"),
      routes: routes({ "GET /posts": () => json(postsBy(1, null, 2)) }),
    });
    expect(await ask("{ posts { user { name } } }")).toEqual({
      data: {
        posts: [
          { user: { name: nameOf("1") } },
          { user: { name: null } },
          { user: { name: nameOf("2") } },
        ],
      },
    });
    expect(upstream.asked).toEqual(["GET /posts", "GET /users?id=1&id=2"]);
  });

  test("makes no call where there is no other", async () => {
    const { ask, upstream } = await openGateway({
      schema: postsAndUsers + users().replace("id: ID!", "id: ID"),
      routes: routes({ "GET /posts": () => json(postsBy(null, null)) }),
    });
    expect(await ask("{ posts { user { name } } }")).toEqual({
      data: { posts: [{ user: { name: null } }, { user: { name: null } }] },
    });
    expect(upstream.asked).toEqual(["GET /posts"]);
  });

  test("makes no call in a URL either", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { post: Post @connect(source: "api", http: { GET: "/post" }, selection: "id ownerId") }
        type Post {
          id: ID
          ownerId: ID
          owner: String @connect(source: "api", http: { GET: "/users/{$this.ownerId}" }, selection: "$.name")
        }
      `,
      routes: { "GET /post": () => json({ id: 1, ownerId: null }) },
    });
    expect(await ask("{ post { id owner } }")).toEqual({
      data: { post: { id: "1", owner: null } },
    });
    expect(upstream.asked).toEqual(["GET /post"]);
  });
});

test("ids of 64 bits keep their digits: in URLs, in matching, and in the answer", async () => {
  const ids = ["9223372036854775807", "9223372036854775806"];
  const rows = (each: (id: string) => string) => body(`[${ids.map(each).join()}]`);
  const { ask, upstream } = await openGateway({
    schema,
    routes: {
      "GET /posts": () => rows((id) => `{"id":${id},"userId":${id}}`),
      "GET /users": () => rows((id) => `{"id":${id},"name":"user of ${id}"}`),
    },
  });
  expect(await ask("{ posts { id user { id name } } }")).toEqual({
    data: { posts: ids.map((id) => ({ id, user: { id, name: `user of ${id}` } })) },
  });
  expect(upstream.asked).toEqual(["GET /posts", `GET /users?id=${ids[0]}&id=${ids[1]}`]);
});

function chunksOf(upstream: { readonly asked: readonly string[] }): readonly string[] {
  return upstream.asked.filter((each) => each.startsWith("GET /users")).toSorted();
}
