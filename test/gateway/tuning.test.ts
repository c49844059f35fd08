import { describe, expect, test } from "vitest";

import { type ConfigInput, ProblemsError } from "../../src/gateway.ts";
import { createHeld } from "../support/held.ts";
import { turns, until } from "../support/until.ts";
import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";
import { postOperation } from "./support/post-operation.ts";
import { rowsFor, users } from "./support/posts-and-users.ts";

const schema = `
  type Query {
    users(ids: [ID!]!): [User]
    arrived: Boolean
    value(id: ID!): Int @connect(source: "api", http: { GET: "/values/{$args.id}" }, selection: "$")
    held(id: ID!): Int @connect(source: "api", http: { GET: "/held/{$args.id}" }, selection: "$")
    broken(id: ID!): Int @connect(source: "api", http: { GET: "/broken/{$args.id}" }, selection: "$")
    never: Int @connect(source: "api", http: { GET: "/never" }, selection: "$")
  }
  ${users()}
`;

type SourceInput = NonNullable<ConfigInput["sources"]>[string];

async function open(api: SourceInput = {}) {
  const held = createHeld();
  let arrivals = 0;
  const opened = await openGateway({
    schema,
    api,
    resolvers: {
      Query: {
        arrived: () => ++arrivals > 0,
        users: (_parent, { ids }: { readonly ids: readonly string[] }) => ids.map((id) => ({ id })),
      },
    },
    routes: {
      "GET /users": ({ query }) => json(rowsFor(query)),
      "GET /values/:id": ({ params }) => json(Number(params["id"])),
      "GET /held/:id": held.hold(({ params }) => json(Number(params["id"]))),
      "GET /broken/:id": () => json("broken", { status: 500 }),
      "GET /never": ({ aborted }) => aborted.then(() => json("too late")),
    },
  });
  const { gateway, withSource } = opened;
  const { url } = await gateway.start();
  const post = (query: string) => postOperation(url, { query });
  const tune = (changed: SourceInput, more: ConfigInput = {}) =>
    gateway.tune({ ...withSource({ ...api, ...changed }), ...more });
  const codes = async (query: string) =>
    (await post(query)).errors?.map(({ extensions }) => extensions?.["code"]);
  return {
    ...opened,
    held,
    post,
    tune,
    codes,
    /** Resolves once a request that selects `arrived` has asked for all its root fields. */
    hasArrived: async () => {
      await until(() => arrivals > 0);
      await turns();
    },
  };
}

describe("what waits by the old settings", () => {
  test("gets the slots that there are now", async () => {
    const { post, tune, held, upstream } = await open({ maxConcurrentCalls: 1 });
    const answers = [1, 2, 3].map((id) => post(`{ held(id: ${id}) }`));
    await upstream.hasReceived(1);
    tune({ maxConcurrentCalls: 3 });
    await upstream.hasReceived(3);
    held.letAllGo();
    expect(await Promise.all(answers)).toEqual(
      [1, 2, 3].map((id) => ({ status: 200, data: { held: id } })),
    );
    expect(upstream.asked).toHaveLength(3);
  });

  test("goes when there is no rate limit any more", async () => {
    const { post, tune, upstream, hasArrived } = await open({
      rateLimit: { calls: 1, per: "20s" },
    });
    await post("{ value(id: 1) }");
    const waiting = post("{ value(id: 2) arrived }");
    await hasArrived();
    expect(upstream.asked).toEqual(["GET /values/1"]);
    tune({ rateLimit: {} });
    expect(await waiting).toMatchObject({ data: { value: 2 } });
  });

  test("goes when its window is shorter now", async () => {
    const { post, tune, upstream, hasArrived } = await open({ batch: { window: "20s" } });
    const answer = post('{ users(ids: ["1", "2"]) { name } arrived }');
    await hasArrived();
    expect(upstream.asked).toEqual([]);
    tune({ batch: { window: "1ms" } });
    expect(await answer).toMatchObject({ data: { users: [{}, { name: "user 2" }] } });
    expect(upstream.asked).toEqual(["GET /users?id=1&id=2"]);
  });

  test("stays in a queue that has become too short for it, and what comes is refused", async () => {
    const { post, codes, tune, held, upstream } = await open({ maxConcurrentCalls: 1 });
    const waiting = post("{ a: held(id: 1) b: held(id: 2) c: held(id: 3) }");
    await upstream.hasReceived(1);
    tune({ maxConcurrentCalls: 1, maxQueuedCalls: 1 });
    expect(await codes("{ value(id: 4) }")).toEqual(["SOURCE_OVERLOADED"]);
    held.letAllGo();
    expect(await waiting).toEqual({ status: 200, data: { a: 1, b: 2, c: 3 } });
  });

  test("is no more at once than may be, when there are fewer slots", async () => {
    const { post, tune, held, upstream } = await open({ maxConcurrentCalls: 2 });
    const answer = post("{ a: held(id: 1) b: held(id: 2) c: held(id: 3) d: held(id: 4) }");
    await upstream.hasReceived(2);
    tune({ maxConcurrentCalls: 1 });
    held.letOneGo();
    await until(() => held.count() === 1);
    await turns();
    expect(upstream.asked).toHaveLength(2);
    held.letOneGo();
    await upstream.hasReceived(3);
    held.letAllGo();
    expect(await answer).toEqual({ status: 200, data: { a: 1, b: 2, c: 3, d: 4 } });
  });
});

