import { describe, expect, test } from "vitest";

import { ask, mockExecutor } from "./support/mock-executor.ts";

const get = (path: string, selection: string) =>
  `@connect(http: { GET: "https://api.test/${path}" }, selection: """${selection}""")`;

const postFields = "id title kind: 'post' author: { id: authorId } authorId";

const schema = `
  type Query {
    posts(limit: Int): [Post!]! ${get("posts?{$args.limit}", postFields)}
    post(id: ID!): Post ${get("posts/{$args.id}", postFields)}
    count: Int ${get("count", "$.count")}
    fixed: Int ${get("fixed", "$(5)")}
    users(ids: [ID!]!): [User!]! ${get("users?{$args.ids->joinNotNull(',')}", "id")}
  }
  type Mutation { rename(id: ID!, title: String!): Post ${get("posts/{$args.id}?{$args.title}", postFields)} }
  type Post { id: ID! title: String kind: String author: User authorId: ID }
  type User ${get("users?{$batch.id->joinNotNull(',')}", "id name email")} { id: ID! name: String email: String! }
`;

const all = "{ posts(limit: 100) { id title kind authorId author { id name email } } }";

describe("nulls that are asked for", () => {
  test("are a share of the values that may be null", async () => {
    const { posts } = await ask(schema, all, { nulls: 0.25 });
    const nulls = posts.filter(({ title }: { title: unknown }) => title === null).length;
    expect(nulls).toBeGreaterThan(10);
    expect(nulls).toBeLessThan(45);
    const names = posts.flatMap(({ author }: { author: unknown }) => author ?? []);
    expect(names.some(({ name }: { name: unknown }) => name === null)).toBe(true);
  });

  test("are no keys, no references, no literals and nothing that must not be null", async () => {
    const { posts } = await ask(schema, all, { nulls: 1 });
    expect(posts).toHaveLength(100);
    for (const post of posts) {
      expect(post).toEqual({
        id: expect.any(String),
        title: null,
        kind: "post",
        authorId: expect.any(String),
        author: null,
      });
    }
    const { users } = await ask(schema, '{ users(ids: ["7"]) { id name email } }', { nulls: 1 });
    expect(users).toEqual([{ id: "7", name: null, email: expect.any(String) }]);
  });

  test("may be what an operation asks for, but not what a mutation writes", async () => {
    const query = '{ post(id: "1") { id } count fixed }';
    expect(await ask(schema, query, { nulls: 1 })).toEqual({ post: null, count: null, fixed: 5 });
    const write = 'mutation { rename(id: "1", title: "New") { id title } }';
    expect(await ask(schema, write, { nulls: 1 })).toEqual({ rename: { id: "1", title: "New" } });
  });

  test("are the same each time", async () => {
    const once = await ask(schema, all, { nulls: 0.5 });
    expect(await ask(schema, all, { nulls: 0.5 })).toEqual(once);
    expect(await ask(schema, all, { nulls: 0.5, seed: 2 })).not.toEqual(once);
  });
});

describe("errors that are asked for", () => {
  const ids = Array.from({ length: 100 }, (_, index) => String(index + 1));
  const names = `{ users(ids: ${JSON.stringify(ids)}) { id name } }`;
  const failing = async (errors: number, seed = 1) => {
    const result = await mockExecutor(schema, { errors, seed }).execute(names);
    return result.errors?.map(({ path }) => path?.[1]) ?? [];
  };

  test("are a share of what is asked for, each at its own place, and the same each time", async () => {
    const failed = await failing(0.25);
    expect(failed.length).toBeGreaterThan(10);
    expect(failed.length).toBeLessThan(45);
    expect(await failing(0.25)).toEqual(failed);
    expect(await failing(0.25, 3)).not.toEqual(failed);
    expect(await failing(0)).toEqual([]);
  });

  test("look like those of a source that is ill", async () => {
    const { data, errors } = await mockExecutor(schema, { errors: 1 }).execute("{ count fixed }");
    expect(data).toEqual({ count: null, fixed: null });
    expect(errors).toMatchObject([
      {
        path: ["count"],
        message: "Request failed: it is one of those that --mock-errors makes fail.",
        extensions: {
          code: "CONNECTOR_FETCH",
          retryable: true,
          http: { status: 503 },
          connector: { coordinate: "Query.count" },
        },
      },
      { path: ["fixed"] },
    ]);
  });
});
