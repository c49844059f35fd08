import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { SharedInvalidations } from "../../src/fleet/shared-invalidations.ts";
import { createGateway } from "../../src/gateway.ts";
import { InvalidationLog } from "../../src/freshness/invalidation-log.ts";
import type { InvalidationReport } from "../../src/freshness/invalidations.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { ProblemsError } from "../../src/kernel/problem.ts";
import { createAdminServer } from "../../src/server/admin-server.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { keptLog } from "../fleet/log-lines.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { capturedContext } from "./captured-context.ts";

async function invalidate(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
) {
  const captured = capturedContext({ cwd: temporaryDirectory(files), env });
  const status = await runCli(["invalidate", ...args], captured.context);
  return { status, stdout: captured.stdout(), stderr: captured.stderr() };
}

async function startAdmin(invalidating: () => Promise<InvalidationReport>, host = "127.0.0.1") {
  const asked: unknown[] = [];
  const admin = createAdminServer({
    host,
    port: 0,
    token: "s3cret-of-operators",
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
    env: { SLUICE_ADMIN_PORT: new URL(url).port, SLUICE_ADMIN_TOKEN: "s3cret-of-operators" },
  };
}

const schema = `
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  type Query { posts: Post @connect(http: { GET: "http://127.0.0.1:1" }, selection: "id") }
  type Post { id: ID }
`;

const everything =
  "--tag users posts --type User --type Post --key User:id=5 --connector Query.posts".split(" ");

describe("sluice invalidate", () => {
  test.each<[InvalidationReport, string]>([
    [{ state: "here" }, "Invalidated in the gateway at URL. It shares nothing with others.\n"],
    [{ state: "shared", told: 2 }, "Invalidated: replicas told: 2.\n"],
    [
      { state: "waiting" },
      "Invalidated in the gateway at URL. Its Redis is out of reach: the other replicas are told",
    ],
  ])("asks the admin endpoint, and prints what it says (%j)", async (report, told) => {
    const { asked, env } = await startAdmin(async () => report);
    const { status, stdout, stderr } = await invalidate(everything, env);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.replace(`http://127.0.0.1:${env.SLUICE_ADMIN_PORT}`, "URL")).toContain(told);
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
    const given = ["--all", "--url", url, "--token", "s3cret-of-operators"];
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
    expect(stranger.status).toBe(1);
    expect(stranger.stderr).toContain(`endpoint at ${url} refuses the token that it was sent.`);
    expect(stranger.stderr).not.toContain("wrong");
  });

  test("says of the port of GraphQL that the admin endpoint has another one", async () => {
    const cwd = temporaryDirectory({
      "api.graphql": `
        extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
        type Query { a: A @connect(http: { GET: "http://127.0.0.1:1" }, selection: "b") }
        type A { b: Int }
      `,
    });
    const config = { schema: cwd, server: { port: 0 }, log: { level: "silent" as const } };
    const gateway = await createGateway({ config });
    onTestFinished(() => gateway.stop());
    const { url } = await gateway.start();
    const { status, stderr } = await invalidate(["--all", "--url", url, "--token", "t"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/ADMIN_REFUSED.*is no admin endpoint \(status 404\).*admin\.port/s);
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
    expect(answered.stderr).toMatch(/ADMIN_REFUSED.*is no admin endpoint \(status 200\)/s);
    const silent = await given("http://[::1]:65535");
    expect(silent.status).toBe(2);
    expect(silent.stderr).toMatch(/ADMIN_UNREACHABLE.*ECONNREFUSED/s);
    const named = await given("http://localhost:65535");
    expect(named.stderr).toMatch(/localhost:65535 does not: connect ECONNREFUSED [^\n]*\d\.\n/);
    const env = {
      SLUICE_ADMIN_HOST: "::1",
      SLUICE_ADMIN_PORT: "65535",
      SLUICE_ADMIN_TOKEN: "s3cret-of-operators",
    };
    expect((await invalidate(["--all"], env)).stderr).toContain("http://[::1]:65535");
  });

  test.each<[readonly string[], RegExp]>([
    [[], /INVALIDATION_MALFORMED.*no flag names anything.*--tag users, .*or --all\./s],
    [["--tag", ""], /INVALIDATION_MALFORMED.*--tag must name something.*--tag users/s],
    [["--all", "--connector", "a", ""], /--connector must name something/],
    [["--tag", "x".repeat(1001)], /MALFORMED.*up to 1000 characters.*--tag users/s],
    [["--key", "User:{}"], /INVALIDATION_MALFORMED.*Type:field=value/s],
    [["--key", "User"], /INVALIDATION_MALFORMED.*Type:field=value/s],
    [["--all"], /ADMIN_MISSING.*Set redis\.url, or admin\.port and admin\.token/s],
    [["--all", "--token", "t"], /ADMIN_MISSING.*give --url and --token/s],
    [
      ["--all", "--url", "http://127.0.0.1:1"],
      /ADMIN_MISSING.*http:\/\/127\.0\.0\.1:1 must be sent its token.*Give --token, or set admin\.token/s,
    ],
    [["--all", "--url", "http://127.0.0.1:1", "--token", ""], /ADMIN_MISSING.*Give --token/s],
    [
      ["--all", "--url", "127.0.0.1:5513", "--token", "t"],
      /ADMIN_URL_INVALID.*is "127\.0\.0\.1:5513".*Add http:\/\/ .*--url http:\/\/127\.0\.0\.1:5513\n/s,
    ],
    [["--all", "--url", "localhost:5513"], /ADMIN_URL_INVALID.*--url http:\/\/localhost:5513\n/s],
    [["--all", "--url", "ftp://a"], /ADMIN_URL_INVALID.*for example: --url http:\/\/127/s],
    [["--all", "--url", "http://u:p@ss@a"], /is "http:\/\/…@a"/],
    [["--all", "--url", "u:pass@a"], /is "…@a"/],
  ])("%j is refused before anything is sent", async (args, message) => {
    const { status, stderr } = await invalidate(args);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });

  test("says when Redis does not answer, without its password, and which way there is still", async () => {
    const url = "redis://user:secret@127.0.0.1:1";
    const { status, stderr } = await invalidate(["--all"], { SLUICE_REDIS_URL: url });
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /REDIS_UNREACHABLE.*127\.0\.0\.1:1 does not: [^\n]*ECONNREFUSED [^\n]*[^.]\.\n.*--url and --token reach one gateway/s,
    );
    expect(stderr).not.toContain("secret");
  });

  test("does not take a token that nobody would be sent", async () => {
    const env = { SLUICE_REDIS_URL: "redis://127.0.0.1:1" };
    const { status, stderr } = await invalidate(["--all", "--token", "t"], env);
    expect(status).toBe(1);
    expect(stderr).toMatch(/ADMIN_MISSING.*without --url none is asked.*Leave --token out/s);
  });
});

