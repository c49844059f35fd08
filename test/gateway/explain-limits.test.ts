import { expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
type Query {
  posts: [Post!] @listSize(assumedSize: 4)
    @connect(source: "api", http: { GET: "/posts" }, selection: "id user: { id: userId }")
  post(id: ID!): Post
    @connect(source: "api", http: { GET: "/posts/{$args.id}" }, selection: "id user: { id: userId }")
}
type Post @freshness(ttl: "0s") { id: ID! user: User }
type User @freshness(ttl: "0s")
  @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name boss: { id: bossId }")
{ id: ID! name: String boss: User }
`;

const posts = [1, 2, 3, 4].map((id) => ({ id, userId: id }));
const open = (more: Partial<Parameters<typeof openGateway>[0]> = {}) =>
  openGateway({
    schema,
    ...more,
    api: { callsPerOperation: 3 },
    routes: {
      "GET /posts": () => json(posts),
      "GET /posts/:id": () => json(posts[0]),
      "GET /users/:id": () => json({ id: 1, name: "Ann" }),
    },
  });

test("an explanation says that an operation is refused, and it is", async () => {
  const { gateway, upstream } = await open();
  const query = `{ ${["a", "b", "c", "d"].map((key, id) => `${key}: post(id: ${id}) { id }`).join(" ")} }`;
  expect(await gateway.explain({ query })).toMatchObject({
    sources: [{ source: "api", limit: 3, excess: "refused", calls: { value: 4 } }],
  });
  expect(await gateway.execute({ query })).toMatchObject({
    errors: [{ extensions: { code: "TOO_MANY_CALLS" } }],
  });
  expect(upstream.asked).toEqual([]);
});

test("an explanation says where calls are to fail by what is estimated, and some do", async () => {
  const { gateway, upstream } = await open();
  const query = "{ posts { user { name } } }";
  expect(await gateway.explain({ query })).toMatchObject({
    sources: [{ limit: 3, excess: "estimated" }],
  });
  const { errors } = await gateway.execute({ query });
  expect(errors).toHaveLength(2);
  expect(upstream.asked).toHaveLength(3);
});

test("an explanation says where calls may fail at worst, and nothing where they cannot", async () => {
  const { gateway } = await open();
  const sizes = { posts: 4, User: 1 };
  expect(await gateway.explain({ query: "{ posts { user { name } } }", sizes })).toMatchObject({
    sources: [{ excess: "worst", calls: { value: 2 } }],
  });
  expect(await gateway.explain({ query: "{ posts { id } }" })).toMatchObject({
    sources: [{ excess: undefined }],
  });
});

test("of variables that are not known, an explanation takes nothing for certain", async () => {
  const { gateway } = await open();
  const fields = ["a", "b", "c", "d"].map((key) => `${key}: post(id: $${key}) { id }`).join(" ");
  const query = `query ($a: ID!, $b: ID!, $c: ID!, $d: ID!) { ${fields} }`;
  expect(await gateway.explain({ query })).toMatchObject({ sources: [{ excess: "estimated" }] });
  const variables = { a: 1, b: 2, c: 3, d: 4 };
  expect(await gateway.explain({ query, variables })).toMatchObject({
    sources: [{ excess: "refused" }],
  });
});

test("an operation that is too large to be explained is told so, where the limits allow one", async () => {
  const fields = { depth: 20, fields: 100_000, aliases: 100_000 };
  const text = { tokens: 500_000, documentBytes: "2MiB" };
  const { ask } = await open({
    config: { limits: { ...fields, ...text } },
    server: { explain: true },
  });
  const deep = (depth: number): string =>
    depth === 0 ? "id" : `a: boss { ${deep(depth - 1)} } b: boss { ${deep(depth - 1)} }`;
  expect(
    await ask(`{ posts { user { ${deep(14)} } } }`, { headers: { "sluice-explain": "plan" } }),
  ).toMatchObject({
    errors: [
      { message: expect.stringContaining("more places"), extensions: { code: "BAD_USER_INPUT" } },
    ],
  });
});
