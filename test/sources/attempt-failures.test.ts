import { describe, expect, test } from "vitest";

import type { SourceSettings } from "../../src/sources/source-settings.ts";
import { drop, endless, half, json, stall } from "../support/upstream.ts";
import { failure, request, setUp } from "./source-setup.ts";

/** A client of an upstream that holds its answers to `GET /held` until released. */
async function setUpHeld(options: Partial<SourceSettings>) {
  const gate = Promise.withResolvers<void>();
  const setup = await setUp(
    {
      "GET /held": async () => {
        await gate.promise;
        return json(1);
      },
      "GET /": () => json(2),
    },
    options,
  );
  return { ...setup, release: gate.resolve };
}

describe("a call that fails", () => {
  test("says so when nobody listens", async () => {
    const { upstream, get } = await setUp({});
    await upstream.close();
    expect(await failure(get("/"))).toMatchObject({
      code: "HTTP_CLIENT_ERROR",
      message: 'The source "users" could not be reached, or broke off (ECONNREFUSED).',
    });
  });

  test("does so when the connection breaks, before or within the answer", async () => {
    const { get } = await setUp({ "GET /drop": drop, "GET /half": () => half("[1,") });
    expect(await failure(get("/drop"))).toMatchObject({ code: "HTTP_CLIENT_ERROR" });
    expect(await failure(get("/half"))).toMatchObject({ code: "HTTP_CLIENT_ERROR" });
  });

  test("does so when the answer is not HTTP", async () => {
    const { get } = await setUp({
      "GET /": () => (response) => response.socket?.end("SSH-2.0-OpenSSH_9.6\r\n"),
    });
    expect(await failure(get("/"))).toMatchObject({ code: "HTTP_CLIENT_ERROR" });
  });

  test("times out at its deadline, when no answer comes", async () => {
    const { upstream, clock, get } = await setUp({ "GET /": () => new Promise(() => {}) });
    const call = failure(get("/?token=secret"));
    await upstream.hasReceived(1);
    clock.advance(1000);
    expect(await call).toMatchObject({
      code: "GATEWAY_TIMEOUT",
      message: 'The source "users" did not answer within 1000 ms.',
    });
  });

  test("times out at its deadline, when the answer does not end, and hangs up", async () => {
    const { upstream, clock, get } = await setUp({ "GET /": () => stall("[1,") });
    const call = failure(get("/"));
    await upstream.hasReceived(1);
    clock.advance(1000);
    expect(await call).toMatchObject({ code: "GATEWAY_TIMEOUT" });
    await upstream.requests[0]?.aborted;
  });

  test("stops reading an answer that announces too many bytes", async () => {
    const { get } = await setUp({ "GET /": () => json("x".repeat(99)) }, { maxResponseBytes: 100 });
    expect(await failure(get("/"))).toMatchObject({
      code: "RESPONSE_TOO_LARGE",
      message: 'The source "users" sent more than the 100 bytes that are read of an answer.',
    });
  });

  test("stops reading an answer without end, and hangs up", async () => {
    const { upstream, get } = await setUp({ "GET /": endless });
    expect(await failure(get("/"))).toMatchObject({ code: "RESPONSE_TOO_LARGE" });
    await upstream.requests[0]?.aborted;
  });

  test("reads an answer of exactly as many bytes as may be read", async () => {
    const { get } = await setUp({ "GET /": () => json("x".repeat(98)) }, { maxResponseBytes: 100 });
    expect(await get("/")).toMatchObject({ bodyBytes: 100 });
  });

  test.each([
    { headers: { "x-a": "line\r\nbreak" } },
    { headers: { expect: "100-continue" } },
    { path: "/a b" },
  ])("sends nothing when the request is not HTTP: %j", async (bad) => {
    const { upstream, call } = await setUp({});
    expect(await failure(call(request(upstream.url, "/", bad)))).toMatchObject({
      code: "CONNECTOR_REQUEST_INVALID",
    });
    expect(upstream.asked).toEqual([]);
  });

  test("leaves no timer and no listener behind, however it ends", async () => {
    const { clock, get } = await setUp({ "GET /": () => json(1), "GET /drop": drop });
    await get("/");
    await failure(get("/drop"));
    await failure(get("/", { signal: AbortSignal.abort() }));
    expect(clock.timerCount()).toBe(0);
  });
});