describeWithRedis("sluice invalidate, with a Redis that has a password", () => {
  test.each([":wrong@", ""])("tells that it refuses (%j)", async (credentials) => {
    const redis = await startRedis(["--requirepass", "right"]);
    onTestFinished(() => redis.kill());
    const url = redis.url.replace("//", `//${credentials}`);
    const { status, stderr } = await invalidate(["--all"], { SLUICE_REDIS_URL: url });
    expect(status).toBe(1);
    expect(stderr).toMatch(/REDIS_REFUSED.*refuses the user or the password: [^\n]*[^.]\.\n/s);
    expect(stderr).not.toContain("wrong");
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

  function viaRedis(flags: string, files: Readonly<Record<string, string>> = {}) {
    return invalidate(flags.split(" "), { SLUICE_REDIS_URL: redis.url }, files);
  }

  describe("and the schema that the configuration names", () => {
    test.each([
      ["--type Pots", /no type "Pots".*Did you mean "Post"\?/s],
      ["--key Post:uid=5", /Post has no field "uid".*Did you mean "id"\?/s],
      ["--connector Query.post", /no connector "Query\.post".*Did you mean "Query\.posts"\?/s],
    ])("refuses a name that it does not have, and tells nobody: %s", async (flags, message) => {
      const told = await viaRedis(flags, { "schema/api.graphql": schema });
      expect(told).toMatchObject({ status: 1, stdout: "" });
      expect(told.stderr).toMatch(/INVALIDATION_UNKNOWN_NAME/);
      expect(told.stderr).toMatch(message);
      expect(told.stderr).toContain("Nothing was invalidated: 1 problem.");
    });

    test("takes those that it has, and any tag", async () => {
      const flags = "--type Post --key Post:id=5 --connector Query.posts --tag whatever";
      const told = await viaRedis(flags, { "schema/api.graphql": schema });
      expect(told).toMatchObject({ status: 0, stderr: "" });
    });

    test.each([
      ["there is none", {}],
      [
        "nothing brings a field",
        { "schema/api.graphql": schema.replace("id: ID", "id: ID no: Int") },
      ],
      ["it has errors", { "schema/api.graphql": schema.replace("type Post", "type Pots") }],
    ])("takes any name where %s, and says that it was not checked", async (_why, files) => {
      const told = await viaRedis("--type Pots", files);
      expect(told.status).toBe(0);
      expect(told.stderr).toMatch(/^The names were not checked, for no schema can be read here/);
      expect(await viaRedis("--tag a", files)).toMatchObject({ status: 0, stderr: "" });
    });
  });
});
