import { describe, expect, onTestFinished, test } from "vitest";

import { runServe } from "../../src/cli/serve.ts";
import type { Settings } from "../../src/config/config-layer.ts";
import { type Failure, Channel } from "../../src/workers/channel.ts";
import type { AskedOfPrimary, AskedOfWorker } from "../../src/workers/questions.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { postOperation } from "../gateway/support/post-operation.ts";
import { withSource } from "../gateway/support/shared-users.ts";
import { json, startUpstream } from "../support/upstream.ts";
import { turns, until } from "../support/until.ts";
import { linkedPorts } from "../workers/support/linked-ports.ts";
import { capturedContext } from "./captured-context.ts";

const schema = `
  type Query {
    user(id: ID!): User
      @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name")
  }
  type Mutation {
    rename(id: ID!): User
      @connect(source: "api", http: { POST: "/users/{$args.id}" }, selection: "id name")
      @invalidates(tags: ["user-{$args.id}"])
  }
  type User @freshness(ttl: "1h", tags: ["user-{$key.id}"]) { id: ID! name: String }`;

/** Runs `sluice serve` as a worker of this test. */
async function work(settings: Settings = {}, text = schema) {
  let answers = 0;
  const user = () => json({ id: "1", name: `name ${(answers += 1)}` });
  const upstream = await startUpstream({ "GET /users/:id": user, "POST /users/:id": user });
  onTestFinished(upstream.close);
  const cwd = temporaryDirectory({
    "schema.graphql": withSource(text, upstream),
    "sluice.yaml": JSON.stringify({
      schema: "schema.graphql",
      server: { port: 0 },
      log: { level: "silent" },
      workers: 3,
      ...settings,
    }),
  });
  const captured = capturedContext({ cwd });
  const [primary, port] = linkedPorts();
  const started = Promise.withResolvers<string>();
  const failed = Promise.withResolvers<Failure>();
  const shared: unknown[] = [];
  const leased: unknown[] = [];
  const counted: unknown[] = [];
  const channel = new Channel<AskedOfWorker, AskedOfPrimary>(primary, {
    join: () => ({ number: 2, of: 4 }),
    started: (url) => started.resolve(url),
    failed: (failure) => failed.resolve(failure),
    count(request) {
      counted.push(request);
      return {
        now: { operations: 5, calls: 0 },
        before: { operations: 0, calls: 0 },
        elapsedMs: 0,
      };
    },
    lease(request) {
      leased.push(request);
      return { granted: request.calls, waitMs: 0 };
    },
    share(invalidation) {
      shared.push(invalidation);
      return shared.length === 1 ? 3 : Promise.reject(new Error("it hangs"));
    },
  });
  const ended = runServe({ flags: {}, args: [] }, { ...captured.context, primary: port });
  onTestFinished(async () => {
    void channel.ask("end", "stop", 1000).catch(() => undefined);
    await ended;
  });
  return {
    channel,
    started: started.promise,
    failed: failed.promise,
    ended,
    ...captured,
    shared,
    leased,
    counted,
    upstream,
  };
}

const name = "{ user(id: 1) { name } }";

describe("a worker", () => {
  test("takes new limits, and measures, when it is asked to", async () => {
    const { channel, started } = await work({ metrics: { port: 0 } });
    await postOperation(await started, { query: name });
    await channel.ask("tune", { limits: { callsPerOperation: 7 } }, 5000);
    await expect(channel.ask("tune", { sources: { nope: {} } }, 5000)).rejects.toThrow("nope");
    expect(await channel.ask("metrics", undefined, 5000)).toContain("http_server_request_duration");
  });

  test("measures nothing where nobody wants that", async () => {
    const { channel, started } = await work();
    await started;
    expect(await channel.ask("metrics", undefined, 5000)).toBe("");
  });

  test("shares what it invalidates, and forgets what others have", async () => {
    const { channel, started, shared } = await work();
    const url = await started;
    const ask = async (query: string) => (await postOperation(url, { query })).data;
    const first = await ask(name);
    expect(await ask(name)).toEqual(first);
    await channel.ask("forget", { tags: ["user-1"] }, 5000);
    const second = await ask(name);
    expect(second).not.toEqual(first);

    await ask("mutation { rename(id: 1) { name } }");
    expect(shared).toEqual([{ tags: ["user-1"] }]);
    expect(await ask(name)).not.toEqual(second);
    // While another does not know of it, that is said.
    expect(await channel.ask("invalidate", { types: ["User"] }, 5000)).toEqual({
      state: "waiting",
    });
    await expect(channel.ask("invalidate", { types: ["Nope"] }, 5000)).rejects.toThrow("Nope");
  });

  test("leases from the rate limit of all", async () => {
    const { started, leased } = await work({ sources: { api: { rateLimit: { calls: 100 } } } });
    expect(await postOperation(await started, { query: name })).toMatchObject({ status: 200 });
    expect(leased[0]).toMatchObject({ source: "api", limit: { calls: 100, perMs: 1000 } });
  });

  test("counts with all others what a caller uses", async () => {
    const { started, counted } = await work({ limits: { operationsPerMinute: 5 } });
    const url = await started;
    expect(await postOperation(url, { query: name })).toMatchObject({ status: 200 });
    const use = { operations: 1, calls: 0 };
    // The operation, and then its call.
    await until(() => counted.length === 2);
    expect(counted[0]).toEqual({ callerKey: "network 127.0.0.1", use });
    await turns(10);
    expect(await postOperation(url, { query: name })).toMatchObject({ status: 429 });
  });

  test("tells the primary process why it cannot start, and writes nothing", async () => {
    const { failed, ended, stderr } = await work({}, "type Query {");
    expect(await failed).toMatchObject({ problems: [{ code: "SDL_SYNTAX" }] });
    expect(await ended).toBe(1);
    expect(stderr()).toBe("");
  });

  test("passes over a hangup, and ends as it is asked to", async () => {
    const { channel, started, ended, hangUp, upstream } = await work();
    const url = await started;
    await postOperation(url, { query: name });
    hangUp();
    await channel.ask("end", "replaced", 5000);
    // The connection of the test is idle, and is answered once more.
    const last = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: name }),
    });
    expect(last.headers.get("connection")).toBe("close");
    expect(await last.json()).toMatchObject({ data: { user: { name: "name 1" } } });
    expect(await ended).toBe(0);
    expect(upstream.asked).toEqual(["GET /users/1"]);
  });

  test("that leaves gives idle connections no more time once all are to stop", async () => {
    const { channel, started, ended } = await work();
    let hasEnded = false;
    void ended.then(() => (hasEnded = true));
    // The connection stays open.
    await postOperation(await started, { query: name });
    await channel.ask("end", "replaced", 5000);
    await turns(50);
    expect(hasEnded).toBe(false);
    // It may end before it has answered.
    void channel.ask("end", "stop", 5000).catch(() => undefined);
    expect(await ended).toBe(0);
  });
});
