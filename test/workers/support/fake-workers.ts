import { onTestFinished } from "vitest";

import type { Invalidation } from "../../../src/freshness/invalidation.ts";
import { type Answers, Channel, toFailure } from "../../../src/workers/channel.ts";
import type { AskedOfPrimary, AskedOfWorker, Part } from "../../../src/workers/questions.ts";
import type { WorkerEnd, WorkerProcess } from "../../../src/workers/worker.ts";
import { Workers } from "../../../src/workers/workers.ts";
import { keptLog } from "../../fleet/log-lines.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { linkedPorts } from "./linked-ports.ts";

/** A process that does what a test tells it to. */
export interface FakeWorker {
  readonly channel: Channel<AskedOfPrimary, AskedOfWorker>;
  readonly answers: { -readonly [Name in keyof AskedOfWorker]: Answers<AskedOfWorker>[Name] };
  /** What it has been asked. */
  readonly asked: string[];
  readonly part: Promise<Part>;
  readonly end: (end: WorkerEnd) => void;
  /** Does nothing when it is asked to end, until it is killed. */
  isHanging: boolean;
}

/** What a worker does once it has joined; by default it listens. */
export type Start = (worker: FakeWorker) => void | Promise<void>;

export const listen: Start = async ({ channel }) => {
  await channel.ask("started", "http://localhost:4000/graphql", 60_000);
};

/** One that says why it cannot start. */
export const fail =
  (error: unknown): Start =>
  async ({ channel, end }) => {
    await channel.ask("failed", toFailure(error), 60_000);
    end({ status: 1, signal: null });
  };

/** Workers whose processes are made up; the clock stands still. */
export function fakeWorkers({ count = 2, ...options }: { count?: number; start?: Start } = {}) {
  const clock = createManualClock();
  const kept = keptLog();
  const processes: FakeWorker[] = [];
  const state: { start: Start } = { start: options.start ?? listen };
  const workers = new Workers({
    start: () => {
      const { worker, process } = startFake();
      processes.push(worker);
      const { start } = state;
      void worker.part.then(() => start(worker));
      return process;
    },
    count,
    stopTimeoutMs: 1000,
    replaceTimeoutMs: 5000,
    log: kept.log,
    clock,
  });
  onTestFinished(() => {
    for (const { end } of processes) end({ status: 0, signal: null });
  });
  return { workers, processes, state, clock, kept };
}

function startFake(): { readonly worker: FakeWorker; readonly process: WorkerProcess } {
  const [ofPrimary, own] = linkedPorts();
  const { promise: ended, resolve: end } = Promise.withResolvers<WorkerEnd>();
  const asked: string[] = [];
  const answers: FakeWorker["answers"] = {
    tune: (settings) => void asked.push(`tune ${JSON.stringify(settings)}`),
    invalidate: (invalidation: Invalidation) => {
      asked.push(`invalidate ${JSON.stringify(invalidation)}`);
      return { state: "here" };
    },
    forget: (invalidation) => void asked.push(`forget ${JSON.stringify(invalidation)}`),
    metrics: () => "up 1\n",
    end(way) {
      asked.push(`end ${way}`);
      if (!worker.isHanging) end({ status: 0, signal: null });
    },
  };
  const channel = new Channel<AskedOfPrimary, AskedOfWorker>(own, {
    tune: (settings) => answers.tune(settings),
    invalidate: (invalidation) => answers.invalidate(invalidation),
    forget: (invalidation) => answers.forget(invalidation),
    metrics: () => answers.metrics(undefined),
    end: (way) => answers.end(way),
  });
  const part = channel.ask("join", undefined, 60_000);
  const worker: FakeWorker = { channel, answers, asked, part, end, isHanging: false };
  const kill = () => end({ status: null, signal: "SIGKILL" });
  return { worker, process: { pid: 1, port: ofPrimary, ended, kill } };
}
