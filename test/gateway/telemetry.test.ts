import { SpanKind } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { createHeld } from "../support/held.ts";
import { json, type Upstream } from "../support/upstream.ts";
import { decodeJson, startCollector } from "../telemetry/otlp-collector.ts";
import { openGateway } from "./support/open-gateway.ts";
import { postOperation } from "./support/post-operation.ts";

const schema = `
  type Query {
    posts: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id user: { id: userId }")
    must: Int! @connect(source: "api", http: { GET: "/broken" }, selection: "$")
    broken: Int @connect(source: "api", http: { GET: "/broken" }, selection: "$")
    postsBy(userId: ID!): [Post!]
      @connect(source: "api", http: { GET: "/posts/{$args.userId}" }, selection: "id user: { id: userId }")
  }
  type Post { id: ID user: User }
  type User
    @connect(
      source: "api"
      http: { GET: "/users", queryParams: "id: $batch.id" headers: { name: "authorization", from: "authorization" } }
      selection: "id name"
    ) { id: ID! name: String }
`;
const routes = {
  "GET /posts": () => json([7, 3, 7].map((userId, id) => ({ id, userId }))),
  "GET /posts/:userId": ({ params }: { params: Readonly<Record<string, string>> }) =>
    json([{ id: 1, userId: Number(params["userId"]) }]),
  "GET /users": ({ query }: { query: URLSearchParams }) =>
    json(query.getAll("id").map((id) => ({ id, name: `secret name ${id}` }))),
  "GET /broken": () => json({ reason: "secret reason" }, { status: 500 }),
};
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const headers = { authorization: "Bearer secret", traceparent };
const query =
  "query Feed($secret: Boolean = true) { posts { id user { name @include(if: $secret) } } }";

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("OTEL_")) vi.stubEnv(name, undefined);
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
});

type OpenOptions = Partial<Parameters<typeof openGateway>[0]>;

/** The spans that a collector gets of what `use` does with a gateway. */
async function spansOf(
  use: (url: string, upstream: Upstream) => Promise<unknown>,
  options: OpenOptions = {},
) {
  const collector = await startCollector();
  onTestFinished(() => collector.stop());
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url);
  vi.stubEnv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
  const { gateway, upstream } = await openGateway({ schema, routes, ...options });
  const { url } = await gateway.start();
  await use(url, upstream);
  await gateway.stop();
  const text = collector.received.map(({ body }) => body.toString()).join("");
  const spans = collector.received
    .flatMap((each) => decodeJson(each).spans)
    .map(({ name, traceId, spanId, parentSpanId, kind, status, attributes, links = [] }) => ({
      name,
      links: links.map((link) => link.spanId),
      traceId,
      spanId,
      parentSpanId,
      kind,
      status,
      attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)])),
    }));
  const find = (name: string) => {
    const [span, ...more] = spans.filter((each) => each.name === name);
    if (span === undefined || more.length > 0) throw new Error(`${more.length} more of ${name}`);
    return span;
  };
  return { spans, find, text, upstream };
}

function valueOf(value: unknown): unknown {
  return typeof value === "object" && value !== null ? Object.values(value)[0] : value;
}

