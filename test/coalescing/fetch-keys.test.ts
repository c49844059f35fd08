import { Writable } from "node:stream";

import { propagation, ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { Connector } from "../../src/contract/contract.ts";
import type { RequestContext } from "../../src/connectors/request-context.ts";
import { createCallObserver } from "../../src/sources/observe-call.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import {
  connectorOf,
  type ConnectorTexts,
  requestContext,
} from "../connectors/connector-fixture.ts";
import { propagator } from "../support/propagator.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { createRecordedTracing, type RecordedTracing } from "../support/recorded-tracing.ts";
import { openFetcher, summary } from "./support/fetcher.ts";
import { drop, json, startUpstream, text, type Upstream } from "../support/upstream.ts";

const clock = createManualClock();
const users: ConnectorTexts = {
  place: { kind: "object", typeName: "User" },
  url: "/users",
  queryParams: "id: $batch.id",
  selection: "id name",
  keyFields: [{ path: ["id"], isId: true }],
  batch: { maxSize: 2 },
};
const keysOf = (ids: readonly number[]) =>
  ids.map((id) => ({ id: String(id), args: { id }, this: { id } }));

let upstream: Upstream;
let lines: Record<string, unknown>[];
let recorded: RecordedTracing;

beforeEach(async () => {
  upstream = await startUpstream({
    "GET /users": ({ query }) =>
      query.has("id", "5")
        ? text("down", { status: 503 })
        : json(query.getAll("id").map((id) => ({ id: Number(id), name: `user ${id}` }))),
    "GET /users/:id": ({ params }) => json({ id: params["id"], secret: "payload" }),
    "GET /drop": drop,
    "GET /status/:status": ({ params }) => json({}, { status: Number(params["status"]) }),
    "GET /login": () => text("<p>secret", { headers: { "content-type": "Text/HTML; charset=x" } }),
    "GET /down": () => text("<p>", { status: 404, headers: { "content-type": "text/html" } }),
  });
  lines = [];
  recorded = createRecordedTracing();
  propagation.setGlobalPropagator(propagator);
});

afterEach(async () => {
  propagation.disable();
  await upstream.close();
});

interface Setup {
  readonly isTraced?: boolean;
  readonly level?: "debug" | "info" | "warn" | "silent";
  readonly request?: Partial<RequestContext>;
}

function fetch(texts: ConnectorTexts, ids: readonly number[], setup: Setup = {}) {
  return fetchFrom(connectorOf({ source: { baseUrl: upstream.url }, ...texts }), ids, setup);
}

function fetchFrom(connector: Connector, ids: readonly number[], setup: Setup) {
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()));
      done();
    },
  });
  const log = createLogger({
    mode: "production",
    level: setup.level ?? "info",
    isTerminal: false,
    destination,
  });
  const tracing = setup.isTraced === true ? recorded.tracing : undefined;
  const { coalescer } = openFetcher(connector, {
    upstreamUrl: upstream.url,
    source: { maxConcurrentCalls: 4 },
    clock,
    observer: createCallObserver({
      log,
      audit: undefined,
      metrics: undefined,
      tracing,
      hash: unhashed,
    }),
  });
  return coalescer.fetchKeys(connector, keysOf(ids), { ...requestContext, ...setup.request });
}

const unhashed = (plain: string) => plain;

