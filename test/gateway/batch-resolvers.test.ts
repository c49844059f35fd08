import { GraphQLError, GraphQLScalarType } from "graphql";
import { describe, expect, test } from "vitest";

import { batch, type BatchKey } from "../../src/gateway.ts";
import { json } from "../support/upstream.ts";
import { countedLoad, rate } from "./support/counted-load.ts";
import { openGateway } from "./support/open-gateway.ts";

const posts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, title: `post ${index + 1}` }));

const blog = `
  type Query {
    posts: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id title")
    post(id: ID!): Post @connect(source: "api", http: { GET: "/posts/{$args.id}" }, selection: "id title")
  }
`;

const routes = {
  "GET /posts": () => json(posts(100)),
  "GET /posts/:id": ({ params }: { readonly params: Readonly<Record<string, string>> }) =>
    json({ id: params["id"], title: `post ${params["id"]}` }),
};

describe("what a batch resolver is asked", () => {
  test("is one call for a list, with the distinct keys of it", async () => {
    const { asked, load } = countedLoad(rate);
    const { ask } = await openGateway({
      schema: `${blog} type Post { id: ID! title: String rating(of: Int): Float }`,
      routes: { ...routes, "GET /posts": () => json([...posts(100), ...posts(10)]) },
      resolvers: { Post: { rating: batch({ reads: ["id"], load }) } },
    });
    const { data } = await ask("{ posts { rating } }");
    expect(data?.["posts"]).toHaveLength(110);
    expect(Object(data?.["posts"])[9]).toEqual({ rating: 10 });
    expect(asked).toEqual([posts(100).map(({ id }) => String(id))]);
  });

  test("is one call for all places of an operation that ask at one time, whatever the arguments", async () => {
    const { asked, load } = countedLoad(rate);
    const { ask } = await openGateway({
      schema: `${blog} type Post { id: ID! title: String rating(of: Int): Float }`,
      routes,
      resolvers: { Post: { rating: batch({ reads: ["id"], load }) } },
    });
    const query = "{ post(id: 3) { rating half: rating(of: 2) same: rating(of: 2) } }";
    expect(await ask(query)).toEqual({ data: { post: { rating: 3, half: 1.5, same: 1.5 } } });
    expect(asked).toEqual([["3", "3"]]);
  });

  test("is divided where there are more keys than one call may have", async () => {
    const { asked, load } = countedLoad(rate);
    const { ask } = await openGateway({
      schema: `${blog} type Post { id: ID! title: String rating: Float }`,
      routes: { "GET /posts": () => json(posts(7)) },
      resolvers: { Post: { rating: batch({ reads: ["id"], maxSize: 3, load }) } },
    });
    const { data } = await ask("{ posts { rating } }");
    expect(data?.["posts"]).toEqual([1, 2, 3, 4, 5, 6, 7].map((rating) => ({ rating })));
    expect(asked).toEqual([["1", "2", "3"], ["4", "5", "6"], ["7"]]);
  });

  test("is what it says that it reads, and nothing else", async () => {
    const given: unknown[] = [];
    const { ask } = await openGateway({
      schema: `${blog} type Post { id: ID! title: String seen(by: String = "me"): Boolean }`,
      routes,
      resolvers: {
        Post: {
          seen: batch({
            reads: ["title"],
            headers: ["X-Client"],
            load: (keys, { headers }) => {
              given.push(...keys, { ...headers });
              return keys.map(() => true);
            },
          }),
        },
      },
    });
    const headers = { "x-client": "phone", authorization: "secret" };
    await ask("{ post(id: 1) { id seen } }", { headers });
    expect(given).toEqual([
      { parent: { title: "post 1" }, args: { by: "me" } },
      { "x-client": "phone" },
    ]);
  });

  test("has fields of the parent that somebody else has to bring", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { refs: [User] @connect(source: "api", http: { GET: "/refs" }, selection: "id") }
        type User
          @connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, selection: "id city") {
          id: ID! city: String weather: String
        }
      `,
      routes: {
        "GET /refs": () => json([{ id: 1 }, { id: 2 }]),
        "GET /users": ({ query }) =>
          json(query.getAll("id").map((id) => ({ id, city: id === "1" ? "Oslo" : null }))),
      },
      resolvers: {
        User: {
          weather: batch({
            reads: ["city"],
            load: (keys: readonly { readonly parent: { readonly city: string | null } }[]) =>
              keys.map(({ parent: { city } }) => `rain in ${city}`),
          }),
        },
      },
    });
    // What may be null is given as it is.
    expect(await ask("{ refs { weather } }")).toEqual({
      data: { refs: [{ weather: "rain in Oslo" }, { weather: "rain in null" }] },
    });
    expect(upstream.asked).toEqual(["GET /refs", "GET /users?id=1&id=2"]);
  });

  test("is nothing where what may not be null is missing", async () => {
    const { asked, load } = countedLoad(rate);
    const { ask } = await openGateway({
      schema: `
        type Query { any: [Post] }
        type Post { id: ID! rating: Float }
      `,
      resolvers: {
        Query: { any: () => [{ id: "1" }, {}] },
        Post: { rating: batch({ reads: ["id"], load }) },
      },
    });
    expect(await ask("{ any { rating } }")).toEqual({
      data: { any: [{ rating: 1 }, { rating: null }] },
    });
    expect(asked).toEqual([["1"]]);
  });

  test("of a root field are its arguments", async () => {
    const calls: unknown[] = [];
    const { ask } = await openGateway({
      schema: "type Query { price(of: String): Int }",
      resolvers: {
        Query: {
          price: batch({
            load: (keys: readonly { readonly args: { readonly of?: string | null } }[]) => {
              calls.push(keys);
              return keys.map(({ args }) => args.of?.length);
            },
          }),
        },
      },
    });
    expect(await ask('{ a: price(of: "ab") b: price(of: "abc") c: price }')).toEqual({
      data: { a: 2, b: 3, c: null },
    });
    expect(calls).toHaveLength(1);
  });

  test("comes before what the object itself has", async () => {
    const { ask } = await openGateway({
      schema: `${blog} type Post { id: ID! title: String }`,
      routes,
      resolvers: { Post: { title: batch({ load: (keys) => keys.map(() => "ours") }) } },
    });
    expect(await ask("{ post(id: 1) { title } }")).toEqual({ data: { post: { title: "ours" } } });
  });
});

describe("what it gives", () => {
  test("fails or is null for one key alone", async () => {
    const outcomes: Readonly<Record<string, unknown>> = {
      1: 1,
      2: null,
      3: undefined,
      4: new GraphQLError("not this one", { extensions: { code: "FORBIDDEN", of: 4 } }),
      5: Promise.resolve(5),
    };
    const { ask, lines } = await openGateway({
      schema: `${blog} type Post { id: ID! title: String rating: Float }`,
      routes: { "GET /posts": () => json(posts(6)) },
      resolvers: {
        Post: {
          rating: batch({
            reads: ["id"],
            load: (keys) =>
              keys.map(({ parent: { id } }) =>
                id === "6" ? Promise.reject(new TypeError("secret")) : outcomes[id],
              ),
          }),
        },
      },
    });
    const { data, errors } = await ask("{ posts { rating } }");
    expect(data?.["posts"]).toEqual([1, null, null, null, 5, null].map((rating) => ({ rating })));
    expect(errors).toEqual([
      expect.objectContaining({
        message: "not this one",
        path: ["posts", 3, "rating"],
        extensions: { code: "FORBIDDEN", of: 4 },
      }),
      expect.objectContaining({
        message: "Internal server error",
        path: ["posts", 5, "rating"],
        extensions: { code: "INTERNAL_SERVER_ERROR" },
      }),
    ]);
    const bugs = lines().filter(({ msg }) => msg === "bug in a resolver or in the gateway");
    expect(bugs).toMatchObject([{ err: { type: "TypeError", message: "secret" } }]);
  });

  test.each<[string, () => readonly unknown[], string]>([
    [
      "what is thrown",
      () => {
        throw new Error("the database is away");
      },
      "the database is away",
    ],
    [
      "what is thrown, and is no Error",
      () => {
        // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error -- what others' code may do
        throw "a text";
      },
      "A resolver threw a text.",
    ],
    ["too few outcomes", () => [1], "for 3 keys it gave 1"],
    ["too many outcomes", () => [1, 2, 3, 4], "for 3 keys it gave 4"],
    ["one too many, which fails", () => [1, 2, 3, Promise.reject(new Error("x"))], "gave 4"],
    ["no list", () => Object({ one: 1 }), "for 3 keys it gave no list"],
  ])("fails all keys of the call for %s, and is called once", async (_what, give, says) => {
    let calls = 0;
    const { ask } = await openGateway({
      schema: `${blog} type Post { id: ID! title: String rating: Float }`,
      routes: { "GET /posts": () => json(posts(3)) },
      mode: "development",
      resolvers: {
        Post: {
          rating: batch({
            reads: ["id"],
            load: () => {
              calls++;
              return give();
            },
          }),
        },
      },
    });
    const { data, errors } = await ask("{ posts { title rating } }");
    expect(data?.["posts"]).toMatchObject(posts(3).map(({ title }) => ({ title, rating: null })));
    expect(errors?.map(({ message }) => message)).toEqual(
      [1, 2, 3].map(() => expect.stringContaining(says)),
    );
    expect(calls).toBe(1);
  });

  test("are objects that connectors and resolvers complete, unless they have it themselves", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        ${blog}
        type Post { id: ID! title: String authors: [User] }
        type User
          @connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, selection: "id name") {
          id: ID! name: String shout: String
        }
      `,
      routes: {
        ...routes,
        "GET /users": ({ query }) =>
          json(query.getAll("id").map((id) => ({ id, name: `user ${id}` }))),
      },
      resolvers: {
        Post: {
          authors: batch({
            load: (keys) => keys.map(() => [{ id: "1" }, { id: "2", name: "ours" }]),
          }),
        },
        User: { shout: ({ name }: { name: string }) => name.toUpperCase() },
      },
    });
    expect(await ask("{ post(id: 1) { authors { name shout } } }")).toEqual({
      data: {
        post: {
          authors: [
            { name: "user 1", shout: "USER 1" },
            { name: "ours", shout: "OURS" },
          ],
        },
      },
    });
    expect(upstream.asked).toEqual(["GET /posts/1", "GET /users?id=1"]);
  });

  test("is a copy: who gave it may change its own, and nobody the copy", async () => {
    const own = { name: "first", at: new Date(0) };
    const { ask } = await openGateway({
      schema: `
        type Query { thing: Thing @freshness(ttl: "1h") }
        type Thing { name: String at: String upper: String }
      `,
      resolvers: {
        Query: { thing: batch({ load: (keys) => keys.map(() => own) }) },
        Thing: {
          upper: (parent: { name: string }) => {
            parent.name = parent.name.toUpperCase();
            return parent.name;
          },
        },
      },
      mode: "development",
    });
    const first = { name: "first", at: "1970-01-01T00:00:00.000Z" };
    expect(await ask("{ thing { name at } }")).toEqual({ data: { thing: first } });
    own.name = "changed";
    expect(await ask("{ thing { name at } }")).toEqual({ data: { thing: first } });
    expect(await ask("{ thing { upper } }")).toMatchObject({
      data: { thing: { upper: null } },
      errors: [{ message: expect.stringContaining("read only") }],
    });
  });
});

