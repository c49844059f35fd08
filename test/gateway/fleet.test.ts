import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { type ConfigInput, createGateway } from "../../src/gateway.ts";
import { capturedContext } from "../cli/captured-context.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { json } from "../support/upstream.ts";
import { createLogMemory, type LogLine, openGateway } from "./support/open-gateway.ts";
import { postOperation } from "./support/post-operation.ts";
import { rowsFor, users } from "./support/posts-and-users.ts";

const schema = `
  type Query {
    users(ids: [ID!]!): [User]
    value(id: ID!): Int @connect(source: "api", http: { GET: "/values/{$args.id}" }, selection: "$")
  }
  ${users()}
`;
const down = "Redis is out of reach: each replica limits for itself, tunings stay";

const values = (count: number) =>
  `{ ${Array.from({ length: count }, (_, id) => `v${id}: value(id: ${id}) `).join("")} }`;
const twoUsers = '{ users(ids: ["1", "2"]) { name } }';

describeWithRedis("gateways with one Redis", { timeout: 30_000 }, () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  let fleets = 0;

  /** Gateways in front of one upstream, that share what is in Redis with nobody else. */
  async function open(api: NonNullable<ConfigInput["sources"]>[string] = {}, count = 2) {
    const prefix = `fleet${++fleets}`;
    const arrivals: number[] = [];
    const one = await openGateway({
      schema,
      api,
      config: { redis: { url: redis.url, prefix } },
      resolvers: {
        Query: {
          users: (_parent, { ids }: { readonly ids: readonly string[] }) =>
            ids.map((id) => ({ id })),
        },
      },
      routes: {
        "GET /users": ({ query }) => json(rowsFor(query)),
        "GET /values/:id": ({ params }) => {
          arrivals.push(performance.now());
          return json(Number(params["id"]));
        },
      },
    });
    const urls = [(await one.gateway.start()).url];
    const logs = [one.lines];
    if (count === 2) {
      const { log, lines } = createLogMemory();
      const other = await createGateway({ ...one.withSchema(schema), log });
      onTestFinished(() => other.stop());
      urls.push((await other.start()).url);
      logs.push(lines);
    }
    return {
      upstream: one.upstream,
      /** When values were asked for, on the clock. */
      arrivals,
      /** Asks all gateways the same. */
      all: (query: string) => Promise.all(urls.map((url) => postOperation(url, { query }))),
      tune: (...args: readonly string[]) => runTune(args, { url: redis.url, prefix }),
      /** Waits until the logs of all say this. */
      allSay: (message: string) =>
        vi.waitUntil(() => logs.every((lines) => linesOf(lines(), message).length > 0), {
          timeout: 10_000,
          interval: 5,
        }),
      /** Tunes until so many replicas apply it: after an outage each of them joins in its own time. */
      tuneAll: (...args: readonly string[]) =>
        vi.waitUntil(
          async () => {
            const { stdout } = await runTune(args, { url: redis.url, prefix });
            return stdout.startsWith(`${urls.length} of ${urls.length} replicas applied it`);
          },
          { timeout: 10_000, interval: 50 },
        ),
      logged: (message: string) => logs.map((lines) => linesOf(lines(), message)),
    };
  }

  test("keep one rate limit together", async () => {
    const [calls, perMs] = [50, 500];
    const { all, arrivals } = await open({ rateLimit: { calls, per: `${perMs}ms` } });
    const startMs = performance.now();
    const answers = await all(values(80));
    expect(answers.map(({ status, errors }) => [status, errors])).toEqual([
      [200, undefined],
      [200, undefined],
    ]);
    expect(arrivals).toHaveLength(160);
    // At no time there are more than the limit allows from the start on; each of them alone would be
    // done after little more than half the time.
    const surplus = arrivals.filter((ms, index) => index >= calls * (1 + (ms - startMs) / perMs));
    expect(surplus).toEqual([]);
  });

  test("refuse a lane of a connector that there is not", async () => {
    const { tune } = await open();
    const { status, stdout } = await tune("api", "lanes.Query.valu=urgent");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^0 of 2 replicas .*refused: UNKNOWN_CONNECTOR.*mean "Query\.value"\?/s);
    expect((await tune("api", "lanes.Query.value=urgent")).status).toBe(0);
    expect((await tune("apy", "timeout=1s")).stdout).toContain("refused: UNKNOWN_SOURCE");
  });

  test("are tuned together, and reset", async () => {
    const { all, tune, upstream, logged } = await open();
    await all(twoUsers);
    expect(upstream.asked).toEqual(["GET /users?id=1&id=2", "GET /users?id=1&id=2"]);
    upstream.forget();

    const tuned = await tune("api", "batch.maxSize=1");
    expect(tuned).toMatchObject({ status: 0, stderr: "" });
    expect(tuned.stdout).toMatch(/^2 of 2 replicas applied it:\n/);
    await all(twoUsers);
    expect(upstream.asked.toSorted()).toEqual([
      "GET /users?id=1",
      "GET /users?id=1",
      "GET /users?id=2",
      "GET /users?id=2",
    ]);
    for (const lines of logged("settings changed")) {
      expect(lines).toMatchObject([{ cause: "tuning", settings: ["sources.api.batch.maxSize"] }]);
    }
    for (const lines of logged("tuned")) {
      expect(lines).toMatchObject([{ source: "api", order: "batch.maxSize=1" }]);
    }

    upstream.forget();
    await tune("api", "--reset");
    await all(twoUsers);
    expect(upstream.asked).toHaveLength(2);
  });

  test("refuse together what one of them cannot take, and say why", async () => {
    const { tune, logged } = await open();
    const { status, stdout } = await tune("apy", "batch.maxSize=1");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^0 of 2 replicas applied it:\n.* refused: UNKNOWN_SOURCE/);
    for (const lines of logged("tuning refused")) {
      expect(lines).toMatchObject([{ level: "warn", source: "apy" }]);
    }
  });

  test("go on when it dies, each with the limit for itself, and are tuned again when it is back", async () => {
    const { all, tuneAll, allSay, upstream, logged } = await open({
      rateLimit: { calls: 1000, per: "1s" },
    });
    await all(values(1));
    await redis.kill();
    await allSay(down);
    const answers = await all(values(20));
    expect(answers.map(({ errors }) => errors)).toEqual([undefined, undefined]);
    expect(upstream.asked).toHaveLength(42);

    await redis.start();
    await allSay("Redis is back");
    await tuneAll("api", "batch.maxSize=1");
    upstream.forget();
    await all(twoUsers);
    expect(upstream.asked).toHaveLength(4);
    expect(logged(down).map((lines) => lines.length)).toEqual([1, 1]);
  });

  test("go on when it freezes, and share the limit again when it answers", async () => {
    const { all, allSay, logged } = await open({ rateLimit: { calls: 1000, per: "1s" } });
    await all(values(1));
    redis.freeze();
    onTestFinished(() => redis.resume());
    const startMs = performance.now();
    const answers = await all(values(60));
    expect(answers.map(({ errors }) => errors)).toEqual([undefined, undefined]);
    expect(performance.now() - startMs).toBeLessThan(5000);
    await allSay("the rate limit is not shared for now");
    redis.resume();
    await vi.waitUntil(
      async () => {
        await all(values(1));
        return logged("the rate limit is shared again").every(({ length }) => length > 0);
      },
      { timeout: 10_000, interval: 50 },
    );
  });

  test("one starts while it is out of reach, and joins when it is back", async () => {
    await redis.kill();
    const startMs = performance.now();
    const { all, allSay, tuneAll, upstream } = await open({}, 1);
    expect(performance.now() - startMs).toBeLessThan(4000);
    await allSay(down);
    expect(await all(values(1))).toEqual([{ status: 200, data: { v0: 0 } }]);
    await redis.start();
    await allSay("Redis is back");
    await tuneAll("api", "batch.maxSize=1");
    await all(twoUsers);
    expect(upstream.asked.toSorted()).toEqual([
      "GET /users?id=1",
      "GET /users?id=2",
      "GET /values/0",
    ]);
  });
});

async function runTune(
  args: readonly string[],
  { url, prefix }: { readonly url: string; readonly prefix: string },
) {
  const env = { SLUICE_REDIS_URL: url, SLUICE_REDIS_PREFIX: prefix };
  const { context, stdout, stderr } = capturedContext({ cwd: temporaryDirectory(), env });
  const status = await runCli(["tune", ...args], context);
  return { status, stdout: stdout(), stderr: stderr() };
}

function linesOf(lines: readonly LogLine[], message: string): readonly LogLine[] {
  return lines.filter(({ msg }) => msg === message);
}
