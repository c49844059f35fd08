import { GraphQLError } from "graphql";
import { expect, onTestFinished, test, vi } from "vitest";

import type { OperationResult } from "../../src/execution/executor.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { until } from "../support/until.ts";
import { greetingInParts } from "./support/answer-in-parts.ts";
import { logLines } from "./support/log-lines.ts";
import { all, readEvents } from "./support/read-parts.ts";
import { serveParts, type ServedOptions } from "./support/serve-parts.ts";

const query = "{ greet ... @defer { slow } }";

/** The address of a server whose operations are answered so. */
async function served(answer: () => OperationResult, options: ServedOptions = {}): Promise<string> {
  return (await serveParts(answer, options)).url;
}

async function subscribe(url: string, document = query, accept = "text/event-stream") {
  return await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept },
    body: JSON.stringify({ query: document }),
  });
}

const complete = { event: "complete", data: undefined };

test("each part is an event, and after the last one the stream is complete", async () => {
  const response = await subscribe(await served(greetingInParts));
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  expect(await all(readEvents(response))).toEqual([
    {
      event: "next",
      data: { data: { greet: "hello" }, pending: [{ id: "0", path: [] }], hasNext: true },
    },
    {
      event: "next",
      data: {
        incremental: [{ id: "0", data: { slow: "world" } }],
        completed: [{ id: "0" }],
        hasNext: false,
      },
    },
    complete,
  ]);
});

test("the bytes are such that a browser passes each event on", async () => {
  const response = await subscribe(await served(() => ({ data: { greet: "a\nb" } })));
  expect(await response.text()).toBe(
    'event: next\ndata: {"data":{"greet":"a\\nb"}}\n\nevent: complete\ndata:\n\n',
  );
});

test("a whole answer is one event", async () => {
  const response = await subscribe(await served(() => ({ data: { greet: "hello" } })));
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await all(readEvents(response))).toEqual([
    { event: "next", data: { data: { greet: "hello" } } },
    complete,
  ]);
});

test("works by GET, with a header that no plain web page can send", async () => {
  const url = `${await served(greetingInParts)}?query=${encodeURIComponent(query)}`;
  const headers = { accept: "text/event-stream", "apollo-require-preflight": "true" };
  expect(await all(readEvents(await fetch(url, { headers })))).toHaveLength(3);
  const mutation = `${url.replace(/\?.*/, "")}?query=mutation{change}`;
  expect((await fetch(mutation, { headers })).status).toBe(405);
});

test.each([
  ["does not parse", "{", "GRAPHQL_PARSE_FAILED"],
  ["is not valid", "{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
  ["is none", "", "BAD_REQUEST"],
])(
  "a document that %s is refused by an event, which a browser can read",
  async (_n, text, code) => {
    const response = await subscribe(await served(greetingInParts), text);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    expect(await all(readEvents(response))).toMatchObject([
      { event: "next", data: { errors: [{ extensions: { code } }] } },
      complete,
    ]);
  },
);

test("a GET that any web page could send is refused as everywhere", async () => {
  const url = `${await served(greetingInParts)}?query=${encodeURIComponent(query)}`;
  const response = await fetch(url, { headers: { accept: "text/event-stream" } });
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toContain("application/json");
  expect(await response.text()).toContain("Cross-Site Request Forgery");
});

test("an answer of which nothing could be had for load is an event, too", async () => {
  const overload = new GatewayError("SOURCE_OVERLOADED", "Busy", { retryAfterMs: 5000 });
  const error = new GraphQLError("Busy", { path: ["greet"], originalError: overload });
  const response = await subscribe(
    await served(() => ({ data: { greet: null }, errors: [error] })),
  );
  expect(response.status).toBe(200);
  expect(response.headers.get("retry-after")).toBe("5");
  expect(await all(readEvents(response))).toHaveLength(2);
});

test("a body that is no JSON is refused as everywhere", async () => {
  const response = await fetch(await served(greetingInParts), {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: "{",
  });
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toContain("application/json");
});

test("who accepts JSON beside events gets a whole answer as JSON, and events for parts", async () => {
  const accept = "text/event-stream, application/json;q=0.5";
  const whole = await subscribe(await served(() => ({ data: { greet: "hello" } })), query, accept);
  expect(whole.headers.get("content-type")).toBe("application/json; charset=utf-8");
  const parts = await subscribe(await served(greetingInParts), query, accept);
  expect(await all(readEvents(parts))).toHaveLength(3);
});

test("while there is nothing to say for long, a comment keeps the connection", async () => {
  const clock = createManualClock();
  const released = Promise.withResolvers<void>();
  const url = await served(() => greetingInParts(released.promise), { clock });
  const events = readEvents(await subscribe(url));
  await events.next();
  for (const _ of ["first", "second"]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await until(() => clock.timerCount() === 1);
    clock.advance(12_000);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await events.next()).value).toEqual({ event: "", data: undefined });
  }
  released.resolve();
  expect((await events.next()).value).toMatchObject({ event: "next" });
  expect((await events.next()).value).toEqual(complete);
  await events.next();
  expect(clock.timerCount()).toBe(0);
});

test("when its client goes away, no comment is made for it any more", async () => {
  const clock = createManualClock();
  const { log, lines } = logLines();
  const held = Promise.withResolvers<void>();
  onTestFinished(() => held.resolve());
  const url = await served(() => greetingInParts(held.promise), { clock, log });
  const client = new AbortController();
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ query }),
    signal: client.signal,
  });
  await readEvents(response).next();
  await until(() => clock.timerCount() === 1);
  client.abort();
  await vi.waitFor(() => expect(lines).toMatchObject([{ msg: "request abandoned by its client" }]));
  expect(clock.timerCount()).toBe(0);
});