describe("keys", () => {
  test("have IDs as text, and tell arguments of the schema's own scalars apart", async () => {
    const given: unknown[] = [];
    const Day = new GraphQLScalarType<Date, string>({
      name: "Day",
      parseValue: (text) => new Date(String(text)),
    });
    const { ask } = await openGateway({
      schema: `
        scalar Day
        type Query { post: Post @connect(source: "api", http: { GET: "/post" }, selection: "id ids next at") }
        type Post { id: ID! ids: [ID] next: ID at: Int views(on: Day!): String }
      `,
      routes: { "GET /post": () => json({ id: 7, ids: [1, "2", null], next: null, at: 5 }) },
      resolvers: {
        Day,
        Post: {
          views: batch({
            reads: ["id", "ids", "next", "at"],
            load: (keys: readonly BatchKey<Record<string, unknown>, { readonly on: Date }>[]) => {
              given.push(...keys.map(({ parent }) => parent));
              return keys.map(({ args }) => args.on.toISOString().slice(0, 10));
            },
          }),
        },
      },
    });
    const { data } = await ask(
      "query ($b: Day!) { post { a: views(on: $a) b: views(on: $b) } }".replace(
        "$a",
        '"2026-01-01"',
      ),
      { variables: { b: "2026-01-02" } },
    );
    expect(data).toEqual({ post: { a: "2026-01-01", b: "2026-01-02" } });
    const parent = { id: "7", ids: ["1", "2", null], next: null, at: 5 };
    expect(given).toEqual([parent, parent]);
  });
});
