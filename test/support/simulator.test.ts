import { describe, expect, onTestFinished, test } from "vitest";

import type { Behaviour } from "./simulator/behaviour.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "./simulator/simulator.ts";
import { createManualClock } from "./manual-clock.ts";

async function open(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

function behaving(behaviour: Partial<Behaviour>, options: SimulatorOptions = {}) {
  return open({ ...options, behaviour });
}

/** Status and body, or "failed" where the connection did. */
async function ask({ url }: Simulator, path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url + path, init).catch(() => undefined);
  return response === undefined
    ? "failed"
    : [response.status, await response.json().catch(() => "failed")];
}

const row = (id: number, credential: string | null = null) => ({
  id,
  name: `user ${id}`,
  credential,
});
const as = (authorization: string) => ({ headers: { authorization } });
const post = (body: string, headers: Record<string, string> = {}) => ({
  method: "POST",
  body,
  headers,
});
const repeat = <Result>(count: number, once: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => once(index)));

describe("it serves", () => {
  test("one user, many by a repeated parameter or by POST, and a list", async () => {
    const api = await behaving({ listLength: 2 });
    expect(await ask(api, "/users/1")).toEqual([200, row(1)]);
    expect(await ask(api, "/users/a%2F+%zz")).toMatchObject([200, { id: "a/+%zz" }]);
    expect(await ask(api, "/users?id=2&id=1")).toEqual([200, [row(2), row(1)]]);
    expect(await ask(api, "/users/batch", post('{"ids":[1,"2"]}'))).toEqual([
      200,
      [row(1), row(2)],
    ]);
    expect(await ask(api, "/list")).toEqual([
      200,
      [
        { id: 1, title: "item 1", userId: 1 },
        { id: 2, title: "item 2", userId: 2 },
      ],
    ]);
  });

  test("404 for what there is not, and 400 for a body that it cannot read", async () => {
    const api = await open();
    const paths = ["/", "/posts", "/users/1/posts", "/users/"];
    const answers = await repeat(paths.length, (index) => ask(api, paths[index] ?? ""));
    expect(answers).toEqual(paths.map((path) => [404, { error: `there is no GET ${path}` }]));
    expect(await ask(api, "/users/batch", post("{"))).toMatchObject([400, {}]);
  });

  test("to each caller a user that says whose credential fetched it", async () => {
    const api = await open();
    const answers = await repeat(50, (index) => ask(api, "/users?id=1", as(`Bearer ${index}`)));
    expect(answers).toEqual(answers.map((_, index) => [200, [row(1, `Bearer ${index}`)]]));
    expect(new Set(api.calls.map(({ credential }) => credential)).size).toBe(50);
  });

  test("a new user for each POST, and one for all with the same Idempotency-Key", async () => {
    const api = await open();
    const keys = ["a", "a", "b", undefined, undefined];
    const answers = await repeat(5, (index) => {
      const key = keys[index];
      return ask(api, "/users", post("{}", key === undefined ? {} : { "idempotency-key": key }));
    });
    expect(answers.map((answer) => (answer as [number])[0])).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(4);
    expect(api.created).toHaveLength(4);
    expect(api.calls.map(({ idempotencyKey }) => idempotencyKey)).toEqual(
      expect.arrayContaining(keys),
    );
  });

  test("rows of the size that is wanted", async () => {
    const api = await behaving({ rowBytes: 1000 });
    const [, user] = (await ask(api, "/users/1")) as [number, unknown];
    expect(JSON.stringify(user)).toHaveLength(1000);
  });
});

describe("it tells", () => {
  test("what it was asked, and what came of it", async () => {
    const clock = createManualClock();
    const api = await behaving({ missing: ["3"] }, { clock });
    await ask(api, "/users?id=1&id=2", as("Bearer a"));
    clock.advance(5);
    await ask(api, "/users/3");
    expect(api.calls).toMatchObject([
      { atMs: 0, endMs: 0, method: "GET", path: "/users?id=1&id=2", keys: ["1", "2"], status: 200 },
      { atMs: 5, path: "/users/3", keys: ["3"], credential: undefined, status: 404 },
    ]);
    expect(api.calls[0]?.credential).toBe("Bearer a");
    expect(api.stats()).toMatchObject({
      calls: 2,
      keys: 3,
      running: 0,
      mostRunning: 1,
      byStatus: { 200: 1, 404: 1 },
    });
  });

  test("the latest calls only, where there are more than it keeps", async () => {
    const api = await open({ keptCalls: 1 });
    await ask(api, "/users/1");
    await ask(api, "/users/2");
    expect(api.calls.map(({ path }) => path)).toEqual(["/users/2"]);
    expect(api.stats().calls).toBe(2);
  });

  test("that a caller has gone away", async () => {
    const api = await behaving({ outage: "hanging" });
    const patience = new AbortController();
    const answer = ask(api, "/users/1", { signal: patience.signal });
    await api.hasReceived(1);
    expect(api.stats().running).toBe(1);
    patience.abort();
    expect(await answer).toBe("failed");
    await expect.poll(() => api.calls[0]?.status).toBe("aborted");
  });
});

