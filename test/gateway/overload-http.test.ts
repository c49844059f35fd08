import { describe, expect, test } from "vitest";

import type { ConfigInput } from "../../src/gateway.ts";
import { createHeld } from "../support/held.ts";
import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
  type Query {
    value(id: ID!): Int @connect(source: "api", http: { GET: "/values/{$args.id}" }, selection: "$")
    must(id: ID!): Int! @connect(source: "api", http: { GET: "/values/{$args.id}" }, selection: "$")
    broken: Int @connect(source: "api", http: { GET: "/broken" }, selection: "$")
    constant: Int
  }
  type Mutation {
    add: Int @connect(source: "api", http: { POST: "/values" }, selection: "$")
  }
`;

async function open(
  api: NonNullable<ConfigInput["sources"]>[string],
  server: ConfigInput["server"] = {},
) {
  const held = createHeld();
  const opened = await openGateway({
    schema,
    api,
    server,
    resolvers: { Query: { constant: () => 1 } },
    routes: {
      "GET /values/:id": held.hold(({ params }) => json(Number(params["id"]))),
      "GET /broken": () => json("broken", { status: 500 }),
      "POST /values": () => json("busy", { status: 429, headers: { "retry-after": "7" } }),
    },
  });
  const { url } = await opened.gateway.start();
  const post = async (query: string) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query }),
    });
    const { data, errors }: Answer = JSON.parse(await response.text());
    return {
      status: response.status,
      retryAfter: response.headers.get("retry-after"),
      data,
      codes: errors?.map(({ extensions }) => extensions.code),
      retryAfterMs: errors?.map(({ extensions }) => extensions.retryAfterMs),
    };
  };
  return { ...opened, held, post };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly {
    readonly extensions: { readonly code: string; readonly retryAfterMs?: number };
  }[];
}

describe("of which nothing could be answered", () => {
  test("as its source fails, a request is told with 503 when to come back", async () => {
    const { post, upstream, lines } = await open({ breaker: { minCalls: 1, openFor: "1m" } });
    expect(await post("{ broken }")).toMatchObject({ status: 200, retryAfter: null });
    const refused = await post("{ value(id: 1) other: value(id: 2) }");
    expect(refused).toMatchObject({
      status: 503,
      retryAfter: "60",
      data: { value: null, other: null },
      codes: ["CIRCUIT_OPEN", "CIRCUIT_OPEN"],
    });
    expect(refused.retryAfterMs?.[0]).toBeGreaterThan(59_000);
    expect(refused.retryAfterMs?.[0]).toBeLessThanOrEqual(60_000);
    // Also where a null spreads over all.
    expect(await post("{ must(id: 1) constant }")).toMatchObject({ status: 503, data: null });
    expect(upstream.asked).toEqual(["GET /broken"]);
    expect(lines().findLast(({ msg }) => msg === "request")).toMatchObject({
      status: 503,
      codes: ["CIRCUIT_OPEN"],
    });
  });

  test("as too many wait already", async () => {
    const { post, held, upstream } = await open({ maxConcurrentCalls: 1, maxQueuedCalls: 0 });
    const first = post("{ value(id: 1) }");
    await upstream.hasReceived(1);
    expect(await post("{ value(id: 2) }")).toMatchObject({
      status: 503,
      retryAfter: expect.stringMatching(/^[1-9]\d*$/),
      data: { value: null },
      codes: ["SOURCE_OVERLOADED"],
    });
    held.letAllGo();
    expect(await first).toMatchObject({ status: 200, data: { value: 1 } });
    expect(upstream.asked).toEqual(["GET /values/1"]);
  });

  test("as its source may not be called so soon", async () => {
    const { post, held } = await open({ rateLimit: { calls: 1, per: "10m" } });
    held.letAllGo();
    expect(await post("{ value(id: 1) }")).toMatchObject({ status: 200 });
    const refused = await post("{ value(id: 2) }");
    expect(refused).toMatchObject({ status: 503, codes: ["RATE_LIMITED"] });
    expect(Number(refused.retryAfter)).toBeGreaterThan(500);
    expect(Number(refused.retryAfter) * 1000).toBeGreaterThanOrEqual(
      refused.retryAfterMs?.[0] ?? 0,
    );
  });

  test("as its source has asked for a longer pause than the request has time", async () => {
    const { post, held, upstream } = await open({}, { requestTimeout: "5s" });
    held.letAllGo();
    // What the source says of a call that was sent is the answer to it.
    expect(await post("mutation { add }")).toMatchObject({
      status: 200,
      codes: ["CONNECTOR_FETCH"],
      retryAfterMs: [7000],
    });
    expect(await post("{ value(id: 2) }")).toMatchObject({
      status: 503,
      retryAfter: "7",
      codes: ["RATE_LIMITED"],
    });
    expect(upstream.asked).toEqual(["POST /values"]);
  });
});

describe("of which something could be answered", () => {
  test("a request is answered with 200: a field of another source, or of none", async () => {
    const { post } = await open({ breaker: { minCalls: 1, openFor: "1m" } });
    await post("{ broken }");
    expect(await post("{ value(id: 1) constant }")).toMatchObject({
      status: 200,
      retryAfter: null,
      data: { value: null, constant: 1 },
      codes: ["CIRCUIT_OPEN"],
    });
  });

  test("so is one whose first calls went before there were too many", async () => {
    const { post, held, upstream } = await open({ maxConcurrentCalls: 1, maxQueuedCalls: 1 });
    const answer = post(
      "{ a: value(id: 1) b: value(id: 2) c: value(id: 3) d: value(id: 4) e: value(id: 5) }",
    );
    await upstream.hasReceived(1);
    held.letAllGo();
    expect(await answer).toMatchObject({
      status: 200,
      retryAfter: null,
      data: { a: 1, b: 2, c: null, d: null, e: null },
      codes: ["SOURCE_OVERLOADED", "SOURCE_OVERLOADED", "SOURCE_OVERLOADED"],
    });
  });

  test("and one that failed for another reason besides is not to be sent again", async () => {
    const { post } = await open({
      breaker: { minCalls: 2, openFor: "1m" },
      retry: { attempts: 1 },
    });
    expect(await post("{ broken }")).toMatchObject({ codes: ["CONNECTOR_FETCH"] });
    const both = await post("mutation { add again: add }");
    expect(both).toMatchObject({
      status: 200,
      retryAfter: null,
      data: { add: null, again: null },
      codes: ["CONNECTOR_FETCH", "CIRCUIT_OPEN"],
    });
  });
});
