import { setImmediate } from "node:timers/promises";

import { HeaderMap } from "@apollo/server";
import { describe, expect, test, vi } from "vitest";

import type { GraphqlHandler } from "../../src/server/graphql-handler.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { createRecordedTracing } from "../support/recorded-tracing.ts";
import { heldHandler } from "./support/held-handler.ts";
import { logLines } from "./support/log-lines.ts";
import { createServer, post, start } from "./support/serve.ts";

describe("stop", () => {
  test("lets a request in progress finish, and closes its connection", async () => {
    const handler = heldHandler();
    const { server, url } = await start(handler);
    const answer = post(url, {});
    await handler.entered;
    const stopped = server.stop();
    handler.release();

    const { response, body } = await answer;
    expect(response.status).toBe(200);
    expect(response.headers.get("connection")).toBe("close");
    expect(body).toEqual({ data: {} });
    await stopped;
  });

  test("sends the whole of an answer that is larger than the socket takes at once", async () => {
    const handler = heldHandler(JSON.stringify({ data: { text: "x".repeat(20_000_000) } }));
    const { server, url } = await start(handler);
    const answer = fetch(url, { method: "POST" });
    await handler.entered;
    handler.release();
    const response = await answer;
    const stopped = server.stop();
    expect((await response.text()).length).toBeGreaterThan(20_000_000);
    await stopped;
  });

  test("refuses new requests with 503, and says when to try again", async () => {
    const handler = heldHandler();
    const { server, url } = await start(handler);
    const answer = post(url, {});
    await handler.entered;
    const stopped = server.stop();

    const { response, body } = await post(url, {});
    expect(response.status).toBe(503);
    expect(response.headers.get("connection")).toBe("close");
    expect(response.headers.get("retry-after")).toBe("1");
    expect(body.errors).toEqual([
      {
        message: "The gateway is stopping. Send the request again.",
        extensions: { code: "SERVICE_UNAVAILABLE" },
      },
    ]);
    handler.release();
    await Promise.all([answer, stopped]);
  });

  test("shows in /readyz, not in /livez", async () => {
    const handler = heldHandler();
    const { server, url, origin } = await start(handler);
    const answer = post(url, {});
    await handler.entered;
    const stopped = server.stop();

    const ready = await fetch(`${origin}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ status: "draining" });
    expect((await fetch(`${origin}/livez`)).status).toBe(200);
    handler.release();
    await Promise.all([answer, stopped]);
  });

  test("first gives balancers their time: all is answered, and /readyz says that it leaves", async () => {
    const clock = createManualClock();
    const { log, lines } = logLines();
    const handler = heldHandler();
    handler.release();
    const { server, url, origin } = await start(handler, { clock, log, drainDelayMs: 5000 });
    await post(url, {});
    const stopped = server.stop();

    const { response } = await post(url, {});
    expect(response.status).toBe(200);
    expect(response.headers.get("connection")).toBe("keep-alive");
    const ready = await fetch(`${origin}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: "draining" }]);
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: "leaving: balancers are told", drainDelayMs: 5000 }),
    );

    clock.advance(5000);
    const last = await post(url, {});
    expect(last.response.status).toBe(200);
    expect(last.response.headers.get("connection")).toBe("close");
    // What clients keep open without using it has the drain timeout.
    clock.advance(10_000);
    await stopped;
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("closes the port, though clients keep their connections", async () => {
    const handler = heldHandler();
    handler.release();
    const { server, url } = await start(handler);
    await post(url, {});
    await server.stop();
    await expect(fetch(url)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  });

  test("answers what is not done after the drain timeout, and aborts its work", async () => {
    const clock = createManualClock();
    const { log, lines } = logLines();
    const counted: unknown[] = [];
    const handler = heldHandler();
    const { tracing, spans } = createRecordedTracing();
    const { server, url } = await start(handler, {
      clock,
      log,
      tracing,
      drainTimeoutMs: 5000,
      metrics: {
        answered: () => undefined,
        refused: () => undefined,
        operationEnded: ({ outcome }) => void counted.push(outcome),
      },
    });
    const answer = post(url, {});
    const { signal } = await handler.entered;
    const stopped = server.stop();

    clock.advance(4999);
    expect(signal?.aborted).toBe(false);
    clock.advance(1);
    const { response, body } = await answer;
    await stopped;
    expect(response.status).toBe(504);
    expect(response.headers.get("connection")).toBe("close");
    expect(body.errors).toEqual([
      {
        message:
          "The gateway stops, and this was not done in the time that was left. A query can be sent again; a mutation may have been done.",
        extensions: { code: "GATEWAY_TIMEOUT" },
      },
    ]);
    expect(signal?.reason).toMatchObject({ code: "REQUEST_ABORTED" });
    handler.release();
    await setImmediate();
    expect(lines).toMatchObject([
      { msg: "draining" },
      { level: 40, msg: "requests cut off", inProgress: 1 },
      { level: 40, msg: "request cut off: the gateway stops", status: 504 },
    ]);
    expect(counted).toEqual(["failed"]);
    expect(spans).toMatchObject([
      { ends: [{ message: "The gateway stopped before this was done." }] },
    ]);
    expect(clock.timerCount()).toBe(0);
  });

  test("closes the connection of what is answered in part by then", async () => {
    const clock = createManualClock();
    const { log, lines } = logLines();
    const handler: GraphqlHandler = {
      handle: async () => ({
        headers: new HeaderMap([["content-type", "text/plain"]]),
        body: { kind: "chunked", asyncIterator: firstPartOnly() },
      }),
    };
    const { server, url } = await start(handler, { clock, log, drainTimeoutMs: 5000 });
    const response = await fetch(url, { method: "POST" });
    const text = response.text().catch(String);
    const stopped = server.stop();
    clock.advance(5000);
    await stopped;
    expect(await text).toBe("TypeError: terminated");
    expect(lines.at(-1)).toMatchObject({ level: 40, msg: "request cut off: the gateway stops" });
  });

  test("waits for a second for clients that do not take the end of their answers", async () => {
    const clock = createManualClock();
    const { log, lines } = logLines();
    const handler = heldHandler(JSON.stringify({ data: { text: "x".repeat(20_000_000) } }));
    handler.release();
    const { server, url } = await start(handler, { clock, log, drainTimeoutMs: 5000 });
    const response = await fetch(url, { method: "POST" });
    const stopped = server.stop();
    clock.advance(5000);
    await vi.waitUntil(() => clock.timerCount() === 1);
    clock.advance(1000);
    await stopped;
    expect(await response.text().catch(String)).toBe("TypeError: terminated");
    expect(lines.some(({ msg }) => msg === "request cut off: the gateway stops")).toBe(false);
  });

  test("says that it drains only where it has listened", async () => {
    const { log, lines } = logLines();
    const handler = heldHandler();
    const { server, url } = await start(handler, { log });
    const second = await createServer(handler, { log, port: Number(new URL(url).port) });
    await expect(second.start()).rejects.toMatchObject({ problems: [{ code: "PORT_IN_USE" }] });
    await second.stop();
    expect(lines).toEqual([]);
    await server.stop();
    expect(lines).toMatchObject([{ msg: "draining", inProgress: 0 }]);
  });

  test("leaves no timer behind", async () => {
    const clock = createManualClock();
    const handler = heldHandler();
    const { server, url } = await start(handler, { clock, requestTimeoutMs: 1000 });
    const answer = post(url, {});
    expect((await handler.entered).signal?.aborted).toBe(false);
    const stopped = server.stop();
    handler.release();
    await Promise.all([answer, stopped]);
    expect(clock.timerCount()).toBe(0);
  });

  test("can be called again, and waits for the same end", async () => {
    const handler = heldHandler();
    const { server, url } = await start(handler);
    const answer = post(url, {});
    await handler.entered;
    const all = Promise.all([server.stop(), server.stop(), answer]);
    handler.release();
    await expect(all).resolves.toHaveLength(3);
    await server.stop();
  });
});

/** An answer of which the second part never comes. */
async function* firstPartOnly(): AsyncGenerator<string> {
  yield "part";
  await new Promise(() => undefined);
}
