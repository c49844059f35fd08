import { describe, expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const get = (path: string, selection: string, more = "") =>
  `@connect(source: "api", http: { GET: "${path}" }, selection: "${selection}" ${more})`;

describe("an object that is there in part", () => {
  test("gets the rest from its type's connector, by the key that the selection wrote", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { post: Post ${get("/post", "id author: { id: userId }")} }
        type Post { id: ID author: User }
        type User ${get("/users/{$this.id}", "id name email")} { id: ID! name: String email: String }
      `,
      routes: {
        "GET /post": () => json({ id: 1, userId: 7 }),
        "GET /users/:id": ({ params: { id } }) => json({ id, name: "Ada", email: "ada@x.dev" }),
      },
    });
    expect(await ask("{ post { id author { id } } }")).toEqual({
      data: { post: { id: "1", author: { id: "7" } } },
    });
    expect(upstream.asked).toEqual(["GET /post"]);
    expect(await ask("{ post { author { email name } } }")).toEqual({
      data: { post: { author: { email: "ada@x.dev", name: "Ada" } } },
    });
    expect(upstream.asked).toEqual(["GET /post", "GET /post", "GET /users/7"]);
  });

  test.each([
    ["is there, and empty, where its key is null", "{ id: userId }", { id: null, name: null }],
    ["is null where its key is, if the selection says so", "userId?->echo({ id: @ })", null],
  ])("%s; nothing is asked for it", async (_claim, author, expected) => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { posts: [Post] ${get("/posts", `id author: ${author}`)} }
        type Post { id: ID author: User }
        type User ${get("/users/{$this.id}", "id name")} { id: ID name: String }
      `,
      routes: {
        "GET /posts": () => json([{ id: 1, userId: 7 }, { id: 2, userId: null }, { id: 3 }]),
        "GET /users/:id": ({ params: { id } }) => json({ id, name: "Ada" }),
      },
    });
    expect(await ask("{ posts { author { id name } } }")).toEqual({
      data: {
        posts: [{ author: { id: "7", name: "Ada" } }, { author: expected }, { author: expected }],
      },
    });
    expect(upstream.asked).toEqual(["GET /posts", "GET /users/7"]);
  });

  test("gets an object inside it anew where only another connector covers what is asked of that", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { post: Post ${get("/post", "id author { id }")} }
        type Post ${get("/posts/{$this.id}", "id author { id name }")} { id: ID! author: User }
        type User { id: ID! name: String @external }
      `,
      routes: {
        "GET /post": () => json({ id: 1, author: { id: 7 } }),
        "GET /posts/:id": () => json({ id: 1, author: { id: 7, name: "Ada" } }),
      },
    });
    expect(await ask("{ post { author { id name } } }")).toEqual({
      data: { post: { author: { id: "7", name: "Ada" } } },
    });
    expect(upstream.asked).toEqual(["GET /post", "GET /posts/1"]);
  });

  test("gets the rest by the key that is known there, whichever connector stands first", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query {
          byCode: User ${get("/by-code", "code")}
          byId: User ${get("/by-id", "id")}
        }
        type User
          ${get("/codes/{$this.code}", "code name")}
          ${get("/ids/{$this.id}", "id name code")}
        { id: ID @external code: ID name: String }
      `,
      routes: {
        "GET /by-code": () => json({ code: "A" }),
        "GET /by-id": () => json({ id: 7 }),
        "GET /codes/:code": () => json({ code: "A", name: "Ada" }),
        "GET /ids/:id": () => json({ id: 7, name: "Bob" }),
      },
    });
    expect(await ask("{ byCode { name } byId { name } }")).toEqual({
      data: { byCode: { name: "Ada" }, byId: { name: "Bob" } },
    });
    expect(upstream.asked.toSorted()).toEqual([
      "GET /by-code",
      "GET /by-id",
      "GET /codes/A",
      "GET /ids/7",
    ]);
  });

  test("gets the rest from a Query field with entity: true", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query {
          user(id: ID!): User ${get("/users/{$args.id}", "id name", "entity: true")}
          newest: User ${get("/newest", "id")}
        }
        type User { id: ID! name: String }
      `,
      routes: {
        "GET /newest": () => json({ id: 9 }),
        "GET /users/:id": ({ params: { id } }) => json({ id, name: `user ${id}` }),
      },
    });
    expect(await ask("{ newest { id name } }")).toEqual({
      data: { newest: { id: "9", name: "user 9" } },
    });
    expect(await ask('{ user(id: "3") { name } }')).toEqual({ data: { user: { name: "user 3" } } });
    expect(upstream.asked).toEqual(["GET /newest", "GET /users/9", "GET /users/3"]);
  });

  test("is not fetched again for a field that came as null", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { user: User ${get("/user", "id name nick")} }
        type User ${get("/users/{$this.id}", "id name nick age")} {
          id: ID! name: String nick: String age: Int
        }
      `,
      routes: {
        "GET /user": () => json({ id: 1, name: null }),
        "GET /users/:id": () => json({ id: 1, name: "Ada", nick: "A", age: 36 }),
      },
    });
    expect(await ask("{ user { name nick } }")).toEqual({
      data: { user: { name: null, nick: null } },
    });
    expect(upstream.asked).toEqual(["GET /user"]);
    expect(await ask("{ user { name age } }")).toEqual({ data: { user: { name: null, age: 36 } } });
  });

  test("that turns out missing has nulls, and no error", async () => {
    const { ask } = await openGateway({
      schema: `
        type Query { newest: User ${get("/newest", "id")} }
        type User ${get("/users/{$this.id}", "id name")} { id: ID! name: String }
      `,
      routes: { "GET /newest": () => json({ id: 9 }), "GET /users/:id": () => json(null) },
    });
    expect(await ask("{ newest { id name } }")).toEqual({
      data: { newest: { id: "9", name: null } },
    });
  });
});