describe("a request is one trace", () => {
  test("that continues the client's: server, planning, execution, batches, calls", async () => {
    const { spans, find, upstream } = await spansOf((url) =>
      postOperation(url, { query }, { headers }),
    );
    const server = find("POST /graphql");
    const planning = find("GraphQL Operation Planning");
    const execution = find("GraphQL Operation Execution");
    const batch = find("GraphQL DataLoader Batch User");
    const posts = find("GET /posts");
    const users = find("GET /users");

    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(
      new Set(["0af7651916cd43dd8448eb211c80319c"]),
    );
    expect(server).toMatchObject({
      parentSpanId: "b7ad6b7169203331",
      kind: SpanKind.SERVER + 1,
      attributes: {
        "http.request.method": "POST",
        "http.route": "/graphql",
        "http.response.status_code": 200,
        "graphql.operation.name": "Feed",
        "graphql.operation.type": "query",
      },
    });
    expect(planning).toMatchObject({
      parentSpanId: server.spanId,
      attributes: { "graphql.processing.type": "plan", "sluice.plan.cached": false },
    });
    expect(execution).toMatchObject({
      parentSpanId: server.spanId,
      attributes: { "graphql.processing.type": "execute" },
    });
    expect(batch).toMatchObject({
      parentSpanId: execution.spanId,
      attributes: {
        "graphql.processing.type": "dataloader_batch",
        "graphql.dataloader.name": "User",
        "graphql.dataloader.batch.size": 2,
        "graphql.dataloader.cache.hit_count": 0,
        "graphql.dataloader.cache.miss_count": 2,
      },
    });
    const call = { kind: SpanKind.CLIENT + 1, status: { code: 0 } };
    expect(users).toMatchObject({
      ...call,
      parentSpanId: batch.spanId,
      attributes: {
        "graphql.source.name": "api",
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "server.address": "127.0.0.1",
        "server.port": Number(new URL(upstream.url).port),
        "url.template": "/users",
      },
    });
    expect(posts).toMatchObject(call);
    // Each call tells the source which span it belongs to.
    expect(upstream.requests.map(({ headers: sent }) => sent["traceparent"])).toEqual(
      [posts, users].map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`),
    );
  });

  test("that says which plans were there already, and which keys", async () => {
    const { spans } = await spansOf(async (url) => {
      await postOperation(url, { query });
      await postOperation(url, { query: "{ posts { id } more: posts { user { name } } }" });
      await postOperation(url, { query });
    });
    const planned = spans.filter(({ name }) => name === "GraphQL Operation Planning");
    expect(planned.map(({ attributes }) => attributes["sluice.plan.cached"])).toEqual([
      false,
      false,
      true,
    ]);
    const [, both] = spans.filter(({ name }) => name === "GraphQL DataLoader Batch Query.posts");
    expect(both?.attributes).toMatchObject({
      "graphql.dataloader.batch.size": 2,
      "graphql.dataloader.cache.hit_count": 1,
      "graphql.dataloader.cache.miss_count": 1,
    });
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(3);
  });

  test("in which a failed call is an error, and the request is not", async () => {
    const { find } = await spansOf((url) => postOperation(url, { query: "{ broken }" }));
    for (const name of ["GET /broken", "GraphQL DataLoader Batch Query.broken"]) {
      expect(find(name)).toMatchObject({
        status: { code: 2 },
        attributes: { "error.type": "CONNECTOR_FETCH" },
      });
    }
    expect(find("POST /graphql").status.code).toBe(0);
  });

  test("in which an execution without data is an error", async () => {
    const { find } = await spansOf((url) => postOperation(url, { query: "{ must }" }));
    expect(find("GraphQL Operation Execution").status.code).toBe(2);
    expect(find("POST /graphql").status.code).toBe(0);
  });

  test("without payloads, keys or credentials", async () => {
    const { text } = await spansOf((url) =>
      postOperation(url, { query: `${query.slice(0, -1)} broken }` }, { headers }),
    );
    expect(text).toContain("GET /broken");
    expect(text).not.toMatch(/secret|id=7/);
  });
});

describe("requests that share a call", () => {
  const caller = { headers: { authorization: "Bearer secret" } };

  test("have traces of their own, and the call is in one and linked to the batch of the other", async () => {
    const { spans, find } = await spansOf(
      (url) =>
        // The call leaves when it is full: when both have asked for their user.
        Promise.all(
          [3, 7].map((id) =>
            postOperation(url, { query: `{ postsBy(userId: ${id}) { user { name } } }` }, caller),
          ),
        ),
      { api: { batch: { window: "15s", maxSize: 2 } } },
    );
    const batches = spans.filter(({ name }) => name === "GraphQL DataLoader Batch User");
    const call = find("GET /users");
    const own = batches.find(({ spanId }) => spanId === call.parentSpanId);
    const [other, ...more] = batches.filter(({ spanId }) => spanId !== call.parentSpanId);
    expect(call.traceId).toBe(own?.traceId);
    expect(call.links).toEqual([other?.spanId]);
    expect(other?.traceId).not.toBe(own?.traceId);
    expect(more).toEqual([]);
    expect(call.attributes).toMatchObject({
      "sluice.keys": 2,
      "sluice.requests": 2,
      "sluice.lane": "normal",
      "sluice.scope": expect.stringMatching(/^[\da-f]{16}$/),
      "sluice.window_ms": expect.any(Number),
      "sluice.queue_ms": expect.any(Number),
    });
    for (const batch of batches) {
      expect(batch.attributes).toMatchObject({
        "sluice.coalesce.role": "leader",
        "sluice.lane": "normal",
        "sluice.upstream_ms": expect.any(Number),
      });
    }
  });

  test("say who began it and who joined it", async () => {
    const held = createHeld();
    const { spans, find } = await spansOf(
      async (url, upstream) => {
        const leader = postOperation(url, { query: "query Leader { posts { id } }" });
        await upstream.hasReceived(1);
        const follower = postOperation(url, { query: "query Follower { posts { id } broken }" });
        // It has asked for all its root fields by now.
        await upstream.hasReceived(2);
        held.letAllGo();
        await Promise.all([leader, follower]);
      },
      { routes: { ...routes, "GET /posts": held.hold(routes["GET /posts"]) } },
    );
    const batches = spans.filter(({ name }) => name === "GraphQL DataLoader Batch Query.posts");
    const byRole = (role: string) =>
      batches.find(({ attributes }) => attributes["sluice.coalesce.role"] === role);
    const operation = (name: string) =>
      spans.find(({ attributes }) => attributes["graphql.operation.name"] === name);
    const call = find("GET /posts");
    expect(batches).toHaveLength(2);
    expect(byRole("leader")?.traceId).toBe(operation("Leader")?.traceId);
    expect(byRole("follower")?.traceId).toBe(operation("Follower")?.traceId);
    expect(call.parentSpanId).toBe(byRole("leader")?.spanId);
    expect(call.links).toEqual([byRole("follower")?.spanId]);
    expect(call.attributes).toMatchObject({ "sluice.keys": 1, "sluice.requests": 2 });
    // All callers share it.
    expect(call.attributes).not.toHaveProperty(["sluice.scope"]);
  });
});

describe("log lines", () => {
  test("are one for the request and one for each call, without payloads and credentials", async () => {
    const { gateway, lines } = await openGateway({ schema, routes });
    const { url } = await gateway.start();
    await postOperation(url, { query: `${query.slice(0, -1)} broken }` }, { headers });
    await gateway.stop();
    const told = lines().filter(({ msg }) => msg === "request" || msg === "upstream call");
    expect(told.at(-1)).toEqual({
      level: "info",
      time: expect.any(String),
      pid: expect.any(Number),
      hostname: expect.any(String),
      msg: "request",
      method: "POST",
      path: "/graphql",
      operationName: "Feed",
      operationType: "query",
      status: 200,
      durationMs: expect.any(Number),
      errors: 1,
      codes: ["CONNECTOR_FETCH"],
      requestId: expect.any(String),
      address: "127.0.0.1",
    });
    expect(
      told.slice(0, -1).toSorted((a, b) => String(a["path"]).localeCompare(String(b["path"]))),
    ).toMatchObject([
      {
        msg: "upstream call",
        source: "api",
        connector: "Query.broken",
        path: "/broken",
        status: 500,
      },
      {
        msg: "upstream call",
        source: "api",
        connector: "Query.posts",
        path: "/posts",
        status: 200,
      },
      { msg: "upstream call", source: "api", connector: "User", path: "/users", status: 200 },
    ]);
    expect(JSON.stringify(lines())).not.toMatch(/secret|Bearer/);
  });
});

test("without an SDK no trace is sent, and the client's goes no further", async () => {
  const { gateway, upstream } = await openGateway({ schema, routes });
  const { url } = await gateway.start();
  await postOperation(url, { query }, { headers });
  expect(upstream.requests.map(({ headers: sent }) => sent["traceparent"])).toEqual([
    undefined,
    undefined,
  ]);
});

test("a gateway that cannot be created stops the SDK that it has started", async () => {
  const collector = await startCollector();
  onTestFinished(() => collector.stop());
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url);
  await expect(openGateway({ schema: "type Query {" })).rejects.toThrow("SDL_SYNTAX");
  // Only a stopped SDK can be started anew: the next gateway's spans arrive.
  const { find } = await spansOf((url) => postOperation(url, { query }));
  expect(find("POST /graphql").status.code).toBe(0);
});
