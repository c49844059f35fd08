import { expect, onTestFinished, test } from "vitest";

import { Pools } from "../../src/sources/pools.ts";
import { createHeld } from "../support/held.ts";
import { json, startUpstream } from "../support/upstream.ts";

const settings = {
  connections: 2,
  connectTimeoutMs: 1000,
  tls: undefined,
  allowLinkLocal: false,
};

test("an origin has one pool for as long as its settings stay", async () => {
  const pools = new Pools();
  const first = pools.get("http://a.test", settings);
  expect(pools.get("http://a.test", settings)).toBe(first);
  expect(pools.get("http://b.test", settings)).not.toBe(first);
  expect(pools.get("http://a.test", { ...settings })).toBe(first);
  const others = [
    { connectTimeoutMs: 1 },
    { connections: 1 },
    { tls: {} },
    { allowLinkLocal: true },
  ];
  for (const other of others) {
    const before = pools.get("http://a.test", settings);
    expect(pools.get("http://a.test", { ...settings, ...other })).not.toBe(before);
  }
  expect(first.closed).toBe(true);
  await pools.close();
});

test("new settings make a new pool, and the calls of the old one end as they began", async () => {
  const held = createHeld();
  const upstream = await startUpstream({
    "GET /held": held.hold(() => json("old")),
    "GET /": () => json("new"),
  });
  onTestFinished(() => upstream.close());
  const pools = new Pools();
  const old = pools.get(upstream.url, settings);
  const running = old.request({ path: "/held", method: "GET" });
  await upstream.hasReceived(1);
  const next = pools.get(upstream.url, { ...settings, connections: null });
  expect(next).not.toBe(old);
  expect(old.closed).toBe(true);
  const answered = await next.request({ path: "/", method: "GET" });
  expect(await answered.body.json()).toBe("new");
  held.letAllGo();
  expect(await (await running).body.json()).toBe("old");
  await pools.close();
});

test("origins that are no longer used are closed, and opened anew when they are called again", async () => {
  const pools = new Pools();
  const first = pools.get("http://a.test", settings);
  const second = pools.get("http://b.test", settings);
  pools.closeOthers(new Set(["http://a.test"]));
  expect([first.closed, second.closed]).toEqual([false, true]);
  expect(pools.get("http://a.test", settings)).toBe(first);
  expect(pools.get("http://b.test", settings).closed).toBe(false);
  await pools.close();
});

test("once closed, it is closed for places never called before too", async () => {
  const pools = new Pools();
  pools.get("http://a.test", settings);
  await Promise.all([pools.close(), pools.close()]);
  expect(pools.get("http://a.test", settings).closed).toBe(true);
  expect(pools.get("http://b.test", settings).closed).toBe(true);
});