describe("a field of an object", () => {
  test("may have its own connector, which is asked once per parent", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { users: [User!] ${get("/users", "id name")} }
        type User {
          id: ID! name: String
          todos(done: Boolean = false): [Todo!] ${get("/users/{$this.id}/todos?done={$args.done}", "id")}
        }
        type Todo { id: ID! }
      `,
      routes: {
        "GET /users": () => json([{ id: 1 }, { id: 2 }, { id: 1 }]),
        "GET /users/:id/todos": ({ params: { id } }) => json([{ id: `${id}a` }]),
      },
    });
    expect(await ask("{ users { todos { id } done: todos(done: true) { id } } }")).toEqual({
      data: {
        users: ["1a", "2a", "1a"].map((id) => ({ todos: [{ id }], done: [{ id }] })),
      },
    });
    expect(upstream.asked.toSorted()).toEqual([
      "GET /users",
      "GET /users/1/todos?done=false",
      "GET /users/1/todos?done=true",
      "GET /users/2/todos?done=false",
      "GET /users/2/todos?done=true",
    ]);
  });

  test("waits for the parent's field that its connector reads, when that must be fetched", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { users: [User!] ${get("/users", "id")} }
        type User ${get("/users/{$this.id}", "id login name")} {
          id: ID! login: String name: String
          repos: Int ${get("/logins/{$this.login}/repos", "$.count")}
        }
      `,
      routes: {
        "GET /users": () => json([{ id: 1 }, { id: 2 }, { id: 3 }]),
        "GET /users/:id": ({ params: { id } }) =>
          json(id === "3" ? {} : { id, login: `l${id}`, name: "x" }, {
            status: id === "2" ? 500 : 200,
          }),
        "GET /logins/:login/repos": ({ params: { login = "" } }) => json({ count: login.length }),
      },
    });
    const result = await ask("{ users { repos } }");
    expect(result.data).toEqual({ users: [{ repos: 2 }, { repos: null }, { repos: null }] });
    // Whose input could not be had fails with it; whose input is null is null.
    expect(result.errors).toMatchObject([
      {
        path: ["users", 1, "repos"],
        extensions: { code: "CONNECTOR_FETCH", connector: { coordinate: "User" } },
      },
    ]);
    expect(upstream.asked.filter((each) => each.endsWith("repos"))).toEqual([
      "GET /logins/l1/repos",
    ]);
    upstream.forget();
    await ask("{ users { name repos login } }");
    expect(upstream.asked.filter((each) => each === "GET /users/1")).toHaveLength(1);
  });
});

describe("of several connectors on a type", () => {
  const schema = `
    type Query {
      product: Product ${get("/product", "id")}
      priced: Product ${get("/priced", "sku")}
    }
    type Product
      ${get("/details/{$this.id}", "id name sku")}
      ${get("/stock/{$this.sku}", "sku id stock")}
      @connect(
        source: "api"
        http: { GET: "/prices", queryParams: "id: $batch.id" }
        selection: "id price name"
      ) { id: ID sku: String name: String stock: Int price: Float }
  `;
  const routes = {
    "GET /product": () => json({ id: 1 }),
    "GET /priced": () => json({ sku: "s1" }),
    "GET /details/:id": () => json({ id: 1, name: "from details", sku: "s1" }),
    "GET /stock/:sku": () => json({ sku: "s1", id: 1, stock: 4 }),
    "GET /prices": () => json([{ id: 1, price: 9.5, name: "from prices" }]),
  };

  test("the one with $batch comes first, and one that serves all is used for all", async () => {
    const { ask, upstream } = await openGateway({ schema, routes });
    expect(await ask("{ product { name price } }")).toEqual({
      data: { product: { name: "from prices", price: 9.5 } },
    });
    expect(upstream.asked).toEqual(["GET /product", "GET /prices?id=1"]);
  });

  test("each brings what it covers, after the one that brings its key", async () => {
    const { ask, upstream } = await openGateway({ schema, routes });
    expect(await ask("{ product { stock price } }")).toEqual({
      data: { product: { stock: 4, price: 9.5 } },
    });
    expect(upstream.asked.toSorted()).toEqual([
      "GET /details/1",
      "GET /prices?id=1",
      "GET /product",
      "GET /stock/s1",
    ]);
    expect(upstream.asked.indexOf("GET /stock/s1")).toBeGreaterThan(
      upstream.asked.indexOf("GET /details/1"),
    );
  });

  test("one whose key is not there follows the one that brings it", async () => {
    const { ask, upstream } = await openGateway({ schema, routes });
    expect(await ask("{ priced { sku stock } }")).toEqual({
      data: { priced: { sku: "s1", stock: 4 } },
    });
    expect(upstream.asked).toEqual(["GET /priced", "GET /stock/s1"]);
    upstream.forget();
    expect(await ask("{ priced { name } }")).toEqual({ data: { priced: { name: "from prices" } } });
    expect(upstream.asked).toEqual(["GET /priced", "GET /stock/s1", "GET /prices?id=1"]);
  });
});