describe("keys are fetched", () => {
  test("in one call, each getting its own outcome", async () => {
    expect(summary(await fetch(users, [2, 1]))).toEqual([
      { id: 2, name: "user 2" },
      { id: 1, name: "user 1" },
    ]);
    expect(upstream.asked).toEqual(["GET /users?id=2&id=1"]);
  });

  test("in several calls, of which one that fails fails only its own keys", async () => {
    expect(summary(await fetch(users, [1, 2, 3, 5, 6]))).toEqual([
      { id: 1, name: "user 1" },
      { id: 2, name: "user 2" },
      "CONNECTOR_FETCH",
      "CONNECTOR_FETCH",
      { id: 6, name: "user 6" },
    ]);
    expect(upstream.asked.toSorted()).toEqual([
      "GET /users?id=1&id=2",
      "GET /users?id=3&id=5",
      "GET /users?id=6",
    ]);
  });

  test("by no call at all where the connector has none", async () => {
    const texts: ConnectorTexts = { url: null, selection: "twice: $([$args.id, $args.id])" };
    expect(summary(await fetch(texts, [1]))).toEqual([{ twice: [1, 1] }]);
    expect(upstream.asked).toEqual([]);
    expect(lines).toEqual([]);
  });

  test("and a connection that breaks is an outcome that names source and connector", async () => {
    const [outcome] = await fetch({ url: "/drop" }, [1]);
    expect(outcome).toMatchObject({
      kind: "error",
      error: {
        code: "HTTP_CLIENT_ERROR",
        extensions: { service: "api", connector: { coordinate: "Query.things" } },
      },
    });
  });

  test("not for a client that has gone away", async () => {
    const signal = AbortSignal.abort();
    expect(summary(await fetch(users, [1], { request: { signal } }))).toEqual(["REQUEST_ABORTED"]);
    expect(upstream.asked).toEqual([]);
  });

  test("only for connectors that have a route: any other is a bug", () => {
    const { coalescer } = openFetcher(connectorOf(users), { upstreamUrl: upstream.url });
    expect(() => coalescer.fetchKeys(connectorOf(users), [], requestContext)).toThrow(
      "There is no route for connector Query.things.",
    );
  });
});

describe("each call is one log line", () => {
  const texts: ConnectorTexts = {
    url: "/users/{$args.id}?token={$config.key}",
    headers: [{ name: "authorization", value: "Bearer {$config.key}" }],
  };

  test("that says what was called and how it went, without values and payloads", async () => {
    await fetch(texts, [42]);
    expect(lines).toEqual([
      {
        level: "info",
        time: expect.any(String),
        pid: expect.any(Number),
        hostname: expect.any(String),
        msg: "upstream call",
        method: "GET",
        source: "api",
        connector: "Query.things",
        call: expect.any(String),
        path: "/users/{$args.id}",
        keys: 1,
        status: 200,
        bytes: 30,
        durationMs: 0,
      },
    ]);
  });

  test("with the code of a call without answer", async () => {
    await fetch({ url: "/drop" }, [1]);
    expect(lines).toMatchObject([{ code: "HTTP_CLIENT_ERROR", path: "/drop" }]);
    expect(lines[0]).not.toHaveProperty("status");
  });

  test("with the number of keys that it is for", async () => {
    await fetch(users, [1, 2, 3]);
    expect(new Set(lines.map(({ keys }) => keys))).toEqual(new Set([1, 2]));
  });

  test.each([
    ["/status/200", "info"],
    ["/status/404", "info"],
    ["/status/429", "warn"],
    ["/status/500", "warn"],
    ["/status/503", "warn"],
    ["/drop", "warn"],
  ])("that warns where the source fails: %s is %s", async (url, level) => {
    await fetch({ url }, [1]);
    expect(lines).toMatchObject([{ msg: "upstream call", level }]);
  });

  test("that is written at its own level", async () => {
    await fetch({ url: "/status/200" }, [1], { level: "warn" });
    await fetch({ url: "/status/500" }, [1], { level: "warn" });
    expect(lines).toMatchObject([{ status: 500 }]);
  });

  test("for each of several calls, and none where nobody reads them", async () => {
    await fetch(users, [1, 2, 3]);
    expect(lines).toHaveLength(2);
    await fetch(users, [1], { level: "silent" });
    expect(lines).toHaveLength(2);
  });
});

