import { describe, expect, test, vi } from "vitest";

import { ProblemsError } from "../../src/kernel/problem.ts";
import { turns, until } from "../support/until.ts";
import { fail, fakeWorkers, listen } from "./support/fake-workers.ts";

const broken = new ProblemsError([
  { code: "SDL_SYNTAX", severity: "error", message: "No.", help: "Mend it.", origin: undefined },
]);
const crash = { status: 1, signal: null };

async function started(count = 2) {
  const opened = fakeWorkers({ count });
  await opened.workers.start();
  return opened;
}

describe("the start", () => {
  test("is of one worker, and of the others once that listens; the address is told once", async () => {
    const { workers, processes, state, kept } = fakeWorkers({ count: 3 });
    const { promise: isToBegin, resolve: begin } = Promise.withResolvers<void>();
    state.start = async (worker) => {
      await isToBegin;
      await listen(worker);
    };
    const start = workers.start();
    await turns();
    expect(processes).toHaveLength(1);
    state.start = listen;
    begin();
    await start;
    expect(await Promise.all(processes.map(({ part }) => part))).toEqual([
      { number: 1, of: 4 },
      { number: 2, of: 4 },
      { number: 3, of: 4 },
    ]);
    expect(kept.messages()).toEqual(["listening"]);
  });

  test("rejects with what is wrong, once, when the first cannot start", async () => {
    const { workers, processes } = fakeWorkers({ start: fail(broken) });
    await expect(workers.start()).rejects.toEqual(broken);
    expect(processes).toHaveLength(1);
  });

  test("rejects when the first ends without a word", async () => {
    const { workers } = fakeWorkers({ start: ({ end }) => end({ status: 3, signal: null }) });
    await expect(workers.start()).rejects.toThrow("A worker ended before it listened: status 3.");
    const killed = fakeWorkers({ start: ({ end }) => end({ status: null, signal: "SIGBUS" }) });
    await expect(killed.workers.start()).rejects.toThrow("signal SIGBUS");
  });
});

