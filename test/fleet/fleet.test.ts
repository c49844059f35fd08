import { createClient } from "@redis/client";
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";

import { Fleet, type FleetOptions } from "../../src/fleet/fleet.ts";
import { type TuningOrder, tuneFleet } from "../../src/fleet/tune-fleet.ts";
import type { TunedSetting } from "../../src/fleet/tuned-setting.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import type { Problem } from "../../src/kernel/problem.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { keptLog } from "./log-lines.ts";

describeWithRedis("the replicas of a gateway", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(() => withClient((client) => client.flushAll()));
  afterAll(() => redis.kill());

  async function withClient<Value>(
    use: (client: ReturnType<typeof openClient>) => Promise<Value>,
  ): Promise<Value> {
    const client = openClient(redis.url);
    await client.connect();
    return await use(client).finally(() => client.destroy());
  }

  /** A replica that keeps what it is tuned to, and refuses what it is told to refuse. */
  async function join(replica: string, options: Partial<FleetOptions> = {}) {
    const kept = keptLog();
    const taken: (readonly TunedSetting[])[] = [];
    const fleet = new Fleet({
      url: redis.url,
      prefix: "test",
      log: kept.log,
      clock: systemClock,
      replica,
      onTunings(tuned) {
        taken.push(tuned);
        return refusals(tuned);
      },
      ...options,
    });
    onTestFinished(() => fleet.close());
    await fleet.join();
    return { fleet, taken, ...kept };
  }

  function tune(order: Partial<TuningOrder>, prefix = "test") {
    return tuneFleet(
      { source: "users", set: [], reset: [], ...order },
      { url: redis.url, prefix, clock: systemClock, by: "kim@desk" },
    );
  }

  describe("take a tuning", () => {
    test("within a second, all of them, and say so to who tuned and in their logs", async () => {
      const [a, b] = [await join("a"), await join("b")];
      const startMs = performance.now();
      const report = await tune({ set: [{ path: ["batch", "window"], value: "50ms" }] });
      expect(performance.now() - startMs).toBeLessThan(1000);
      expect(report).toEqual({
        told: 2,
        answers: [{ replica: "a" }, { replica: "b" }],
        state: "kept",
      });
      for (const { taken, lines } of [a, b]) {
        expect(taken.at(-1)).toEqual([
          { source: "users", path: ["batch", "window"], value: "50ms" },
        ]);
        expect(lines.at(-1)).toMatchObject({
          level: "info",
          msg: "tuned",
          source: "users",
          by: "kim@desk",
          order: 'batch.window="50ms"',
        });
      }
    });

    test("beside those of before, until they are reset: one setting, or all of a source", async () => {
      const { taken } = await join("a");
      const values = () => taken.at(-1)?.map(({ source, path }) => [source, ...path].join("."));
      await tune({ set: [{ path: ["timeout"], value: "1s" }] });
      await tune({ set: [{ path: ["lanes", "Query.a"], value: "urgent" }] });
      await tune({ source: "posts", set: [{ path: ["timeout"], value: "2s" }] });
      expect(values()?.toSorted()).toEqual([
        "posts.timeout",
        "users.lanes.Query.a",
        "users.timeout",
      ]);
      await tune({ set: [{ path: ["retry", "attempts"], value: 1 }] });
      await tune({ reset: [["retry"], ["timeout"]] });
      expect(values()?.toSorted()).toEqual(["posts.timeout", "users.lanes.Query.a"]);
      await tune({ reset: [[]] });
      expect(values()).toEqual(["posts.timeout"]);
      expect(await tune({ reset: [[]] })).toEqual({ told: 0, answers: [], state: "unchanged" });
    });

    test("that was given before they started", async () => {
      expect(await tune({ set: [{ path: ["timeout"], value: "1s" }] })).toEqual({
        told: 0,
        answers: [],
        state: "kept",
      });
      expect((await join("late")).taken).toEqual([
        [{ source: "users", path: ["timeout"], value: "1s" }],
      ]);
    });

    test("of their own prefix only", async () => {
      const other = await join("other", { prefix: "shop" });
      expect(await tune({ set: [{ path: ["timeout"], value: "1s" }] })).toMatchObject({ told: 0 });
      expect(other.taken).toEqual([[]]);
    });

    test("though others write into their hash and channel what they do not understand", async () => {
      const { taken } = await join("a");
      await withClient(async (client) => {
        await client.hSet("test:tunings", { junk: "1", '["users","timeout"]': "{", "[1]": "2" });
        await client.publish("test:tuned", "junk");
        await client.publish("test:tuned", '{"id":1}');
      });
      await tune({ source: "posts", set: [{ path: ["timeout"], value: "2s" }] });
      expect(taken.at(-1)).toEqual([{ source: "posts", path: ["timeout"], value: "2s" }]);
    });
  });

  test("stay as they are when what is tuned cannot be read", async () => {
    const { taken, says } = await join("a");
    await withClient(async (client) => {
      await client.set("test:tunings", "no hash");
      await client.publish("test:tuned", '{"id":"1","source":"users","by":"kim","order":"x"}');
    });
    await says("tunings not read");
    expect(taken).toEqual([[]]);
  });

  describe("refuse a tuning", () => {
    test("and then it is taken back, and all is as before", async () => {
      const [a, b] = [await join("a"), await join("b", { onTunings: () => new Map() })];
      await tune({ source: "bad", set: [{ path: ["timeout"], value: "1s" }] });
      expect(await tune({ set: [{ path: ["timeout"], value: "1s" }] })).toMatchObject({
        state: "kept",
      });
      const report = await tune({
        source: "bad",
        set: [{ path: ["timeout"], value: "2s" }],
      });
      expect(report).toEqual({
        told: 2,
        answers: [{ replica: "a", refused: "NO: bad\n  no" }, { replica: "b" }],
        state: "taken back",
      });
      await a.says("tuning refused", 2);
      expect(a.lines).toContainEqual(
        expect.objectContaining({ level: "warn", source: "bad", problems: ["NO: bad\n  no"] }),
      );
      await b.says("tuned", 5);
      await vi.waitUntil(() => a.taken.at(-1)?.length === 1);
      expect(await withClient((client) => client.hGetAll("test:tunings"))).toEqual({
        '["users","timeout"]': '"1s"',
      });
    });

    test("in their logs, when it was there before they started", async () => {
      await withClient((client) => client.hSet("test:tunings", '["bad","timeout"]', '"1s"'));
      const { lines } = await join("late");
      expect(lines).toEqual([
        expect.objectContaining({ level: "warn", msg: "tuning refused", source: "bad" }),
      ]);
    });
  });

  test("that do not answer are not waited for long", async () => {
    await withClient(async (client) => {
      await client.subscribe("test:tuned", () => undefined);
      const report = await tune({ set: [{ path: ["timeout"], value: "1s" }] });
      expect(report).toEqual({ told: 1, answers: [], state: "kept" });
    });
  });
});

function openClient(url: string) {
  return createClient({ url });
}

/** Refuses everything of a source called bad. */
function refusals(tuned: readonly TunedSetting[]): ReadonlyMap<string, readonly Problem[]> {
  const no: Problem = {
    code: "NO",
    severity: "error",
    message: "bad",
    help: "no",
    origin: undefined,
  };
  return new Map(
    tuned.filter(({ source }) => source === "bad").map(({ source }) => [source, [no]]),
  );
}
