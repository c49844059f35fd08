import { HeaderMap } from "@apollo/server";
import { propagation, SpanKind, trace, type TextMapPropagator } from "@opentelemetry/api";
import { describe, expect, onTestFinished, test, vi } from "vitest";

import { createManualClock } from "../support/manual-clock.ts";
import { createRecordedTracing } from "../support/recorded-tracing.ts";
import { heldHandler } from "./support/held-handler.ts";
import { logLines } from "./support/log-lines.ts";
import { handlerOf, post, schemaWith, serve } from "./support/serve.ts";

const schema = schemaWith("type Query { greet(id: ID): String broken: String! }", {
  Query: { greet: () => "hello" },
});

describe("the signal of a request", () => {
  test("aborts when the client goes away before the answer", async () => {
    const handler = heldHandler();
    const { url } = await serve(handler);
    const client = new AbortController();
    const answer = post(url, {}, { signal: client.signal }).catch(nameOf);
    const { signal } = await handler.entered;
    const aborted = new Promise((resolve) => signal?.addEventListener("abort", resolve));

    expect(signal?.aborted).toBe(false);
    client.abort();
    await aborted;
    expect(await answer).toBe("AbortError");
    expect(signal?.reason).toMatchObject({ code: "REQUEST_ABORTED" });
    handler.release();
  });

  test("is aborted when it is first asked for after that", async () => {
    const { log, lines } = logLines();
    const handler = heldHandler();
    const { url } = await serve(handler, { log });
    const client = new AbortController();
    const answer = post(url, {}, { signal: client.signal }).catch(nameOf);
    const context = await handler.entered;
    client.abort();
    await answer;
    await vi.waitFor(() => expect(lines).not.toEqual([]));

    expect(context.signal?.reason).toMatchObject({ code: "REQUEST_ABORTED" });
    handler.release();
  });

  test("does not abort when the client got its answer", async () => {
    const handler = heldHandler();
    const { url, server } = await serve(handler);
    const answer = post(url, {});
    const { signal } = await handler.entered;
    expect(signal?.aborted).toBe(false);
    handler.release();
    await answer;
    await server.stop();
    expect(signal?.aborted).toBe(false);
  });

  test("aborts when the request has taken too long, counted from its start", async () => {
    const clock = createManualClock();
    const handler = heldHandler();
    const { url } = await serve(handler, { clock, requestTimeoutMs: 1000 });
    const answer = post(url, {});
    const context = await handler.entered;

    clock.advance(400);
    const { signal } = context;
    clock.advance(599);
    expect(signal?.aborted).toBe(false);
    clock.advance(1);
    expect(signal?.reason).toMatchObject({
      code: "GATEWAY_TIMEOUT",
      message: "The request may take 1000 ms in all, and has taken longer.",
    });
    handler.release();
    await answer;
    expect(clock.timerCount()).toBe(0);
  });

  test("is one signal, however often it is asked for", async () => {
    const handler = heldHandler();
    const { url } = await serve(handler);
    const answer = post(url, {});
    const context = await handler.entered;
    expect(context.signal).toBe(context.signal);
    handler.release();
    await answer;
  });
});

