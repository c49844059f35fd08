import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { createGateway, type Gateway, type Invalidation } from "../../src/gateway.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { json, startUpstream } from "../support/upstream.ts";
import { createLogMemory, openGateway } from "./support/open-gateway.ts";

const schema = `
  type Query {
    users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id name")
    user(id: ID!): User
      @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name")
    posts: [Post] @connect(source: "api", http: { GET: "/posts" }, selection: "id")
  }
  type Mutation {
    rename(id: ID!): User
      @connect(source: "api", http: { PATCH: "/users/{$args.id}" }, selection: "id name")
      @invalidates(tags: ["user-{$args.id}"])
  }
  interface Named { name: String }
  type User implements Named @freshness(ttl: "1h", tags: ["users", "user-{$key.id}"]) {
    id: ID!
    name: String
  }
  type Post @freshness(ttl: "1h") { id: ID! }
`;

const everything = `{ users { name } posts { id } one: user(id: 1) { name } two: user(id: 2) { name } }`;

async function open(config: Parameters<typeof openGateway>[0]["config"] = {}) {
  const opened = await openGateway({
    schema,
    config,
    routes: {
      "GET /users": () => json([{ id: 1, name: "Kim" }]),
      "GET /users/:id": ({ params }) => json({ id: Number(params["id"]), name: "Kim" }),
      "PATCH /users/:id": ({ params }) => json({ id: Number(params["id"]), name: "Lee" }),
      "GET /posts": () => json([{ id: 1 }]),
    },
  });
  /** What the source is asked for all there is. */
  async function asked(): Promise<readonly string[]> {
    opened.upstream.forget();
    expect(await opened.ask(everything)).not.toHaveProperty("errors");
    return opened.upstream.asked.toSorted();
  }
  return { ...opened, askedAnew: asked };
}

describe("what was invalidated is asked for anew, and nothing else:", () => {
  test.each<[Invalidation, readonly string[]]>([
    [{ tags: ["users"] }, ["GET /users", "GET /users/1", "GET /users/2"]],
    [{ tags: ["user-2"] }, ["GET /users/2"]],
    [{ types: ["Post"] }, ["GET /posts"]],
    [{ types: ["Named"] }, ["GET /users", "GET /users/1", "GET /users/2"]],
    [{ keys: [{ type: "User", key: { id: 1 } }] }, ["GET /users", "GET /users/1"]],
    [{ keys: [{ type: "User", key: { id: "2" } }] }, ["GET /users/2"]],
    [{ connectors: ["Query.user"] }, ["GET /users/1", "GET /users/2"]],
    [{ tags: ["nobody has this"] }, []],
    [{ all: true }, ["GET /posts", "GET /users", "GET /users/1", "GET /users/2"]],
  ])("%j", async (invalidation, again) => {
    const { gateway, askedAnew } = await open();
    expect(await askedAnew()).toHaveLength(4);
    expect(await askedAnew()).toEqual([]);
    expect(await gateway.invalidate(invalidation)).toEqual({ state: "here" });
    expect(await askedAnew()).toEqual(again);
    expect(await askedAnew()).toEqual([]);
  });

  test("by a mutation, for those who ask after it", async () => {
    const { ask, askedAnew } = await open();
    await askedAnew();
    expect(await ask("mutation { rename(id: 2) { name } }")).toMatchObject({
      data: { rename: { name: "Lee" } },
    });
    expect(await askedAnew()).toEqual(["GET /users/2"]);
  });
});

test("names that the schema does not have are refused, and the log holds no values", async () => {
  const { gateway, lines, askedAnew } = await open();
  await askedAnew();
  await expect(gateway.invalidate({ types: ["Usr"] })).rejects.toThrow('Did you mean "User"?');
  await expect(gateway.invalidate({})).rejects.toThrow("names nothing");
  expect(await askedAnew()).toEqual([]);
  await gateway.invalidate({ tags: ["user-77"], types: ["Post"] });
  expect(lines().find(({ msg }) => msg === "invalidated")).toMatchObject({
    types: ["Post"],
    tags: 1,
    state: "here",
  });
  expect(JSON.stringify(lines())).not.toContain("user-77");
});

test("a gateway has an admin endpoint while it runs, if it is configured", async () => {
  const { gateway, lines, askedAnew } = await open({
    admin: { port: 0, token: "s3cret-of-operators" },
  });
  await askedAnew();
  await gateway.start();
  const url = String(lines().find(({ msg }) => msg === "the admin endpoint listens")?.["url"]);
  const invalidate = (body: string) =>
    fetch(`${url}/invalidate`, {
      method: "POST",
      headers: { authorization: "Bearer s3cret-of-operators", "content-type": "application/json" },
      body,
    });
  expect(await (await invalidate('{"tags":["user-2"]}')).json()).toEqual({ state: "here" });
  expect(await askedAnew()).toEqual(["GET /users/2"]);
  const refused = await invalidate('{"connectors":["Query.usr"]}');
  expect([refused.status, await refused.text()]).toEqual([
    400,
    expect.stringContaining('Did you mean \\"Query.user\\"?'),
  ]);
  await gateway.stop();
  await expect(invalidate("{}")).rejects.toThrow("fetch failed");
});

test.each(["admin", "server"] as const)(
  "where the port of the %s is taken, nobody is served",
  async (taken) => {
    const other = await startUpstream({});
    onTestFinished(() => other.close());
    const port = Number(new URL(other.url).port);
    const free = await startUpstream({});
    const freePort = Number(new URL(free.url).port);
    await free.close();
    const ports =
      taken === "admin" ? { admin: port, server: freePort } : { admin: freePort, server: port };
    const { gateway } = await openGateway({
      schema: 'type Query { now: Int @connect(source: "api", http: { GET: "/" }, selection: "$") }',
      config: { admin: { port: ports.admin, token: "s3cret-of-operators" } },
      server: { port: ports.server },
    });
    await expect(gateway.start()).rejects.toMatchObject({ problems: [{ code: "PORT_IN_USE" }] });
    await expect(fetch(`http://127.0.0.1:${freePort}/health`)).rejects.toThrow("fetch failed");
  },
);

describeWithRedis("an invalidation in one of several gateways", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  test("ends what the others keep, and what they share, within a second", async () => {
    const first = await open({ redis: { url: redis.url } });
    const second: Gateway = await createGateway({
      ...first.withSchema(schema),
      log: createLogMemory().log,
    });
    onTestFinished(() => second.stop());
    const askSecond = async () => {
      first.upstream.forget();
      await second.execute({ query: "{ user(id: 1) { name } }" });
      return first.upstream.asked;
    };
    expect(await askSecond()).toEqual(["GET /users/1"]);
    expect(await askSecond()).toEqual([]);
    const startMs = performance.now();
    expect(await first.gateway.invalidate({ types: ["Named"] })).toEqual({
      state: "shared",
      told: 2,
    });
    await expect.poll(askSecond, { interval: 1 }).toEqual(["GET /users/1"]);
    expect(performance.now() - startMs).toBeLessThan(1000);
    expect(await askSecond()).toEqual([]);
  });
});