describe("time", () => {
  test("passes before it answers", async () => {
    const clock = createManualClock();
    const api = await behaving({ latency: 50 }, { clock });
    const answer = ask(api, "/users/1");
    await expect.poll(() => clock.timerCount()).toBe(1);
    clock.advance(49);
    expect(clock.timerCount()).toBe(1);
    clock.advance(1);
    expect(await answer).toEqual([200, row(1)]);
    expect(api.calls).toMatchObject([{ atMs: 0, endMs: 50 }]);
  });

  test("is spent in slots: those that find none wait inside, in their order", async () => {
    const clock = createManualClock();
    const api = await behaving({ latency: 10, slots: 2 }, { clock });
    const answers = repeat(5, (index) => ask(api, `/users/${index}`));
    await api.hasReceived(5);
    await expect.poll(() => api.stats()).toMatchObject({ working: 2, waiting: 3, running: 5 });
    clock.advance(10);
    await expect.poll(() => api.stats()).toMatchObject({ working: 2, waiting: 1 });
    await api.set({ slots: "unlimited" });
    await expect.poll(() => api.stats()).toMatchObject({ working: 3, waiting: 0 });
    clock.advance(10);
    await answers;
    expect(api.calls.map(({ endMs }) => endMs)).toEqual([10, 10, 20, 20, 20]);
  });

  test("is longer after a start, after an outage, and in bursts", async () => {
    const clock = createManualClock();
    const api = await behaving({ latency: 10, slowStart: { factor: 5, forMs: 100 } }, { clock });
    const latency = () => latencyOf(api, clock);
    expect(await latency()).toBe(50);
    clock.advance(100);
    expect(await latency()).toBe(10);
    await api.set({ outage: "unavailable" });
    await api.set({ outage: "none" });
    expect(await latency()).toBe(50);
    await api.set({ slowStart: "none", bursts: { factor: 3, forMs: 20, everyMs: 100 } });
    expect(await latency()).toBe(10);
    clock.advance(20);
    expect(await latency()).toBe(30);
  });
});

/** How long a call takes, on the clock. */
async function latencyOf(api: Simulator, clock: ReturnType<typeof createManualClock>) {
  const startMs = clock.nowMs();
  const answer = ask(api, "/users/1");
  await expect.poll(() => clock.timerCount()).toBe(1);
  while (clock.timerCount() > 0) clock.advance(1);
  await answer;
  return clock.nowMs() - startMs;
}

describe("a rate limit", () => {
  const limit = { calls: 2, perMs: 1000, tells: ["retry-after", "ratelimit"] } as const;

  test("answers what is beyond it with 429, and says when to come back", async () => {
    const clock = createManualClock();
    const api = await behaving({ rateLimit: { ...limit, window: "fixed" } }, { clock });
    const answers = await repeat(3, () => fetch(`${api.url}/users/1`));
    expect(api.stats().byStatus).toEqual({ 200: 2, 429: 1 });
    const refused = answers.find(({ status }) => status === 429);
    expect(Object.fromEntries(refused?.headers ?? [])).toMatchObject({
      "retry-after": "1",
      "ratelimit-policy": '"calls";q=2;w=1',
      ratelimit: '"calls";r=0;t=1',
    });
    expect(answers.filter(({ headers }) => headers.has("retry-after"))).toEqual([refused]);
  });

  test.each([
    { window: "fixed", statuses: [200, 200, 200, 200] },
    { window: "sliding", statuses: [200, 200, 200, 429] },
  ] as const)("that is $window counts so", async ({ window, statuses }) => {
    const clock = createManualClock();
    const api = await behaving({ rateLimit: { ...limit, window } }, { clock });
    const seen: number[] = [];
    for (const waitMs of [0, 999, 1, 0]) {
      clock.advance(waitMs);
      // oxlint-disable-next-line no-await-in-loop
      seen.push((await fetch(`${api.url}/users/1`)).status);
    }
    expect(seen).toEqual(statuses);
  });

  test("is told in the older forms too", async () => {
    const tells = ["ratelimit-fields", "x-ratelimit"] as const;
    const clock = createManualClock();
    const api = await behaving({ rateLimit: { ...limit, window: "fixed", tells } }, { clock });
    const { headers } = await fetch(`${api.url}/users/1`);
    expect(Object.fromEntries(headers)).toMatchObject({
      "ratelimit-limit": "2",
      "ratelimit-remaining": "1",
      "ratelimit-reset": "1",
      "x-ratelimit-limit": "2",
      "x-ratelimit-remaining": "1",
      "x-ratelimit-reset": String(Date.UTC(2026, 0, 1) / 1000 + 1),
    });
    expect(headers.has("ratelimit")).toBe(false);
  });
});