describe("while calls are in flight, and none is lost", () => {
  const twoUsers = '{ users(ids: ["1", "2"]) { name } }';
  const longIds = JSON.stringify(["1", "2"].map((digit) => digit.repeat(200)));
  test.each<[string, SourceInput, { asks: string; calls: number; code?: string }]>([
    ["batch.maxSize", { batch: { maxSize: 1 } }, { asks: twoUsers, calls: 2 }],
    [
      "batch.maxUrlBytes",
      { batch: { maxUrlBytes: 256 } },
      { asks: `{ users(ids: ${longIds}) { id name } }`, calls: 2 },
    ],
    ["timeout", { timeout: "50ms" }, { asks: "{ never }", calls: 1, code: "GATEWAY_TIMEOUT" }],
    [
      "maxResponseBytes",
      { maxResponseBytes: 1 },
      { asks: "{ value(id: 12345) }", calls: 1, code: "RESPONSE_TOO_LARGE" },
    ],
    [
      "retry.attempts",
      { retry: { attempts: 3, backoff: "1ms" } },
      { asks: "{ broken(id: 1) }", calls: 3, code: "CONNECTOR_FETCH" },
    ],
    [
      "maxQueuedCalls",
      { maxConcurrentCalls: 1, maxQueuedCalls: 0 },
      { asks: "{ value(id: 1) }", calls: 0, code: "SOURCE_OVERLOADED" },
    ],
    [
      "rateLimit",
      { rateLimit: { calls: 1, per: "1h" } },
      { asks: "{ a: value(id: 1) b: value(id: 2) }", calls: 1, code: "RATE_LIMITED" },
    ],
  ])("%s is as it is set now", async (_name, api, { asks, calls, code }) => {
    const { post, codes, tune, held, upstream } = await open();
    const before = post("{ held(id: 1) }");
    await upstream.hasReceived(1);
    tune(api);
    expect(await codes(asks)).toEqual(code === undefined ? undefined : [code]);
    expect(upstream.asked).toHaveLength(1 + calls);
    held.letAllGo();
    expect(await before).toEqual({ status: 200, data: { held: 1 } });
  });

  test("breaker opens by what has been counted before", async () => {
    const { codes, tune, post, held, upstream } = await open();
    const before = post("{ held(id: 1) }");
    await upstream.hasReceived(1);
    expect(await codes("{ broken(id: 1) }")).toEqual(["CONNECTOR_FETCH"]);
    tune({ breaker: { minCalls: 2 } });
    expect(await codes("{ broken(id: 2) }")).toEqual(["CONNECTOR_FETCH"]);
    expect(await codes("{ value(id: 1) }")).toEqual(["CIRCUIT_OPEN"]);
    // Another base URL is tried at once.
    tune({ breaker: { minCalls: 2 }, fallbackUrls: [`${upstream.url}/values`] });
    expect(await post("{ value(id: 1) }")).toMatchObject({
      errors: [{ extensions: { http: { status: 404 } } }],
    });
    expect(upstream.asked.at(-1)).toBe("GET /values/values/1");
    held.letAllGo();
    expect(await before).toEqual({ status: 200, data: { held: 1 } });
  });

  test("sharing is as it is set now", async () => {
    const { post, tune, held, upstream, hasArrived } = await open();
    const shared = [post("{ held(id: 1) }"), post("{ held(id: 1) arrived }")];
    await hasArrived();
    await upstream.hasReceived(1);
    tune({ batch: { sharing: "request" } });
    const apart = [post("{ held(id: 2) }"), post("{ held(id: 2) }")];
    await upstream.hasReceived(3);
    held.letAllGo();
    expect(await Promise.all(apart)).toMatchObject([{ data: { held: 2 } }, { data: { held: 2 } }]);
    expect(await Promise.all(shared)).toMatchObject([{ data: { held: 1 } }, { data: { held: 1 } }]);
    expect(upstream.asked).toHaveLength(3);
  });

  test("lanes of connectors are as they are set now", async () => {
    const { post, tune, held, upstream } = await open({ maxConcurrentCalls: 1 });
    const first = post("{ held(id: 1) }");
    await upstream.hasReceived(1);
    tune({ maxConcurrentCalls: 1, lanes: { "Query.held": "background" } });
    const rest = post("{ held(id: 2) value(id: 3) }");
    held.letAllGo();
    expect(await rest).toEqual({ status: 200, data: { held: 2, value: 3 } });
    expect(await first).toEqual({ status: 200, data: { held: 1 } });
  });

  test.each([
    [{ callsPerOperation: 1 }, "TOO_MANY_CALLS"],
    [{ answerItems: 1 }, "ANSWER_TOO_LARGE"],
  ])("limits are as they are set now: %j", async (limits, code) => {
    const { post, codes, tune, held, upstream } = await open();
    const before = post('{ held(id: 1) other: held(id: 2) users(ids: ["1", "2"]) { id } }');
    await upstream.hasReceived(2);
    tune({}, { limits });
    const asks = '{ value(id: 1) other: value(id: 2) users(ids: ["1", "2"]) { id } }';
    expect(await codes(asks)).toEqual([code]);
    held.letAllGo();
    expect(await before).toMatchObject({ data: { held: 1, other: 2 } });
  });

  test("so is the number of calls that an operation may make to one source", async () => {
    const { codes, tune } = await open();
    const asks = "{ value(id: 1) other: value(id: 2) }";
    expect(await codes(asks)).toBeUndefined();
    tune({ callsPerOperation: 1 });
    expect(await codes(asks)).toEqual(["TOO_MANY_CALLS"]);
  });
});

