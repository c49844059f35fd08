import { describe, expect, test, vi } from "vitest";

import { startServe } from "../workers/support/serve-process.ts";

/** One whose resolver holds up the event loop for as long as it is asked to, in slices. */
const resolvers = `
const hold = (ms) => { const end = performance.now() + ms; while (performance.now() < end); };
export const resolvers = { Query: {
  quick: () => 1,
  async busy(_parent, { seconds }) {
    const end = performance.now() + seconds * 1000;
    while (performance.now() < end) { hold(600); await new Promise((go) => setImmediate(go)); }
    return 2;
  },
} };`;

function start(config: object = {}) {
  return startServe({
    schema: "type Query { quick: Int busy(seconds: Int!): Int }",
    config: {
      resolvers: "resolvers.mjs",
      overload: { eventLoopLag: "300ms" },
      metrics: { port: 0 },
      ...config,
    },
    files: { "resolvers.mjs": resolvers },
  });
}

describe("a process with too much to do", { timeout: 60_000 }, () => {
  test("refuses what is new, answers what is in progress, says so, and recovers", async () => {
    const served = start();
    const url = await served.listens();
    const ask = (query: string) =>
      fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query }),
      });
    const get = (path: string) => fetch(new URL(path, url));
    expect((await get("/readyz")).status).toBe(200);

    const busy = ask("{ busy(seconds: 5) }");
    await served.says("overloaded: new requests are refused");
    const refused = await ask("{ quick }");
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("2");
    expect(await refused.json()).toEqual({
      errors: [
        {
          message: "The gateway has too much to do. Send the request again later.",
          extensions: { code: "OVERLOADED" },
        },
      ],
    });
    const ready = await get("/readyz");
    expect([ready.status, await ready.json()]).toEqual([200, { status: "overloaded" }]);
    const live = await get("/livez");
    expect([live.status, await live.json()]).toEqual([200, { status: "ok" }]);
    expect(await (await busy).json()).toEqual({ data: { busy: 2 } });

    await served.says("the overload is over");
    expect(await (await ask("{ quick }")).json()).toEqual({ data: { quick: 1 } });
    expect(await (await get("/readyz")).json()).toEqual({ status: "ready" });
    expect(served.lines("overloaded: new requests are refused")).toHaveLength(1);
    const metrics = await fetch(String((await served.says("metrics are served"))["url"]));
    expect(await metrics.text()).toMatch(
      /sluice_requests_shed_total\{.*sluice_overload_cause="event_loop".*\} 1/,
    );
  });

  test("among workers leaves the others to answer", async () => {
    const served = start({ workers: 2 });
    const url = await served.listens();
    const ask = (query: string) =>
      fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", connection: "close" },
        body: JSON.stringify({ query }),
      });
    const busy = ask("{ busy(seconds: 8) }");
    await served.says("overloaded: new requests are refused");
    const statuses = new Set<number>();
    await vi.waitUntil(async () => {
      statuses.add((await ask("{ quick }")).status);
      return statuses.size === 2;
    }, 30_000);
    expect(statuses).toEqual(new Set([200, 503]));
    expect((await busy).status).toBe(200);
  });
});