describe("an outage", () => {
  test("may answer 503 at once", async () => {
    const api = await behaving({ outage: "unavailable", latency: 1e6 });
    expect(await ask(api, "/users/1")).toMatchObject([503, {}]);
  });

  test("may refuse connections and cut those that there are, until it is over", async () => {
    const api = await behaving({ latency: 1e6 });
    const answer = ask(api, "/users/1");
    await api.hasReceived(1);
    await api.set({ outage: "refused" });
    expect(await answer).toBe("failed");
    expect(await ask(api, "/users/1")).toBe("failed");
    await api.set({ outage: "none", latency: 0 });
    expect(await ask(api, "/users/1")).toEqual([200, row(1)]);
    expect(api.calls.map(({ status }) => status)).toEqual(["aborted", 200]);
  });

  test("may be there from the beginning", async () => {
    expect(await ask(await behaving({ outage: "refused" }), "/users/1")).toBe("failed");
  });
});

describe("on the way back", () => {
  test("a connection is closed in place of the answer, and the work is done", async () => {
    const api = await behaving({ dropShare: 1 });
    expect(await ask(api, "/users", post("{}", { "idempotency-key": "a" }))).toBe("failed");
    await api.set({ dropShare: 0 });
    expect(await ask(api, "/users", post("{}", { "idempotency-key": "a" }))).toMatchObject([
      201,
      {},
    ]);
    expect(api.created).toHaveLength(1);
    expect(api.calls.map(({ status }) => status)).toEqual(["dropped", 201]);
  });

  test("a connection is closed in the middle of the answer", async () => {
    const api = await behaving({ halfShare: 1 });
    expect(await ask(api, "/users/1")).toEqual([200, "failed"]);
    expect(api.calls[0]?.status).toBe("half");
  });

  test("an answer is an error", async () => {
    const api = await behaving({ errorShare: 1, errorStatus: 502 });
    expect(await ask(api, "/users/1")).toMatchObject([502, {}]);
  });
});

const idsOf = (answer: unknown) => (answer as [200, { id: number }[]])[1].map(({ id }) => id);

describe("the rows of a batch", () => {
  const path = `/users?${Array.from({ length: 20 }, (_, index) => `id=${index}`).join("&")}`;
  const inOrder = Array.from({ length: 20 }, (_, index) => index);

  test("come in another order", async () => {
    const ids = idsOf(await ask(await behaving({ isShuffled: true }), path));
    expect(ids).not.toEqual(inOrder);
    expect(ids.toSorted((a, b) => a - b)).toEqual(inOrder);
  });

  test("come twice", async () => {
    const ids = idsOf(await ask(await behaving({ duplicateShare: 0.5 }), path));
    expect(ids.length).toBeGreaterThan(20);
    expect(new Set(ids).size).toBe(20);
    expect(idsOf(await ask(await behaving({ duplicateShare: 1 }), path))).toHaveLength(40);
  });

  test("lack those that are missing, which are 404 alone", async () => {
    const api = await behaving({ missing: ["2", "4"] });
    expect(idsOf(await ask(api, path))).toEqual(inOrder.filter((id) => id !== 2 && id !== 4));
    expect(await ask(api, "/users/2")).toMatchObject([404, {}]);
  });

  test("do not come at all with a poison key among them, which is refused alone too", async () => {
    const api = await behaving({ poison: ["7"], poisonStatus: 422 });
    expect(await ask(api, path)).toMatchObject([422, {}]);
    expect(await ask(api, "/users/batch", post('{"ids":[7]}'))).toMatchObject([422, {}]);
    expect(await ask(api, "/users/7")).toMatchObject([422, {}]);
    expect(await ask(api, "/users?id=6")).toEqual([200, [row(6)]]);
  });
});

describe("chance", () => {
  const luck = { errorShare: 0.3, dropShare: 0.1, halfShare: 0.1 };

  test("is the same for equal seeds, and another for another", async () => {
    const [first, second, other] = await Promise.all([
      fates({ behaviour: luck, seed: "a" }),
      fates({ behaviour: luck, seed: "a" }),
      fates({ behaviour: luck, seed: "b" }),
    ]);
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    const count = (fate: unknown) => first.filter((it) => it === fate).length;
    expect(count(500)).toBeGreaterThan(10);
    expect(count(500)).toBeLessThan(50);
    expect(count("dropped")).toBeGreaterThan(0);
    expect(count("half")).toBeGreaterThan(0);
  });

  test("has a part for each behaviour: one does not change what another draws", async () => {
    const calm = await fates({ behaviour: luck });
    const all = await fates({ behaviour: { ...luck, isShuffled: true, duplicateShare: 0.5 } });
    expect(all).toEqual(calm);
  });
});

/** What came of 100 calls, one after the other. */
async function fates(options: SimulatorOptions): Promise<readonly unknown[]> {
  const api = await open(options);
  for (let count = 0; count < 100; count += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await ask(api, "/users/1");
  }
  return api.calls.map(({ status }) => status);
}
