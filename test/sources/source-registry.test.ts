import { describe, expect, onTestFinished, test } from "vitest";

import type { RateLimitShare } from "../../src/sources/rate-limit-share.ts";
import { SourceRegistry, type SourceRegistryOptions } from "../../src/sources/source-registry.ts";
import type { SourceSettings } from "../../src/sources/source-settings.ts";
import { createHeld } from "../support/held.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { until } from "../support/until.ts";
import { json, startUpstream } from "../support/upstream.ts";
import { captureLog } from "./captured-log.ts";
import { callSource, request, settings } from "./source-setup.ts";

async function setUp(options: Partial<SourceRegistryOptions> = {}) {
  const held = createHeld();
  const upstream = await startUpstream({
    "GET /": () => json(1),
    "GET /fails": () => json({}, { status: 500 }),
    "GET /held": held.hold(() => json("held")),
  });
  const { log, lines } = captureLog();
  const clock = createManualClock();
  const registry = new SourceRegistry({ clock, log, settings: () => settings, ...options });
  onTestFinished(async () => {
    held.letAllGo();
    await upstream.close();
    await registry.closeOthers(new Set());
  });
  const get = (source: ReturnType<SourceRegistry["open"]>, path: string) =>
    callSource(source, request(upstream.url, path));
  return { registry, upstream, lines, clock, held, get };
}

function slots(many: (name: string) => number) {
  return (name: string): SourceSettings => ({ ...settings, maxConcurrentCalls: many(name) });
}

describe("a source", () => {
  test("is the same for as long as its name and its base URL are", async () => {
    const { registry } = await setUp();
    const users = registry.open("users", "http://a.test");
    expect(registry.open("users", "http://a.test")).toBe(users);
    expect(registry.open("users", "http://b.test")).not.toBe(users);
    expect(registry.open("posts", "http://a.test")).not.toBe(users);
    expect(registry.snapshots().map(({ name }) => name)).toEqual(["users", "users", "posts"]);
  });

  test("never takes the slots of another", async () => {
    const { registry, upstream, get, held } = await setUp({
      settings: () => ({ ...settings, maxConcurrentCalls: 1 }),
    });
    const dead = registry.open("users", upstream.url);
    const running = [get(dead, "/held"), get(dead, "/held")];
    await until(() => held.count() === 1);
    const alive = registry.open("posts", upstream.url);
    expect(await get(alive, "/")).toMatchObject({ status: 200 });
    held.letAllGo();
    await Promise.all(running);
  });

  test("has the settings of its name, also when they change", async () => {
    const { registry } = await setUp({ settings: slots((name) => name.length) });
    const users = registry.open("users", "http://a.test");
    expect(users.limit).toBe(5);
    registry.tune(slots((name) => name.length * 10));
    expect(users.limit).toBe(50);
    expect(registry.open("a", "http://a.test").limit).toBe(10);
  });

  test("writes to the log when its breaker opens, tries, and closes", async () => {
    const breaker = { failures: 0.5, minCalls: 1, windowMs: 10_000, openMs: 5000 };
    const { registry, upstream, get, lines, clock } = await setUp({
      settings: (): SourceSettings => ({ ...settings, breaker }),
    });
    const source = registry.open("users", upstream.url);
    await get(source, "/fails");
    clock.advance(5000);
    await get(source, "/");
    expect(lines).toMatchObject([
      { level: "warn", msg: "breaker", source: "users", endpoint: 0, state: "open" },
      { level: "info", msg: "breaker", source: "users", endpoint: 0, state: "half-open" },
      { level: "info", msg: "breaker", source: "users", endpoint: 0, state: "closed" },
    ]);
  });

  test("shares its rate limit with other gateways, and writes to the log when it no longer can", async () => {
    const leases: (() => ReturnType<RateLimitShare["lease"]>)[] = [
      async () => {
        throw new Error("no connection");
      },
    ];
    const asked: string[] = [];
    const share = (name: string): RateLimitShare => ({
      async lease(calls) {
        asked.push(`${name} ${calls}`);
        return leases.shift()?.() ?? { granted: calls, waitMs: 0 };
      },
    });
    const rateLimit = { calls: 10, perMs: 1000 };
    const { registry, upstream, get, lines, clock } = await setUp({
      share,
      settings: () => ({ ...settings, rateLimit }),
    });
    const source = registry.open("users", upstream.url);
    // While nobody answers it limits for itself.
    await get(source, "/");
    clock.advance(1000);
    const next = get(source, "/");
    await until(() => lines.length === 2);
    expect(await next).toMatchObject({ status: 200 });
    expect(lines).toMatchObject([
      { level: "warn", msg: "the rate limit is not shared for now", source: "users" },
      { level: "info", msg: "the rate limit is shared again", source: "users" },
    ]);
    expect(asked[0]).toBe("users 1");
  });
});

describe("closing", () => {
  test("lets the calls of sources that are not used any more end, and makes them anew when they are", async () => {
    const { registry, upstream, get, held } = await setUp();
    const used = registry.open("users", upstream.url);
    const unused = registry.open("posts", upstream.url);
    const running = get(unused, "/held");
    await until(() => held.count() === 1);
    const closed = registry.closeOthers(new Set([used]));
    expect(registry.snapshots().map(({ name }) => name)).toEqual(["users"]);
    held.letAllGo();
    expect(await running).toMatchObject({ body: '"held"' });
    await closed;
    await expect(get(unused, "/")).rejects.toMatchObject({ code: "HTTP_CLIENT_ERROR" });
    expect(await get(used, "/")).toMatchObject({ status: 200 });
    expect(registry.open("posts", upstream.url)).not.toBe(unused);
    expect(registry.open("users", upstream.url)).toBe(used);
  });
});