describe("an answer whose content type is not read", () => {
  test("is warned of, with its type and without what it says", async () => {
    expect(summary(await fetch({ url: "/login" }, [1], { level: "warn" }))).toEqual([null]);
    expect(lines).toMatchObject([
      {
        level: "warn",
        msg: "the answer's content type is not read",
        source: "api",
        connector: "Query.things",
        status: 200,
        contentType: "text/html",
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain("secret");
  });

  test("is not warned of where it is a failure anyway", async () => {
    await fetch({ url: "/down" }, [1], { level: "warn" });
    expect(lines).toEqual([]);
  });
});

describe("what goes wrong in a mapping", () => {
  const texts: ConnectorTexts = { url: "/users/{$args.id}", selection: "id nam: name last: nme" };

  test("is one line for those who debug, with a count for each place", async () => {
    await fetch(texts, [1], { level: "debug" });
    expect(lines).toMatchObject([
      { msg: "upstream call" },
      {
        level: "debug",
        msg: "mapping problems",
        source: "api",
        connector: "Query.things",
        count: 2,
        problems: [
          { message: 'There is no "name" in an object', path: expect.any(String), count: 1 },
          { message: 'There is no "nme" in an object', count: 1 },
        ],
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain("payload");
  });

  test("is told of a content type that is not read", async () => {
    await fetch({ url: "/login" }, [1], { level: "debug" });
    expect(lines.at(-1)).toMatchObject({
      msg: "mapping problems",
      problems: [{ message: "The answer is of a content type that is not read, and maps as null" }],
    });
  });

  test("is nothing to tell where nothing does, or where nobody debugs", async () => {
    await fetch(users, [1], { level: "debug" });
    await fetch(texts, [1], { level: "info" });
    expect(lines.map(({ msg }) => msg)).toEqual(["upstream call", "upstream call"]);
  });

  test("is on the span of its call", async () => {
    await fetch(texts, [1], { isTraced: true });
    await fetch(users, [1], { isTraced: true });
    expect(recorded.spans[0]?.attributes).toMatchObject({
      "sluice.mapping.problems": 2,
      "sluice.mapping.problem": expect.stringContaining('There is no "name" in an object'),
    });
    expect(recorded.spans[1]?.attributes).not.toHaveProperty("sluice.mapping.problems");
  });
});

describe("each call is one client span", () => {
  const parent = trace.setSpanContext(ROOT_CONTEXT, {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    traceFlags: 1,
  });
  const traced = { isTraced: true, request: { trace: parent } };

  test("in the request's trace, with the attributes of HTTP clients", async () => {
    await fetch({ url: "/users/{$args.id}?token={$config.key}" }, [42], traced);
    const [span] = recorded.spans;
    expect(span).toMatchObject({
      name: "GET /users/{$args.id}",
      kind: SpanKind.CLIENT,
      parentId: "b7ad6b7169203331",
      ends: [undefined],
      attributes: {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "url.template": "/users/{$args.id}",
        "server.address": "127.0.0.1",
        "server.port": Number(new URL(upstream.url).port),
        "graphql.source.name": "api",
        "sluice.connector": "Query.things",
      },
    });
    expect(JSON.stringify(span?.attributes)).not.toMatch(/\/42|k1/);
  });

  test("whose context goes to the source", async () => {
    await fetch(users, [1], traced);
    const [span] = recorded.spans;
    expect(upstream.requests[0]?.headers["traceparent"]).toBe(
      `00-0af7651916cd43dd8448eb211c80319c-${span?.spanId}-01`,
    );
  });

  test("that is an error when the call fails, with its code", async () => {
    await fetch(users, [5], traced);
    await fetch({ url: "/drop" }, [1], traced);
    expect(recorded.spans).toMatchObject([
      {
        attributes: { "http.response.status_code": 503 },
        ends: [{ code: "CONNECTOR_FETCH" }],
      },
      { ends: [{ code: "HTTP_CLIENT_ERROR" }] },
    ]);
  });

  test("that ends with a bug, too, in the reading of its answer or below", async () => {
    const bug = new TypeError("a bug");
    const connector = connectorOf({ source: { baseUrl: upstream.url }, url: "/users/1" });
    const evaluate = () => {
      throw bug;
    };
    const broken = { ...connector, selection: { ...connector.selection, evaluate } };
    await expect(fetchFrom(broken, [1], { isTraced: true })).rejects.toBe(bug);
    expect(recorded.spans).toMatchObject([{ ends: [bug] }]);
  });

  test("and without tracing there is none, nor a header", async () => {
    await fetch(users, [1], { request: { trace: parent } });
    expect(recorded.spans).toEqual([]);
    expect(upstream.requests[0]?.headers).not.toHaveProperty("traceparent");
  });
});
