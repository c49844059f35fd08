import { describe, expect, onTestFinished, test } from "vitest";

import { systemClock } from "../../src/kernel/clock.ts";
import { Attempt } from "../../src/sources/attempt.ts";
import { Pools } from "../../src/sources/pools.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { turns, until } from "../support/until.ts";
import { json, startUpstream } from "../support/upstream.ts";
import { request } from "./source-setup.ts";

async function setUp() {
  const upstream = await startUpstream({
    "GET /": () => json(1),
    "GET /never": () => new Promise(() => {}),
  });
  const pools = new Pools();
  onTestFinished(async () => {
    await upstream.close();
    await pools.close();
  });
  let released = 0;
  const open = (path: string, bugs: { readonly inResult: boolean; readonly inRelease?: boolean }) =>
    new Attempt({
      sourceName: "users",
      pool: pools.get(upstream.url, {
        connections: 1,
        connectTimeoutMs: 1000,
        tls: undefined,
        allowLinkLocal: false,
      }),
      request: request(upstream.url, path),
      timeoutMs: 1000,
      maxResponseBytes: 100,
      clock: path === "/never" ? clock : systemClock,
      onResult: () => {
        if (bugs.inResult) throw new Error("bug");
      },
      onRelease: () => {
        released++;
        if (bugs.inRelease === true) throw new Error("bug");
      },
    });
  const clock = createManualClock();
  return { upstream, pools, clock, open, released: () => released };
}

describe("an attempt holds its place no longer, and gives it back once", () => {
  test("when who takes its result has a bug", async () => {
    const { open, released } = await setUp();
    open("/", { inResult: true }).start();
    await until(() => released() > 0);
    await turns();
    expect(released()).toBe(1);
  });

  test("when who takes its place has a bug", async () => {
    const { open, released } = await setUp();
    open("/", { inResult: false, inRelease: true }).start();
    await until(() => released() > 0);
    await turns();
    expect(released()).toBe(1);
  });

  test("when it is refused before it is sent", async () => {
    const { open, pools, released } = await setUp();
    await pools.close();
    expect(() => open("/", { inResult: true }).start()).toThrow("bug");
    expect(released()).toBe(1);
  });

  test("when it has a timeout: its connection is closed all the same", async () => {
    const { open, upstream, clock, released } = await setUp();
    open("/never", { inResult: true }).start();
    await upstream.hasReceived(1);
    expect(() => clock.advance(1000)).toThrow("bug");
    await upstream.requests[0]?.aborted;
    expect(released()).toBe(1);
  });
});
