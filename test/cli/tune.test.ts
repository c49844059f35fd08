import { createClient } from "@redis/client";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { LiveConfig } from "../../src/config/live-config.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { Fleet } from "../../src/fleet/fleet.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { knowing } from "../config/knowing.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { keptLog } from "../fleet/log-lines.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { capturedContext } from "./captured-context.ts";

async function tune(args: readonly string[], url: string | undefined, user?: string) {
  const env = {
    ...(user !== undefined && { USER: user }),
    ...(url !== undefined && { SLUICE_REDIS_URL: url }),
  };
  const captured = capturedContext({ cwd: temporaryDirectory(), env });
  const status = await runCli(["tune", ...args], captured.context);
  return { status, stdout: captured.stdout(), stderr: captured.stderr() };
}

describe("sluice tune", () => {
  test.each([
    [
      ["users", "timeot=1s"],
      /CONFIG_UNKNOWN_KEY.*sources\.users has no setting "timeot".*timeout/s,
    ],
    [["users", "batch.window=long"], /batch\.window must be a duration .*, and is 'long'/],
    [["users", "lanes.Query.a=fast"], /lanes\.Query\.a must be one of urgent, normal, background/],
    [["users", "baseUrl=http://a.example"], /CONFIG_NOT_TUNABLE/],
    [["users", "fallbackUrls=http://a.example"], /CONFIG_NOT_TUNABLE/],
    [["users", "timeout"], /TUNING_MALFORMED.*this is timeout.*sluice tune users batch\.window/s],
    [["--reset"], /TUNING_MALFORMED.*--reset is of one source.*sluice tune users --reset/s],
    [["users"], /REDIS_MISSING/],
    [["users", "timeout=1s"], /REDIS_MISSING.*Set redis\.url .*edit sluice\.yaml/s],
  ])("%j is refused before anything is sent", async (args, message) => {
    const { status, stderr, stdout } = await tune(args, undefined);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toContain("Nothing was tuned: 1 problem.");
    expect(stdout).toBe("");
  });

  test("says when Redis does not answer, without its password", async () => {
    const url = "redis://user:secret@127.0.0.1:1";
    const { status, stderr } = await tune(["users", "timeout=1s"], url);
    expect(status).toBe(2);
    expect(stderr).toMatch(/REDIS_UNREACHABLE.*127\.0\.0\.1:1 does not: .*ECONNREFUSED/s);
    expect(stderr).not.toContain("secret");
  });
});

describeWithRedis("sluice tune, with a Redis", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  /** A replica with these sources. */
  async function start(replica: string, check = knowing("users")) {
    const { log, lines } = keptLog();
    const live = new LiveConfig({
      config: resolveConfig({}),
      check,
      clock: systemClock,
      onChange: () => undefined,
    });
    const fleet = new Fleet({
      url: redis.url,
      prefix: "sluice",
      log,
      clock: systemClock,
      replica,
      onTunings: (tuned) => live.setTunings(tuned),
    });
    onTestFinished(() => fleet.close());
    await fleet.join();
    return { source: () => live.current.sources["users"], lines };
  }

  test("changes all replicas, and resets them", async () => {
    const replicas = [await start("a"), await start("b")];
    const settings = ["batch.window=50ms", "rateLimit.calls=50", "lanes.Query.posts=urgent"];
    expect(await tune(["users", ...settings], redis.url, "kim")).toEqual({
      status: 0,
      stdout: "2 of 2 replicas applied it:\n  a applied\n  b applied\n",
      stderr: "",
    });
    for (const { source, lines } of replicas) {
      expect(source()).toMatchObject({
        batch: { windowMs: 50 },
        rateLimit: { calls: 50, perMs: 1000 },
        lanes: { "Query.posts": "urgent" },
      });
      expect(lines.at(-1)).toMatchObject({ msg: "tuned", by: expect.stringMatching(/^kim@/) });
    }
    await tune(["users", "lanes.Query.posts", "--reset"], redis.url);
    expect(replicas[0]?.source()).toMatchObject({ lanes: {}, rateLimit: { calls: 50 } });
    await tune(["users", "--reset"], redis.url);
    expect(replicas[1]?.source()).toBeUndefined();
    const { stdout } = await tune(["users", "--reset"], redis.url);
    expect(stdout).toBe("users has no such tunings.\n");
  });

  test("is taken back when a replica refuses it", async () => {
    const [a] = [await start("a"), await start("b", knowing("posts"))];
    const { status, stdout } = await tune(["users", "timeout=1s"], redis.url);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^1 of 2 replicas applied it:\n {2}a applied\n {2}b refused: UNKNOWN: users/,
    );
    expect(stdout).toContain("taken back in all of them");
    await expect.poll(() => a.source()).toBeUndefined();
  });

  test("is kept where no replica is connected", async () => {
    const { stdout } = await tune(["users", "maxConcurrentCalls=3"], redis.url);
    expect(stdout).toBe("No replica is connected; it is kept for those that start.\n");
    expect((await start("late")).source()?.maxConcurrentCalls).toBe(3);
    await tune(["users", "--reset"], redis.url);
  });

  test("tells what is tuned, of one source or of all, in the form that sets it", async () => {
    const told = async (...args: readonly string[]) => (await tune(args, redis.url)).stdout;
    expect(await told()).toBe("Nothing is tuned.\n");
    await tune(["users", "timeout=1s", "rateLimit.calls=5"], redis.url);
    await tune(["posts", "lanes.Query.posts=urgent"], redis.url);
    expect(await told()).toBe(
      "posts lanes.Query.posts=urgent\nusers rateLimit.calls=5\nusers timeout=1s\n",
    );
    expect(await told("posts")).toBe("posts lanes.Query.posts=urgent\n");
    expect(await told("others")).toBe("Nothing is tuned of others.\n");
    await tune(["users", "--reset"], redis.url);
    await tune(["posts", "--reset"], redis.url);
    expect(await told()).toBe("Nothing is tuned.\n");
  });

  test("says how many did not answer", async () => {
    const client = createClient({ url: redis.url });
    await client.connect();
    onTestFinished(() => client.destroy());
    await client.subscribe("sluice:tuned", () => undefined);
    const { status, stdout } = await tune(["users", "timeout=1s"], redis.url);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^0 of 1 replicas .*\n {2}1 did not answer in time/);
  });
});
