import { onTestFinished, describe, expect, test } from "vitest";

import { createGateway, type GatewayOptions, type MockOptions } from "../../src/gateway.ts";
import { startUpstream } from "../support/upstream.ts";
import { json } from "../support/upstream.ts";
import { createLogMemory, schemaFile } from "./support/open-gateway.ts";

const users = [{ id: "1", name: "Real" }];

/** Two sources, one upstream, and a gateway that makes values up. */
async function openMocked(
  mock: MockOptions | undefined,
  {
    mode = "development",
    ...config
  }: { mode?: GatewayOptions["mode"] } & GatewayOptions["config"] = {},
) {
  const upstream = await startUpstream({
    "GET /users": () => json(users),
    "GET /posts": () => json([{ id: "1", title: "Real", userId: "1" }]),
  });
  onTestFinished(() => upstream.close());
  const schema = schemaFile(`
    extend schema
      @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
      @source(name: "users", http: { baseURL: "${upstream.url}" })
      @source(name: "posts", http: { baseURL: "${upstream.url}" })
    type Query {
      posts: [Post] @connect(source: "posts", http: { GET: "/posts" }, selection: "id title user: { id: userId }")
      user(id: ID!): User @connect(source: "users", http: { GET: "/users/{$args.id}" }, selection: "id name")
      version: String @connect(selection: "'1.2'")
      greet: String
    }
    type Mutation { rename(id: ID!, name: String!): User
      @connect(source: "users", http: { PUT: "/users/{$args.id}?{$args.name}" }, selection: "id name") }
    type Post @freshness(ttl: "1m") { id: ID! title: String user: User
      late: String @lazy(reason: "slow", budget: "50ms") @freshness(ttl: "0s")
        @connect(source: "posts", http: { GET: "/late/{$this.id}" }, selection: "$.late") }
    type User @freshness(ttl: "1m") @connect(source: "users", http: { GET: "/users?id={$batch.id->joinNotNull(',')}" }, batch: { maxSize: 2 }, selection: "id name") { id: ID! name: String }
  `);
  const gateway = await createGateway({
    schema,
    mode,
    mock,
    config: { server: { port: 0 }, ...config },
    resolvers: { Query: { greet: () => "hello" } },
    log: createLogMemory().log,
  });
  onTestFinished(() => gateway.stop());
  return { gateway, upstream, schema };
}

/** The headers of an answer over HTTP. */
async function headersOf(mock: MockOptions | undefined, query: string): Promise<Headers> {
  const { gateway } = await openMocked(mock);
  const { url } = await gateway.start();
  const headers = { "apollo-require-preflight": "1" };
  const response = await fetch(`${url}?query=${encodeURIComponent(query)}`, { headers });
  return response.headers;
}

describe("a gateway that makes values up", () => {
  test("calls nothing, and runs resolvers and what needs no call as they are", async () => {
    const { gateway, upstream } = await openMocked({});
    const { data, errors } = await gateway.execute({
      query: "{ version greet posts { id title user { id name } } user(id: 3) { id name } }",
    });
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ version: "1.2", greet: "hello", user: { id: "3" } });
    const written = await gateway.execute({
      query: 'mutation { rename(id: 3, name: "New") { id name } }',
    });
    expect(written.data).toEqual({ rename: { id: "3", name: "New" } });
    expect(upstream.asked).toEqual([]);
    expect(upstream.connectionCount()).toBe(0);
  });

  test("says so in each answer", async () => {
    expect((await headersOf({}, "{greet}")).get("sluice-mock")).toBe("true");
    expect((await headersOf(undefined, "{greet}")).get("sluice-mock")).toBeNull();
  });

  test("calls the sources that are not among those it is to make up", async () => {
    const { gateway, upstream } = await openMocked({ sources: ["users"] });
    const { data } = await gateway.execute({ query: "{ posts { title user { id name } } }" });
    expect(data).toEqual({
      posts: [{ title: "Real", user: { id: "1", name: expect.not.stringMatching("Real") } }],
    });
    expect(upstream.asked).toEqual(["GET /posts"]);
  });

  test("keeps limits, batches and freshness in force", async () => {
    const config = { sources: { users: { callsPerOperation: 2 } } };
    const { gateway } = await openMocked({}, config);
    const ask = async (ids: readonly number[]) => {
      const fields = ids.map((id) => `u${id}: user(id: ${id}) { id }`);
      const { errors = [] } = await gateway.execute({ query: `{ ${fields.join(" ")} }` });
      return errors.map(({ extensions }) => extensions?.["code"]);
    };
    expect(await ask([91, 92, 93])).toEqual(["TOO_MANY_CALLS"]);
    const headers = await headersOf({}, "{ posts { title user { name } } }");
    expect(headers.get("cache-control")).toMatch(/^max-age=\d\d, public$/);

    const calls = async () => {
      const query = "{ posts { user { name } } }";
      const { analysis } = await gateway.explain({ query, analyze: true });
      return analysis?.connectors.map((it) => [it.connector, it.calls.length]);
    };
    // Two users in a call; and then all of it is kept.
    expect(await calls()).toEqual([
      ["Query.posts", 1],
      ["User", 2],
    ]);
    expect(await calls()).toEqual([
      ["Query.posts", 0],
      ["User", 0],
    ]);
  });

  test("says in explanations what is not called", async () => {
    const query = "{ posts { user { name } } }";
    const toldOf = async (mock: MockOptions | undefined) => {
      const { gateway } = await openMocked(mock);
      const { assumptions } = await gateway.explain({ query });
      return assumptions.filter((sentence) => sentence.includes("made up"));
    };
    const told = "What users answers is made up (--mock): it is not called.";
    expect(await toldOf({})).toEqual([told.replace("users", "posts"), told]);
    expect(await toldOf({ sources: ["users"] })).toEqual([told]);
    expect(await toldOf(undefined)).toEqual([]);
  });

  test("takes its time where it is told to: what is lazy is late", async () => {
    const { gateway } = await openMocked({ latencyMs: 200 });
    const startMs = performance.now();
    const { data, errors } = await gateway.execute({ query: "{ user(id: 5) { id } }" });
    expect(data).toEqual({ user: { id: "5" } });
    expect(errors).toBeUndefined();
    expect(performance.now() - startMs).toBeGreaterThan(150);
    const late = await gateway.execute({ query: "{ posts { id late } }" });
    expect(late.errors?.[0]?.extensions?.["code"]).toBe("LAZY_BUDGET_EXCEEDED");
  });

  test("is refused in production, at the start and at a reload", async () => {
    await expect(openMocked({}, { mode: "production" })).rejects.toThrow(
      "MOCK_IN_PRODUCTION: Values are made up in development only",
    );
    const { gateway, schema } = await openMocked(undefined, { mode: "production" });
    await expect(gateway.reload({ schema, mock: {}, resolvers: {} })).rejects.toThrow(
      "MOCK_IN_PRODUCTION",
    );
  });

  test("is refused for a source that the schema does not have", async () => {
    await expect(openMocked({ sources: ["user"] })).rejects.toThrow(
      'UNKNOWN_SOURCE: A source that is mocked is one of the schema\'s; "user" is none. Did you mean "users"?',
    );
  });
});