describe("the log", () => {
  test("has one line for each request, without variables or data", async () => {
    const clock = createManualClock();
    const { log, lines } = logLines();
    const { url } = await serve(await handlerOf(schema), { log, clock });
    await post(url, {
      query: "query Greeting($id: ID) { greet(id: $id) }",
      variables: { id: "secret-variable" },
    });
    await vi.waitFor(() => expect(lines).toHaveLength(1));

    const { time: _time, pid: _pid, hostname: _hostname, ...line } = lines[0] ?? {};
    expect(line).toEqual({
      level: 30,
      msg: "request",
      method: "POST",
      path: "/graphql",
      operationName: "Greeting",
      operationType: "query",
      status: 200,
      durationMs: 0,
      errors: 0,
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      address: "127.0.0.1",
    });
  });

  test("says from where it came also of a client that has gone away, as proxies that are trusted say", async () => {
    const { log, lines } = logLines();
    const handler = heldHandler();
    const { url } = await serve(handler, { log, trustProxy: ["127.0.0.1"] });
    const client = new AbortController();
    const headers = { "x-forwarded-for": "192.0.2.7" };
    const answer = post(url, {}, { headers, signal: client.signal }).catch(nameOf);
    await handler.entered;
    client.abort();
    await answer;
    await vi.waitFor(() => expect(lines).toMatchObject([{ address: "192.0.2.7" }]));
    handler.release();
  });

  test.each([
    ["that of whoever stands in front", "0af7651916cd43dd-8448eb21:1", true],
    ["a new one where that is not sane", "a b", false],
    ["a new one where that is endless", "a".repeat(129), false],
  ])("has an id, which the answer has too: %s", async (_what, given, isTaken) => {
    const { log, lines } = logLines();
    const { url } = await serve(await handlerOf(schema), { log });
    const { response } = await post(
      url,
      { query: "{ greet }" },
      { headers: { "x-request-id": given } },
    );
    const answered = response.headers.get("x-request-id");
    await vi.waitFor(() => expect(lines).toMatchObject([{ requestId: answered }]));
    expect(answered === given).toBe(isTaken);
  });

  test("has the beginning of a name that is long: a client may choose one as long as a document", async () => {
    const { log, lines } = logLines();
    const { url } = await serve(await handlerOf(schema), { log });
    await post(url, { query: `query ${"N".repeat(60_000)} { greet }` });
    await vi.waitFor(() => expect(lines).toMatchObject([{ operationName: "N".repeat(200) }]));
  });

  test.each([
    [
      "{ broken }",
      { status: 200, operationType: "query", errors: 1, codes: ["INTERNAL_SERVER_ERROR"] },
    ],
    ["{ nothing nowhere }", { status: 400, errors: 2, codes: ["GRAPHQL_VALIDATION_FAILED"] }],
    [
      "query ($id: ID!) { greet(id: $id) }",
      { status: 400, operationType: "query", errors: 1, codes: ["BAD_USER_INPUT"] },
    ],
  ])("counts the errors of %s and has their codes", async (query, expected) => {
    const { log, lines } = logLines();
    const { url } = await serve(await handlerOf(schema), { log });
    await post(url, { query });
    await vi.waitFor(() => expect(lines).toMatchObject([{ msg: "request", ...expected }]));
  });

  test("says that a client went away, and gives no status", async () => {
    const { log, lines } = logLines();
    const handler = heldHandler();
    const { url } = await serve(handler, { log });
    const client = new AbortController();
    const answer = post(url, {}, { signal: client.signal }).catch(nameOf);
    await handler.entered;
    client.abort();
    await answer;
    await vi.waitFor(() =>
      expect(lines).toMatchObject([{ msg: "request abandoned by its client" }]),
    );
    expect(lines[0]).not.toHaveProperty("status");
    handler.release();
  });

  test("has no lines about requests where its level is above info", async () => {
    const { log, lines } = logLines("warn");
    const { url, server } = await serve(await handlerOf(schema), { log });
    await post(url, { query: "{ greet }" });
    await fetch(`${url}/nowhere`);
    await server.stop();
    expect(lines).toEqual([]);
  });
});

describe("the span of a request", () => {
  test("is a server span with the names of the semantic conventions", async () => {
    const { tracing, spans } = createRecordedTracing();
    const { url, server } = await serve(await handlerOf(schema), { tracing });
    await post(url, { query: "query Greeting { greet }" });
    await server.stop();
    expect(spans).toMatchObject([
      {
        name: "POST /graphql",
        kind: SpanKind.SERVER,
        parentId: undefined,
        attributes: {
          "http.request.method": "POST",
          "http.route": "/graphql",
          "url.path": "/graphql",
          "url.scheme": "http",
          "http.response.status_code": 200,
          "graphql.operation.name": "Greeting",
          "graphql.operation.type": "query",
        },
        ends: [undefined],
      },
    ]);
  });

  test("goes on with the trace of its client, and is what calls go on with", async () => {
    propagation.setGlobalPropagator(traceparentReader);
    onTestFinished(() => propagation.disable());
    const { tracing, spans } = createRecordedTracing();
    const handler = heldHandler();
    const { url } = await serve(handler, { tracing });
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const answer = post(url, {}, { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
    const context = await handler.entered;
    tracing.start("call", context.trace);
    handler.release();
    await answer;
    expect(spans).toMatchObject([
      { traceId, parentId: "b7ad6b7169203331" },
      { traceId, parentId: spans[0]?.spanId },
    ]);
  });

  test("fails with the server, not with its client", async () => {
    const { tracing, spans } = createRecordedTracing();
    const status = [400, 500];
    const { url, server } = await serve(
      {
        handle: async () => ({
          status: status.shift() ?? 200,
          headers: new HeaderMap([["content-type", "application/json"]]),
          body: { kind: "complete", string: "{}" },
        }),
      },
      { tracing },
    );
    await post(url, {});
    await post(url, {});
    await server.stop();
    expect(spans).toMatchObject([
      { attributes: { "http.response.status_code": 400 }, ends: [undefined] },
      {
        attributes: { "http.response.status_code": 500 },
        ends: [{ code: "INTERNAL_SERVER_ERROR" }],
      },
    ]);
  });

  test("is aborted, without a status, when the client goes away", async () => {
    const { tracing, spans } = createRecordedTracing();
    const handler = heldHandler();
    const { url } = await serve(handler, { tracing });
    const client = new AbortController();
    const answer = post(url, {}, { signal: client.signal }).catch(nameOf);
    await handler.entered;
    client.abort();
    await answer;
    await vi.waitFor(() => expect(spans).toMatchObject([{ ends: [{ code: "REQUEST_ABORTED" }] }]));
    expect(spans[0]?.attributes).not.toHaveProperty("http.response.status_code");
    handler.release();
  });
});

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** As much of the W3C trace context as a server reads. */
const traceparentReader: TextMapPropagator = {
  inject() {},
  fields: () => ["traceparent"],
  extract(context, carrier, getter) {
    const [, traceId = "", spanId = ""] = String(getter.get(carrier, "traceparent")).split("-");
    return trace.setSpanContext(context, { traceId, spanId, traceFlags: 1 });
  },
};
