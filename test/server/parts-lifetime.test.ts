import { expect, onTestFinished, test, vi } from "vitest";

import type { Executor } from "../../src/execution/executor.ts";
import type { LaterParts } from "../../src/execution/later-parts.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { createRecordedTracing } from "../support/recorded-tracing.ts";
import { until } from "../support/until.ts";
import { dataOf, greetingInParts, laterParts, pendingPart } from "./support/answer-in-parts.ts";
import { logLines } from "./support/log-lines.ts";
import { all, readMultipart } from "./support/read-parts.ts";
import { handlerOf, start } from "./support/serve.ts";
import { askFor, current, deferringSchema, serveParts } from "./support/serve-parts.ts";

test("the log line and the span of a request end with its last part", async () => {
  const released = Promise.withResolvers<void>();
  const { log, lines } = logLines();
  const { tracing, spans } = createRecordedTracing();
  const { url } = await serveParts(() => greetingInParts(released.promise), { log, tracing });
  const parts = readMultipart(await askFor(current, url));
  await parts.next();
  expect(lines).toEqual([]);
  expect(spans).toMatchObject([{ ends: [] }]);
  released.resolve();
  await all(parts);
  await until(() => lines.length > 0);
  expect(lines).toMatchObject([{ msg: "request", operationName: "Greeting", status: 200 }]);
  expect(spans).toMatchObject([{ ends: [undefined] }]);
});

/** An answer whose parts do not come, and what is asked of them. */
function heldAnswer() {
  const given = Promise.withResolvers<IteratorResult<never, void>>();
  const events: string[] = [];
  const payloads = Object.assign(laterParts([], []).payloads, {
    next() {
      events.push("next");
      return given.promise;
    },
    async return(): Promise<IteratorResult<never, void>> {
      events.push("return");
      given.resolve({ done: true, value: undefined });
      return await given.promise;
    },
  });
  const later: LaterParts = { pending: [pendingPart("0")], payloads };
  return { events, answer: { data: { greet: "hello" }, later } };
}

test("when its client goes away, the rest of an answer is given up at once", async () => {
  const { events, answer } = heldAnswer();
  const { log, lines } = logLines();
  const { url, asked } = await serveParts(() => answer, { log });
  const client = new AbortController();
  const parts = readMultipart(await askFor(current, url, { signal: client.signal }));
  await parts.next();
  const signal = asked[0]?.request.signal;
  expect(signal?.aborted).toBe(false);
  client.abort();
  await until(() => events.includes("return"));
  expect(signal?.reason).toMatchObject({ code: "REQUEST_ABORTED" });
  await until(() => lines.length > 0);
  expect(lines).toMatchObject([{ msg: "request abandoned by its client" }]);
});

test("when its client went away before the first part, all of the answer is given up", async () => {
  const { events, answer } = heldAnswer();
  const gone = Promise.withResolvers<void>();
  const { url, asked } = await serveParts(async () => {
    await gone.promise;
    return answer;
  });
  const client = new AbortController();
  const asking = askFor(current, url, { signal: client.signal }).catch(() => "gone");
  await until(() => asked.length > 0);
  const signal = asked[0]?.request.signal;
  client.abort();
  expect(await asking).toBe("gone");
  await until(() => signal?.aborted === true);
  gone.resolve();
  await until(() => events.includes("return"));
});

test("the time that a request may take is that of all its parts", async () => {
  const clock = createManualClock();
  const { answer } = heldAnswer();
  const { url, asked } = await serveParts(() => answer, { clock, requestTimeoutMs: 1000 });
  const client = new AbortController();
  onTestFinished(() => client.abort());
  const parts = readMultipart(await askFor(current, url, { signal: client.signal }));
  await parts.next();
  const signal = asked[0]?.request.signal;
  clock.advance(999);
  expect(signal?.aborted).toBe(false);
  clock.advance(1);
  expect(signal?.reason).toMatchObject({ code: "GATEWAY_TIMEOUT" });
});

test("the next part is asked for once the one before has left", async () => {
  let made = 0;
  async function* many() {
    for (;;) {
      made += 1;
      yield { incremental: [dataOf("0", { slow: "x".repeat(100_000) })] };
    }
  }
  const { url } = await serveParts(() => ({
    data: {},
    later: laterParts([pendingPart("0")], many()),
  }));
  const client = new AbortController();
  onTestFinished(() => client.abort());
  const response = await askFor(current, url, { signal: client.signal });
  // Nobody reads: once all buffers on the way are full, nothing more is made.
  let before = -1;
  await vi.waitFor(
    () => {
      const now = made;
      const hasStopped = now === before;
      before = now;
      expect(hasStopped).toBe(true);
    },
    { interval: 200, timeout: 10_000 },
  );
  expect(made).toBeLessThan(1000);
  await response.body?.cancel();
});

test("a server that stops lets the parts in progress come", async () => {
  const released = Promise.withResolvers<void>();
  const executor: Executor = { execute: async () => greetingInParts(released.promise) };
  const { server, url } = await start(await handlerOf(deferringSchema, { executor }));
  const parts = readMultipart(await askFor(current, url));
  await parts.next();
  const stopped = server.stop();
  released.resolve();
  expect((await parts.next()).value).toMatchObject({ hasNext: false });
  await stopped;
});

test("a server that has waited long enough cuts the parts in progress off", async () => {
  const { events, answer } = heldAnswer();
  const executor: Executor = { execute: async () => answer };
  const { server, url } = await start(await handlerOf(deferringSchema, { executor }), {
    drainTimeoutMs: 20,
  });
  const parts = readMultipart(await askFor(current, url));
  await parts.next();
  await server.stop();
  await until(() => events.includes("return"));
  await expect(all(parts)).rejects.toThrow("terminated");
});