describe("a client that goes away", () => {
  test("aborts the call, and hangs up on the source", async () => {
    const { upstream, get } = await setUp({ "GET /": () => new Promise(() => {}) });
    const client = new AbortController();
    const call = failure(get("/", { signal: client.signal }));
    await upstream.hasReceived(1);
    client.abort();
    expect(await call).toMatchObject({ code: "REQUEST_ABORTED" });
    await upstream.requests[0]?.aborted;
  });

  test("before the call goes out: nothing is sent", async () => {
    const { upstream, get } = await setUp({ "GET /": () => json(1) });
    expect(await failure(get("/", { signal: AbortSignal.abort() }))).toMatchObject({
      code: "REQUEST_ABORTED",
    });
    const client = new AbortController();
    const connecting = failure(get("/", { signal: client.signal }));
    client.abort();
    expect(await connecting).toMatchObject({ code: "REQUEST_ABORTED" });
    await get("/");
    expect(upstream.asked).toEqual(["GET /"]);
  });

  test("after the answer: nothing happens", async () => {
    const { get } = await setUp({ "GET /": () => json(1) });
    const client = new AbortController();
    const response = await get("/", { signal: client.signal });
    client.abort();
    expect(response.status).toBe(200);
  });
});

describe("the limit of calls at once", () => {
  test("holds calls back until one ends", async () => {
    const { upstream, get, release } = await setUpHeld({ maxConcurrentCalls: 2 });
    const calls = [get("/held"), get("/held"), get("/")];
    await upstream.hasReceived(2);
    expect(upstream.asked).toEqual(["GET /held", "GET /held"]);
    release();
    await Promise.all(calls);
    expect(upstream.asked).toEqual(["GET /held", "GET /held", "GET /"]);
    expect(upstream.connectionCount()).toBe(2);
  });

  test("refuses the call that finds the queue full", async () => {
    const { get, release } = await setUpHeld({ maxConcurrentCalls: 1, maxQueuedCalls: 1 });
    const calls = [get("/held"), get("/")];
    expect(await failure(get("/"))).toMatchObject({ code: "SOURCE_OVERLOADED" });
    release();
    await Promise.all(calls);
  });

  test("does not count waiting towards the timeout of an attempt", async () => {
    const { upstream, clock, get } = await setUpHeld({ maxConcurrentCalls: 1 });
    const held = failure(get("/held"));
    await upstream.hasReceived(1);
    clock.advance(999);
    const waiting = failure(get("/held"));
    clock.advance(1);
    expect(await held).toMatchObject({ code: "GATEWAY_TIMEOUT" });
    await upstream.hasReceived(2);
    clock.advance(999);
    const isPending = await Promise.race([waiting.then(() => false), Promise.resolve(true)]);
    clock.advance(1);
    expect([isPending, await waiting]).toMatchObject([true, { code: "GATEWAY_TIMEOUT" }]);
  });

  test("a waiting call that is aborted leaves the queue, and is never sent", async () => {
    const { upstream, get, release } = await setUpHeld({
      maxConcurrentCalls: 1,
      maxQueuedCalls: 1,
    });
    const first = get("/held");
    const client = new AbortController();
    const waiting = failure(get("/?waiting", { signal: client.signal }));
    client.abort();
    expect(await waiting).toMatchObject({ code: "REQUEST_ABORTED" });
    const next = get("/");
    release();
    await Promise.all([first, next]);
    expect(upstream.asked).toEqual(["GET /held", "GET /"]);
  });
});

describe("closing", () => {
  test("may be asked for twice", async () => {
    const { source, get } = await setUp({ "GET /": () => json(1) });
    await get("/");
    const closed = Promise.all([source.close(), source.close()]);
    expect(await closed).toEqual([undefined, undefined]);
  });

  test("refuses calls to places never called before, too", async () => {
    const { upstream, source, get } = await setUp({ "GET /": () => json(1) });
    await source.close();
    expect(await failure(get("/"))).toMatchObject({ code: "HTTP_CLIENT_ERROR" });
    expect(upstream.connectionCount()).toBe(0);
  });

  test("lets running calls end, and refuses later ones", async () => {
    const { upstream, source, get } = await setUp({ "GET /": () => json(1) });
    const running = get("/");
    const closed = source.close();
    expect(await running).toMatchObject({ status: 200 });
    await closed;
    expect(await failure(get("/"))).toMatchObject({ code: "HTTP_CLIENT_ERROR" });
    expect(upstream.asked).toHaveLength(1);
  });
});