describe("what is wrong is refused", () => {
  test.each<[string, ConfigInput["sources"], object]>([
    [
      "a source that the schema does not have",
      { api: { batch: { maxSize: 1 } }, apl: {} },
      { code: "UNKNOWN_SOURCE", help: expect.stringContaining('Did you mean "api"?') },
    ],
    [
      "a lane of a connector that it does not have",
      { api: { batch: { maxSize: 1 }, lanes: { "Query.vale": "urgent" } } },
      { code: "UNKNOWN_CONNECTOR", help: expect.stringContaining('Did you mean "Query.value"?') },
    ],
    [
      "a value that breaks a rule",
      { api: { batch: { maxSize: 0 } } },
      { code: "CONFIG_INVALID_VALUE" },
    ],
  ])("%s, and nothing changes", async (_what, sources, problem) => {
    const { gateway, post, upstream, withSource, lines } = await open();
    const changed = { ...withSource({}), sources };
    expect(thrownBy(() => gateway.tune(changed))).toEqual([expect.objectContaining(problem)]);
    await post('{ users(ids: ["1", "2"]) { name } }');
    expect(upstream.asked).toEqual(["GET /users?id=1&id=2"]);
    expect(lines().map(({ msg }) => msg)).not.toContain("settings changed");
  });
});

describe("settings in force", () => {
  test("are what the calendar has set, from the start on", async () => {
    const everyMinute = { cron: "* * * * *", set: { batch: { maxSize: 1 } } };
    const { post, tune, upstream } = await open({ schedule: [everyMinute] });
    await post('{ users(ids: ["1", "2"]) { name } }');
    expect(upstream.asked).toHaveLength(2);
    // What is written is under it, until it is gone.
    tune({ batch: { maxSize: 2 }, schedule: [everyMinute] });
    await post('{ users(ids: ["3", "4"]) { name } }');
    expect(upstream.asked).toHaveLength(4);
    tune({ schedule: [] });
    await post('{ users(ids: ["5", "6"]) { name } }');
    expect(upstream.asked).toHaveLength(5);
  });

  test("are logged when they change, and only then", async () => {
    const { tune, lines } = await open({ timeout: "1s" });
    tune({ timeout: "2s", batch: { window: "5ms" } }, { limits: { answerItems: 9 } });
    tune({ timeout: "2s", batch: { window: "5ms" } }, { limits: { answerItems: 9 } });
    expect(lines().filter(({ msg }) => msg === "settings changed")).toEqual([
      expect.objectContaining({
        level: "info",
        cause: "edit",
        settings: ["sources.api.timeout", "sources.api.batch.window", "limits.answerItems"],
      }),
    ]);
  });
});

test("what is no limit stays as it is, and is not said to have changed", async () => {
  const { tune, post, upstream, lines } = await open({ timeout: "1s" });
  tune(
    { baseUrl: "http://127.0.0.1:1", config: { a: 1 }, timeout: "2s" },
    { server: { path: "/other" }, log: { level: "silent" } },
  );
  expect(lines().filter(({ msg }) => msg === "settings changed")).toMatchObject([
    { settings: ["sources.api.timeout"] },
  ]);
  expect(await post("{ value(id: 1) held: value(id: 2) }")).toMatchObject({
    data: { value: 1, held: 2 },
  });
  expect(upstream.asked).toHaveLength(2);
});

/** The problems of the ProblemsError that is thrown. */
function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}