describe("a key", () => {
  test("may itself be a field with a connector of its own, which is asked first", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { users: [User!] ${get("/users", "id")} }
        type User ${get("/logins/{$this.account.login}", "name")} {
          id: ID!
          name: String
          account: Account ${get("/accounts/{$this.id}", "login")}
          repos: Int ${get("/repos/{$this.account.login}", "$.count")}
        }
        type Account { login: String }
      `,
      routes: {
        "GET /users": () => json([{ id: 1 }, { id: 2 }]),
        "GET /accounts/:id": ({ params: { id } }) =>
          json({ login: `l${id}` }, { status: id === "2" ? 500 : 200 }),
        "GET /logins/:login": () => json({ name: "Ada" }),
        "GET /repos/:login": () => json({ count: 4 }),
      },
    });
    const result = await ask("{ users { name repos } }");
    expect(result.data).toEqual({
      users: [
        { name: "Ada", repos: 4 },
        { name: null, repos: null },
      ],
    });
    expect(result.errors).toMatchObject(
      ["name", "repos"].map((field) => ({
        path: ["users", 1, field],
        extensions: { connector: { coordinate: "User.account" } },
      })),
    );
    const calls = ["GET /accounts/1", "GET /accounts/2", "GET /logins/l1", "GET /repos/l1"];
    expect(upstream.asked.toSorted()).toEqual([...calls, "GET /users"]);
    upstream.forget();
    expect((await ask("{ users { account { login } name repos } }")).data).toMatchObject({
      users: [{ account: { login: "l1" }, name: "Ada", repos: 4 }, { account: null }],
    });
    expect(upstream.asked.toSorted()).toEqual([...calls, "GET /users"]);
  });

  test("is never sought by a connector that needs it, however they lead to each other", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { thing: Thing ${get("/thing", "c")} }
        type Thing
          ${get("/a/{$this.a}", "a b")}
          ${get("/b/{$this.b}", "a b")}
          ${get("/c/{$this.c}", "b c")}
          ${get("/names/{$this.a}", "a name")} { a: ID b: ID c: ID name: String }
      `,
      routes: {
        "GET /thing": () => json({ c: 3 }),
        "GET /b/:b": () => json({ a: 1, b: 2 }),
        "GET /c/:c": () => json({ b: 2, c: 3 }),
        "GET /names/:a": () => json({ a: 1, name: "found" }),
      },
    });
    expect(await ask("{ thing { name } }")).toEqual({ data: { thing: { name: "found" } } });
    expect(upstream.asked).toEqual(["GET /thing", "GET /c/3", "GET /b/2", "GET /names/1"]);
  });

  test("may lie inside an object, and have several fields", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { items: [Item!] ${get("/items", "tenant { id } code")} }
        type Item
          @connect(
            source: "api"
            http: { POST: "/lookup", body: "keys: $batch { t: tenant.id c: code }" }
            selection: "tenant: { id: t } code: c name"
          ) { tenant: Tenant code: String name: String }
        type Tenant { id: ID }
      `,
      routes: {
        "GET /items": () =>
          json([
            { tenant: { id: 1 }, code: "a" },
            { tenant: { id: 2 }, code: "a" },
            { tenant: { id: 1 }, code: "b" },
            { tenant: { id: 1 }, code: "a" },
            { tenant: null, code: "a" },
          ]),
        "POST /lookup": ({ body }) => {
          const { keys } = JSON.parse(body) as { keys: { t: number; c: string }[] };
          return json(keys.toReversed().map(({ t, c }) => ({ t, c, name: `${t}/${c}` })));
        },
      },
    });
    expect(await ask("{ items { name } }")).toEqual({
      data: { items: ["1/a", "2/a", "1/b", "1/a", null].map((name) => ({ name })) },
    });
    expect(upstream.requests.map(({ body }) => body)).toEqual([
      "",
      '{"keys":[{"t":1,"c":"a"},{"t":2,"c":"a"},{"t":1,"c":"b"}]}',
    ]);
  });
});