describe("a worker that crashes", () => {
  test("is replaced, and leaves its number to the one that comes", async () => {
    const { processes, clock, kept, workers } = await started(3);
    processes[1]?.end({ status: null, signal: "SIGKILL" });
    await kept.says("a worker crashed");
    expect(processes).toHaveLength(3);
    clock.advance(200);
    expect(await processes[3]?.part).toEqual({ number: 2, of: 4 });
    expect(await workers.metrics()).toContain("sluice_worker_crashes_total 1");
  });

  test("again and again is started after longer and longer; and soon again once one has lived", async () => {
    const { processes, clock, kept } = await started(1);
    const delays: number[] = [];
    for (let crashes = 1; crashes <= 10; crashes += 1) {
      const before = processes.length;
      processes.at(-1)?.end(crash);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await kept.says("a worker crashed", crashes);
      let delayMs = 0;
      while (processes.length === before) {
        clock.advance(100);
        delayMs += 100;
      }
      delays.push(delayMs);
      // oxlint-disable-next-line no-await-in-loop -- the same
      await turns(20);
    }
    expect(delays).toEqual([200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
    clock.advance(60_000);
    processes.at(-1)?.end(crash);
    await kept.says("a worker crashed", 11);
    clock.advance(100);
    expect(processes).toHaveLength(12);
  });

  test("and then cannot start is tried again, and says why", async () => {
    const { processes, state, clock, kept } = await started();
    state.start = fail(broken);
    processes[0]?.end(crash);
    await kept.says("a worker crashed");
    clock.advance(200);
    await kept.says("a worker did not start");
    expect(kept.lines.at(-1)).toMatchObject({ problems: [expect.stringContaining("SDL_SYNTAX")] });
    state.start = listen;
    clock.advance(400);
    expect(processes).toHaveLength(4);
  });
});

describe("a restart", () => {
  test("replaces one after the other, each once its successor listens", async () => {
    const { workers, processes, kept } = await started();
    await workers.restart();
    expect(processes.map(({ asked }) => asked)).toEqual([
      ["end replaced"],
      ["end replaced"],
      [],
      [],
    ]);
    expect(await Promise.all(processes.slice(2).map(({ part }) => part))).toEqual([
      { number: 3, of: 3 },
      { number: 1, of: 3 },
    ]);
    expect(kept.messages()).toEqual([
      "listening",
      "restarting the workers one by one",
      "the workers are restarted",
    ]);
  });

  test("with something wrong changes nothing, and says what", async () => {
    const { workers, processes, state, kept } = await started();
    state.start = fail(broken);
    await workers.restart();
    expect(processes.map(({ asked }) => asked)).toEqual([[], [], []]);
    expect(kept.lines.at(-1)).toMatchObject({
      level: "error",
      msg: "restart refused: the workers go on",
      problems: [expect.stringContaining("SDL_SYNTAX")],
    });
    // Those that go on are started again when they crash, as before.
    state.start = listen;
    processes[0]?.end(crash);
    await kept.says("a worker crashed");
  });

  test("is made anew for what was changed while one was under way, once", async () => {
    const { workers, processes } = await started(1);
    await Promise.all([workers.restart(), workers.restart(), workers.restart()]);
    expect(processes).toHaveLength(3);
  });

  test("passes over a worker that has crashed meanwhile: it has a successor of its own", async () => {
    const { workers, processes, state, kept, clock } = await started();
    state.start = async (worker) => {
      processes[1]?.end(crash);
      await kept.says("a worker crashed");
      await listen(worker);
    };
    await workers.restart();
    expect(processes).toHaveLength(3);
    state.start = listen;
    clock.advance(200);
    expect(processes).toHaveLength(4);
  });

  test("that is refused starts anew a worker that crashed while it was to be replaced", async () => {
    const { workers, processes, state, clock } = await started(1);
    state.start = async (worker) => {
      processes[0]?.end(crash);
      await fail(broken)(worker);
    };
    await workers.restart();
    state.start = listen;
    clock.advance(100);
    expect(processes).toHaveLength(3);
  });

  test("kills a worker that does not end", async () => {
    const { workers, processes, clock, kept } = await started(1);
    Object.assign(processes[0] ?? {}, { isHanging: true });
    const restarted = workers.restart();
    await vi.waitUntil(() => processes[0]?.asked.length === 1);
    clock.advance(4999);
    await turns();
    expect(kept.messages()).not.toContain("the workers are restarted");
    clock.advance(1);
    await restarted;
    expect(kept.messages()).toContain("the workers are restarted");
  });

  test("tells another address, where the new ones have one", async () => {
    const { workers, state, kept } = await started(1);
    state.start = async ({ channel }) => {
      await channel.ask("started", "http://localhost:4001/graphql", 60_000);
    };
    await workers.restart();
    expect(kept.lines).toContainEqual(
      expect.objectContaining({ msg: "listening", url: "http://localhost:4001/graphql" }),
    );
  });
});

describe("the stop", () => {
  test("asks all to end, kills those that do not, and starts none again", async () => {
    const { workers, processes, clock, kept } = await started();
    Object.assign(processes[1] ?? {}, { isHanging: true });
    const stopped = workers.stop();
    await vi.waitUntil(() => processes.every(({ asked }) => asked.length === 1));
    clock.advance(1000);
    await stopped;
    clock.advance(60_000);
    expect(processes).toHaveLength(2);
    expect(kept.messages()).toEqual(["listening"]);
  });

  test("leaves a worker that crashed before as it is", async () => {
    const { workers, processes, clock, kept } = await started();
    processes[0]?.end(crash);
    await kept.says("a worker crashed");
    await workers.stop();
    clock.advance(60_000);
    expect(processes).toHaveLength(2);
  });

  test("ends a restart, and says nothing of what that comes to", async () => {
    const { workers, processes, state, kept } = await started();
    state.start = () => undefined;
    const restarted = workers.restart();
    await vi.waitUntil(() => processes.length === 3);
    await workers.stop();
    await restarted;
    expect(kept.messages()).toEqual(["listening", "restarting the workers one by one"]);
  });

  test("leaves a restart where it is, after the worker that is being replaced", async () => {
    const { workers, processes, kept } = await started();
    Object.assign(processes[0] ?? {}, { isHanging: true });
    const restarted = workers.restart();
    await vi.waitUntil(() => processes[0]?.asked.includes("end replaced") === true);
    const stopped = workers.stop();
    processes[0]?.end({ status: 0, signal: null });
    await Promise.all([restarted, stopped]);
    expect(processes).toHaveLength(3);
    expect(kept.messages()).not.toContain("the workers are restarted");
  });

  test("gives up a worker that has crashed and was to be started again", async () => {
    const { workers, processes, state, clock, kept } = await started();
    state.start = () => undefined;
    processes[0]?.end(crash);
    await kept.says("a worker crashed");
    clock.advance(200);
    await until(() => processes.length === 3);
    await workers.stop();
    expect(kept.messages()).toEqual(["listening", "a worker crashed"]);
  });
});

describe("all workers", () => {
  test("take new limits; one that refuses them is told of", async () => {
    const { workers, processes } = await started();
    await workers.tune({ limits: { answerItems: 5 } });
    const asked = ['tune {"limits":{"answerItems":5}}'];
    expect(processes.map((worker) => worker.asked)).toEqual([asked, asked]);
    Object.assign(processes[1]?.answers ?? {}, {
      tune() {
        throw broken;
      },
    });
    await expect(workers.tune({})).rejects.toEqual(broken);
  });

  test("take new limits also where one hangs, which is told", async () => {
    const { workers, processes, clock, kept } = await started();
    Object.assign(processes[0]?.answers ?? {}, { tune: () => new Promise(() => {}) });
    const tuned = workers.tune({});
    await turns(20);
    clock.advance(5000);
    await tuned;
    expect(processes[1]?.asked).toEqual(["tune {}"]);
    expect(kept.messages()).toContain("a worker does not answer");
  });

  test("forget what one has invalidated before it knows that they have", async () => {
    const { processes } = await started(3);
    const told = await processes[0]?.channel.ask("share", { tags: ["a"] }, 60_000);
    expect(told).toBe(3);
    const forget = ['forget {"tags":["a"]}'];
    expect(processes.map(({ asked }) => asked)).toEqual([[], forget, forget]);
  });

  test("are not known to have forgotten while one hangs", async () => {
    const { processes, clock } = await started();
    Object.assign(processes[1]?.answers ?? {}, { forget: () => new Promise(() => {}) });
    const told = processes[0]?.channel.ask("share", { tags: ["a"] }, 60_000);
    await turns(20);
    clock.advance(2000);
    expect(await told).toBeUndefined();
  });

  test("lease from one rate limit", async () => {
    const { processes } = await started();
    const limit = { calls: 20, perMs: 1000 };
    const leases = await Promise.all(
      processes.map(({ channel }) =>
        channel.ask("lease", { source: "api", calls: 2, limit }, 60_000),
      ),
    );
    expect(leases.map(({ granted }) => granted)).toEqual([2, 0]);
  });

  test("count what a caller uses together", async () => {
    const { processes } = await started();
    const use = { operations: 1, calls: 2 };
    const counted: unknown[] = [];
    for (const { channel } of processes) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      counted.push(await channel.ask("count", { callerKey: "one", use }, 60_000));
    }
    expect(counted).toMatchObject([{ now: use }, { now: { operations: 2, calls: 4 } }]);
  });

  test("are measured in one text; one that hangs is left out, and counted", async () => {
    const { workers, processes, clock } = await started();
    Object.assign(processes[0]?.answers ?? {}, { metrics: () => new Promise(() => {}) });
    const scraped = workers.metrics();
    await turns(20);
    clock.advance(3000);
    const text = await scraped;
    expect(text).toContain('sluice_workers{state="answering"} 1');
    expect(text).toContain('sluice_workers{state="silent"} 1');
  });
});

describe("an invalidation by an operator", () => {
  test("is of the first worker that answers", async () => {
    const { workers, processes, clock, kept } = await started();
    Object.assign(processes[0]?.answers ?? {}, { invalidate: () => new Promise(() => {}) });
    const report = workers.invalidate({ all: true });
    await turns(20);
    clock.advance(8000);
    expect(await report).toEqual({ state: "here" });
    expect(processes[1]?.asked).toEqual(['invalidate {"all":true}']);
    expect(kept.messages()).toContain("a worker does not answer");
  });

  test("rejects with what is wrong with it", async () => {
    const { workers, processes } = await started();
    Object.assign(processes[0]?.answers ?? {}, {
      invalidate() {
        throw broken;
      },
    });
    await expect(workers.invalidate({ types: ["Nope"] })).rejects.toEqual(broken);
  });

  test("rejects when no worker is there", async () => {
    const { workers } = fakeWorkers();
    await expect(workers.invalidate({ all: true })).rejects.toThrow("No worker answers.");
  });
});
