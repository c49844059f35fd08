import { describe, expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

/** Users who can be read one by one and many at once, and renamed. */
const schema = `
  type Query {
    user(id: ID!): User
      @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name")
    users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
    post: Post @connect(source: "api", http: { GET: "/post" }, selection: "id author: { id: authorId }")
  }
  type Mutation {
    rename(id: ID!, name: String!): User
      @connect(source: "api", http: { POST: "/users/{$args.id}", body: "$args { name }" }, selection: "id name")
      @invalidates(tags: ["user-{$args.id}"])
    touch(id: ID): Boolean
      @connect(source: "api", http: { POST: "/touch" }, selection: "$")
      @invalidates(tags: ["user-{$args.id}"])
  }
  type Post @freshness(ttl: "1h") { id: ID! author: User }
  type User
    @freshness(ttl: "1h", missingTtl: "1h", tags: ["user-{$key.id}"])
    @connect(source: "api", http: { GET: "/some", queryParams: "id: $batch.id" }, batch: {}, selection: "id name")
  { id: ID! name: String }
`;

function openUsers({ headers = {} }: { readonly headers?: Readonly<Record<string, string>> } = {}) {
  const names = new Map([
    ["1", "Anna"],
    ["2", "Ben"],
  ]);
  const row = (id: string) => ({ id, name: names.get(id) });
  return openGateway({
    schema,
    routes: {
      "GET /users": () => json([...names.keys()].map(row)),
      "GET /users/:id": ({ params: { id = "" } }) => json(row(id), { headers }),
      "GET /some": ({ query }) =>
        json(
          query
            .getAll("id")
            .filter((id) => names.has(id))
            .map(row),
        ),
      "POST /touch": () => json(true),
      "GET /post": () => json({ id: 1, authorId: 1 }),
      "POST /users/:id": ({ params: { id = "" }, body }) => {
        names.set(id, JSON.parse(body).name);
        return json(row(id));
      },
    },
  });
}

describe("what is fresh", () => {
  test("is asked for once, over requests", async () => {
    const { ask, upstream } = await openUsers();
    const answer = {
      data: { user: { id: "1", name: "Anna" }, users: [{ name: "Anna" }, { name: "Ben" }] },
    };
    expect(await ask("{ user(id: 1) { id name } users { name } }")).toEqual(answer);
    expect(await ask("{ user(id: 1) { id name } users { name } }")).toEqual(answer);
    expect(upstream.asked.toSorted()).toEqual(["GET /users", "GET /users/1"]);
  });

  test("of a batch is not asked for again with the rest", async () => {
    const { ask, upstream } = await openUsers();
    await ask("{ post { author { name } } }");
    expect(await ask("{ post { author { name } } }")).toEqual({
      data: { post: { author: { name: "Anna" } } },
    });
    expect(upstream.asked).toEqual(["GET /post", "GET /some?id=1"]);
  });
});

describe("a mutation", () => {
  test("makes stale what it says, and its caller reads its own write", async () => {
    const { ask, upstream } = await openUsers();
    const query =
      "{ one: user(id: 1) { name } two: user(id: 2) { name } users { name } post { author { name } } }";
    await ask(query);
    upstream.forget();
    await ask('mutation { rename(id: 1, name: "Zoe") { name } }');
    expect(await ask(query)).toEqual({
      data: {
        one: { name: "Zoe" },
        two: { name: "Ben" },
        users: [{ name: "Zoe" }, { name: "Ben" }],
        post: { author: { name: "Zoe" } },
      },
    });
    expect(upstream.asked.toSorted()).toEqual([
      "GET /some?id=1",
      "GET /users",
      "GET /users/1",
      "POST /users/1",
    ]);
  });
});

test("a mutation whose tags would insert null makes nothing stale", async () => {
  const { ask, upstream } = await openUsers();
  await ask("{ user(id: 1) { name } }");
  expect(await ask("mutation { touch }")).toEqual({ data: { touch: true } });
  await ask("{ user(id: 1) { name } }");
  await ask("mutation { touch(id: 1) }");
  await ask("{ user(id: 1) { name } }");
  expect(upstream.asked).toEqual(["GET /users/1", "POST /touch", "POST /touch", "GET /users/1"]);
});

describe("an answer", () => {
  test("that was kept cannot be changed by who has it", async () => {
    const { ask } = await openGateway({
      schema: `
        scalar JSON
        type Query {
          any: JSON @freshness(ttl: "1h")
            @connect(source: "api", http: { GET: "/any" }, selection: "$")
        }`,
      routes: { "GET /any": () => json({ list: [1] }) },
    });
    const { data } = await ask("{ any }");
    expect(() => (data as { any: { list: number[] } }).any.list.push(2)).toThrow(TypeError);
    expect((await ask("{ any }")).data).toEqual({ any: { list: [1] } });
  });
});

describe("a schema that is read anew", () => {
  test("finds what was kept, but not for a connector that has changed", async () => {
    const { ask, gateway, upstream, withSchema } = await openUsers();
    await ask("{ user(id: 1) { name } users { name } }");
    await gateway.reload(
      withSchema(
        schema.replace('"/users" }, selection: "id name"', '"/users" }, selection: "id name: id"'),
      ),
    );
    expect((await ask("{ user(id: 1) { name } users { name } }")).data).toEqual({
      user: { name: "Anna" },
      users: [{ name: "1" }, { name: "2" }],
    });
    expect(upstream.asked).toEqual(["GET /users/1", "GET /users", "GET /users"]);
  });
});
