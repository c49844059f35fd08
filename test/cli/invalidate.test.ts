import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { SharedInvalidations } from "../../src/fleet/shared-invalidations.ts";
import { InvalidationLog } from "../../src/freshness/invalidation-log.ts";
import type { InvalidationReport } from "../../src/freshness/invalidations.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { ProblemsError } from "../../src/kernel/problem.ts";
import { createAdminServer } from "../../src/server/admin-server.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { keptLog } from "../fleet/log-lines.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { capturedContext } from "./captured-context.ts";

async function invalidate(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const captured = capturedContext({ cwd: temporaryDirectory(), env });
  const status = await runCli(["invalidate", ...args], captured.context);
  return { status, stdout: captured.stdout(), stderr: captured.stderr() };
}

async function startAdmin(invalidating: () => Promise<InvalidationReport>, host = "127.0.0.1") {
  const asked: unknown[] = [];
  const admin = createAdminServer({
    host,
    port: 0,
    token: "s3cret",
    log: keptLog().log,
    invalidate(written) {
      asked.push(written);
      return invalidating();
    },
  });
  const { url } = await admin.start();
  onTestFinished(() => admin.stop());
  return {
    asked,
    url,
    env: { SLUICE_ADMIN_PORT: new URL(url).port, SLUICE_ADMIN_TOKEN: "s3cret" },
  };
}

const everything =
  "--tag users posts --type User --type Post --key User:id=5 --connector Query.posts".split(" ");

describe("sluice invalidate", () => {
  test.each<[InvalidationReport, string]>([
    [{ state: "here" }, "Invalidated in this gateway. It shares nothing with others.\n"],
    [{ state: "shared", told: 2 }, "Invalidated: replicas told: 2.\n"],
    [
      { state: "waiting" },
      "Its Redis is out of reach: the other replicas are told once it is back.",
    ],
  ])("asks the admin endpoint, and prints what it says (%j)", async (report, told) => {
    const { asked, env } = await startAdmin(async () => report);
    const { status, stdout, stderr } = await invalidate(everything, env);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(told);
    expect(asked).toEqual([
      {
        tags: ["users", "posts"],
        types: ["User", "Post"],
        keys: [{ type: "User", key: { id: "5" } }],
        connectors: ["Query.posts"],
      },
    ]);
  });

  test("takes another endpoint than the configured one", async () => {
    const { asked, url } = await startAdmin(async () => ({ state: "here" }));
    const given = ["--all", "--url", url, "--token", "s3cret"];
    const redis = { SLUICE_REDIS_URL: "redis://127.0.0.1:1" };
    expect(await invalidate(given, redis)).toMatchObject({ status: 0 });
    expect(asked).toEqual([{ all: true }]);
  });

  test.each(["0.0.0.0", "::"])("calls one that listens on all of %s", async (host) => {
    const { env } = await startAdmin(async () => ({ state: "here" }), host);
    const { status } = await invalidate(["--all"], { ...env, SLUICE_ADMIN_HOST: host });
    expect(status).toBe(0);
  });

  test("prints what the endpoint refuses", async () => {
    const { env, url } = await startAdmin(async () => {
      const place = { severity: "error", origin: undefined } as const;
      throw new ProblemsError([
        { ...place, code: "X", message: 'The schema has no type "Usr".', help: "Did you mean?" },
      ]);
    });
    const refused = await invalidate(["--type", "Usr"], env);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/ADMIN_REFUSED.*no type "Usr".*Nothing was invalidated: 1/s);
    const stranger = await invalidate(["--all", "--url", url, "--token", "wrong"]);
    expect(stranger.stderr).toMatch(/ADMIN_REFUSED.*Send the token of admin\.token/s);
    expect(stranger.stderr).not.toContain("wrong");
  });

  test("says when something else answers, or nothing", async () => {
    const other = createServer((_request, response) => response.end("hello"));
    await new Promise<void>((resolve) => {
      other.listen(0, "127.0.0.1", resolve);
    });
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const given = (url: string) => invalidate(["--all", "--url", url, "--token", "t"]);
    const answered = await given(`http://127.0.0.1:${port}`);
    expect(answered).toMatchObject({ status: 1 });
    expect(answered.stderr).toMatch(/ADMIN_REFUSED.*none of an admin endpoint/s);
    const silent = await given("http://[::1]:65535");
    expect(silent.status).toBe(2);
    expect(silent.stderr).toMatch(/ADMIN_UNREACHABLE.*ECONNREFUSED/s);
    expect((await given("nonsense")).stderr).toMatch(/ADMIN_UNREACHABLE.*Invalid URL/s);
    const env = { SLUICE_ADMIN_HOST: "::1", SLUICE_ADMIN_PORT: "65535", SLUICE_ADMIN_TOKEN: "t" };
    expect((await invalidate(["--all"], env)).stderr).toContain("http://[::1]:65535");
  });

  test.each<[readonly string[], RegExp]>([
    [[], /INVALIDATION_MALFORMED.*names nothing/s],
    [["--key", "User"], /INVALIDATION_MALFORMED.*Type:field=value/s],
    [["--all"], /ADMIN_MISSING.*Set redis\.url, or admin\.port and admin\.token/s],
    [["--all", "--url", "http://127.0.0.1:1"], /ADMIN_MISSING.*give --url and --token/s],
  ])("%j is refused before anything is sent", async (args, message) => {
    const { status, stderr } = await invalidate(args);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });

  test("says when Redis does not answer, without its password", async () => {
    const url = "redis://user:secret@127.0.0.1:1";
    const { status, stderr } = await invalidate(["--all"], { SLUICE_REDIS_URL: url });
    expect(status).toBe(2);
    expect(stderr).toMatch(/REDIS_UNREACHABLE.*127\.0\.0\.1:1 does not: .*ECONNREFUSED/s);
    expect(stderr).not.toContain("secret");
  });
});

describeWithRedis("sluice invalidate, with a Redis", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  async function start() {
    const local = new InvalidationLog();
    const { log } = keptLog();
    const shared = new SharedInvalidations({
      url: redis.url,
      prefix: "sluice",
      deadlineMs: 500,
      log,
      clock: systemClock,
      local,
    });
    onTestFinished(() => shared.close());
    await shared.start();
    return local;
  }

  test("reaches all replicas, and says how many", async () => {
    const env = { SLUICE_CACHE_REDIS_URL: redis.url };
    expect((await invalidate(everything, env)).stdout).toBe(
      "Invalidated. No replica is connected: those that start or come back read it then.\n",
    );
    const first = await start();
    expect((await invalidate(everything, env)).stdout).toBe("Invalidated: 1 replica was told.\n");
    await vi.waitUntil(() => first.position === 3);
    const second = await start();
    expect((await invalidate(["--all"], env)).stdout).toBe("Invalidated: 2 replicas were told.\n");
    await vi.waitUntil(() => first.floor === 4 && second.floor === 4);
    expect(second.position).toBe(4);
  });
});
