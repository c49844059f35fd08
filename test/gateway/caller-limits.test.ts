import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { ConfigInput } from "../../src/gateway.ts";
import { describeWithRedis, startRedis, type TestRedis } from "../support/redis.ts";
import { until } from "../support/until.ts";
import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
  type Query {
    value: Int @connect(source: "api", http: { GET: "/value" }, selection: "$")
    other: Int @connect(source: "api", http: { GET: "/other" }, selection: "$")
    users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id")
  }
  type User { id: ID
    posts: Int @connect(source: "api", http: { GET: "/posts/{$this.id}" }, selection: "$") }
`;

async function open(
  limits: NonNullable<ConfigInput["limits"]>,
  { server, redis }: Pick<ConfigInput, "server" | "redis"> = {},
) {
  const opened = await openGateway({
    schema,
    config: { limits, ...(redis !== undefined && { redis }) },
    server: { introspection: true, ...server },
    routes: {
      "GET /value": () => json(1),
      "GET /other": () => json(2),
      "GET /users": () => json([{ id: 1 }, { id: 2 }, { id: 3 }]),
      "GET /posts/1": () => json(1),
      "GET /posts/2": () => json(2),
      "GET /posts/3": () => json(3),
    },
  });
  const { url } = await opened.gateway.start();
  const send = async (query: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query }),
    });
    const { status } = response;
    const body: unknown = await response.json();
    return { status, body, header: (name: string) => response.headers.get(name) };
  };
  const statusOf = async (query: string, headers?: Record<string, string>) =>
    (await send(query, headers)).status;
  return { ...opened, url, send, statusOf };
}

describe("the operations that a caller may send in a minute", () => {
  test("are answered, and the next one is refused with 429, and nothing asked for it", async () => {
    const { send, statusOf, upstream, lines } = await open({ operationsPerMinute: 2 });
    const first = await send("{ value }");
    expect(first).toMatchObject({ status: 200, body: { data: { value: 1 } } });
    expect(first.header("ratelimit-policy")).toBe('"operations";q=2;w=60');
    expect(first.header("ratelimit")).toMatch(/^"operations";r=1;t=(60|5\d)$/);
    expect(await statusOf("{ nothing }")).toBe(400);
    upstream.forget();

    const refused = await send("{ value }");
    expect(refused).toMatchObject({
      status: 429,
      body: {
        errors: [
          {
            message: expect.stringMatching(/^A caller may send 2 operations in a minute/),
            extensions: {
              code: "TOO_MANY_REQUESTS",
              retryable: true,
              setting: "limits.operationsPerMinute",
              limit: 2,
            },
          },
        ],
      },
    });
    expect(refused.header("ratelimit")).toMatch(/^"operations";r=0;t=\d+$/);
    const retryAfter = refused.header("retry-after");
    expect(Number(retryAfter)).toBeGreaterThan(60);
    expect(refused.header("ratelimit")).toBe(`"operations";r=0;t=${retryAfter}`);
    expect(refused.header("cache-control")).toBe("no-store");
    expect(refused.header("content-type")).toBe("application/json; charset=utf-8");
    expect(upstream.asked).toEqual([]);
    await until(() => lines().some(({ status }) => status === 429));
    expect(lines().find(({ status }) => status === 429)).toMatchObject({
      msg: "request",
      errors: 1,
      codes: ["TOO_MANY_REQUESTS"],
    });
  });

  test("are as many as the settings of now say; without a limit, nothing is said of one", async () => {
    const { gateway, send, withSource } = await open({ operationsPerMinute: 1 });
    expect(await send("{ value }")).toMatchObject({ status: 200 });
    expect(await send("{ value }")).toMatchObject({ status: 429 });
    gateway.tune({ ...withSource({}), limits: { operationsPerMinute: 2 } });
    expect(await send("{ value }")).toMatchObject({ status: 200 });
    gateway.tune({ ...withSource({}), limits: {} });
    const unlimited = await send("{ value }");
    expect(unlimited.status).toBe(200);
    expect(unlimited.header("ratelimit")).toBeNull();
  });

  test("are not counted in process", async () => {
    const { ask } = await open({ operationsPerMinute: 1 });
    expect(await ask("{ value }")).toEqual({ data: { value: 1 } });
    expect(await ask("{ value }")).toEqual({ data: { value: 1 } });
  });

  test("are told to pages of other origins, too", async () => {
    const { send } = await open(
      { operationsPerMinute: 2 },
      { server: { cors: { origins: ["https://app.example"] } } },
    );
    const answer = await send("{ value }", { origin: "https://app.example" });
    expect(answer.header("access-control-expose-headers")).toContain("RateLimit, RateLimit-Policy");
  });
});

async function openIdentified() {
  const opened = await openGateway({
    schema,
    config: {
      limits: { operationsPerMinute: 1 },
      identity: { trustedHeader: { header: "x-user", addresses: ["127.0.0.1"] } },
    },
    routes: { "GET /value": () => json(1) },
  });
  const { url } = await opened.gateway.start();
  const statusOf = async (query: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query }),
    });
    return response.status;
  };
  return { ...opened, statusOf };
}

describe("who is a caller", () => {
  test("whoever is known by name, wherever they come from; all others are their address", async () => {
    const { gateway, statusOf } = await openIdentified();
    expect(await statusOf("{ value }", { "x-user": "ann" })).toBe(200);
    expect(await statusOf("{ value }", { "x-user": "ann" })).toBe(429);
    expect(await statusOf("{ value }", { "x-user": "bob" })).toBe(200);
    expect(await statusOf("{ value }")).toBe(200);
    expect(await statusOf("{ value }")).toBe(429);
    await gateway.stop();
  });

  test("an address that a header says is nobody's, unless a trusted proxy says so", async () => {
    const spoofed = await open({ operationsPerMinute: 1 });
    expect(await spoofed.statusOf("{ value }", { "x-forwarded-for": "10.0.0.1" })).toBe(200);
    expect(await spoofed.statusOf("{ value }", { "x-forwarded-for": "10.0.0.2" })).toBe(429);

    const limits = { operationsPerMinute: 1 };
    const { statusOf } = await open(limits, { server: { trustProxy: ["127.0.0.0/8", "::1"] } });
    expect(await statusOf("{ value }", { "x-forwarded-for": "10.0.0.1" })).toBe(200);
    expect(await statusOf("{ value }", { "x-forwarded-for": "10.0.0.2" })).toBe(200);
    expect(await statusOf("{ value }", { "x-forwarded-for": "10.0.0.1" })).toBe(429);
    // What stands before the address that the proxy has added, the client has written.
    expect(await statusOf("{ value }", { "x-forwarded-for": "10.0.0.9, 10.0.0.2" })).toBe(429);
  });
});

describe("the calls that a caller's operations may cause in a minute", () => {
  test("are those that were made; what would make more is refused before the first of them", async () => {
    const { send, upstream } = await open({ callsPerMinute: 6 });
    const first = await send("{ users { id posts } }");
    expect(first.status).toBe(200);
    expect(upstream.asked).toHaveLength(4);
    expect(first.header("ratelimit")).toMatch(/^"calls";r=2;t=\d+$/);
    upstream.forget();

    expect(await send("{ value }")).toMatchObject({ status: 200 });
    const refused = await send("{ value other }");
    expect(refused).toMatchObject({
      status: 429,
      body: {
        errors: [
          {
            extensions: {
              code: "TOO_MANY_REQUESTS",
              setting: "limits.callsPerMinute",
              limit: 6,
              retryAfterMs: expect.any(Number),
            },
          },
        ],
      },
    });
    expect(Number(refused.header("retry-after"))).toBeGreaterThan(0);
    expect(upstream.asked).toEqual(["GET /value"]);
    // One is left, and what needs none is answered all the same.
    expect(await send("{ __typename }")).toMatchObject({ status: 200 });
    expect(await send("{ other }")).toMatchObject({ status: 200 });
    expect(await send("{ other }")).toMatchObject({ status: 429 });
    expect(await send("{ __typename }")).toMatchObject({ status: 200 });
  });

  test("are not used up by what is refused for another reason, and never allow what needs more", async () => {
    const { send, upstream } = await open({ callsPerMinute: 1 });
    expect(await send("{ value other }")).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: "TOO_MANY_CALLS", limit: 1, found: 2 } }] },
    });
    expect(await send("{ nothing }")).toMatchObject({ status: 400 });
    expect(upstream.asked).toEqual([]);
    expect(await send("{ value }")).toMatchObject({ status: 200 });
  });

  test("are counted for parts that come later, too", async () => {
    const { url, send } = await open({ callsPerMinute: 6 });
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "multipart/mixed;incrementalSpec=v0.2, application/json",
      },
      body: JSON.stringify({ query: "{ value ... @defer { users { id posts } } }" }),
    });
    expect(await response.text()).toContain('"posts":3');
    await until(
      async () => (await send("{ __typename }")).header("ratelimit")?.includes("r=1;") === true,
    );
  });
});

describeWithRedis("callers of several gateways with one Redis", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  test("have one limit for all of them, and each has its own while Redis is down", async () => {
    const shared = { redis: { url: redis.url, prefix: "callers" } };
    const limits = { operationsPerMinute: 10 };
    const [one, other] = await Promise.all([open(limits, shared), open(limits, shared)]);
    const leftAt = async (gateway: typeof one) =>
      Number(/r=(\d+)/.exec((await gateway.send("{ value }")).header("ratelimit") ?? "")?.[1]);

    for (let left = 9; left >= 3; left--) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await leftAt(one)).toBe(left);
    }
    // The first time it knows nothing yet; soon it knows of all.
    await until(async () => (await other.statusOf("{ value }")) === 429);
    await until(async () => (await one.statusOf("{ value }")) === 429);

    await redis.kill();
    expect(await one.statusOf("{ value }")).toBe(429);
    const alone = await open(limits, shared);
    expect(await leftAt(alone)).toBe(9);
    expect(await leftAt(alone)).toBe(8);
  });
});
