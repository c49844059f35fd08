import type { Invalidation } from "../freshness/invalidation.ts";
import type { Clock } from "../kernel/clock.ts";
import { Channel, fromFailure, type Port } from "./channel.ts";
import type { AskedOfPrimary, AskedOfWorker, EndWay, Part } from "./questions.ts";

/** A worker's process, as the primary process has it. */
export interface WorkerProcess {
  readonly pid: number | undefined;
  readonly port: Port;
  /** Resolves when it has ended, by itself or not. */
  readonly ended: Promise<WorkerEnd>;
  /** Ends it at once. */
  readonly kill: () => void;
}

/** How a process ended: with a status, or by a signal. */
export interface WorkerEnd {
  readonly status: number | null;
  readonly signal: string | null;
}

export interface WorkerOptions {
  readonly process: WorkerProcess;
  readonly part: Part;
  /** How many of its kind have failed right before it, one after the other. */
  readonly failures: number;
  readonly lease: AskedOfPrimary["lease"];
  readonly count: AskedOfPrimary["count"];
  /** Tells all others what this one has invalidated. */
  readonly share: (invalidation: Invalidation, from: Worker) => Promise<number | undefined>;
  readonly clock: Clock;
}

/** One worker, from its start to its end, in the primary process. */
export class Worker {
  readonly number: number;
  readonly pid: number | undefined;
  readonly failures: number;
  /** Resolves with its address once it listens; rejects with the reason when it cannot. */
  readonly started: Promise<string>;
  readonly ended: Promise<WorkerEnd>;
  /** Its end is no crash: it was told to end, or has said why it cannot start. */
  isExpectedToEnd = false;
  /** Whether it is there to be asked: before that it reads its own program. */
  hasJoined = false;
  /** When it began to listen; undefined before. */
  listenedAtMs: number | undefined;
  readonly #process: WorkerProcess;
  readonly #clock: Clock;
  readonly #channel: Channel<AskedOfWorker, AskedOfPrimary>;

  constructor({ process, part, failures, lease, count, share, clock }: WorkerOptions) {
    const started = Promise.withResolvers<string>();
    this.number = part.number;
    this.pid = process.pid;
    this.failures = failures;
    this.started = started.promise;
    this.#process = process;
    this.#clock = clock;
    this.#channel = new Channel(
      process.port,
      {
        join: () => {
          this.hasJoined = true;
          return part;
        },
        started: (url) => {
          this.listenedAtMs = clock.nowMs();
          started.resolve(url);
        },
        failed: (failure) => {
          this.isExpectedToEnd = true;
          started.reject(fromFailure(failure));
        },
        lease,
        count,
        share: (invalidation) => share(invalidation, this),
      },
      clock,
    );
    this.ended = process.ended.then((end) => {
      this.#channel.close();
      started.reject(new Error(`A worker ended before it listened: ${describeEnd(end)}.`));
      return end;
    });
  }

  get ask(): Channel<AskedOfWorker, AskedOfPrimary>["ask"] {
    return this.#channel.ask.bind(this.#channel);
  }

  /** Ends it in this way. Resolves when it has; after `patienceMs` it is killed. */
  async end(way: EndWay, patienceMs: number): Promise<void> {
    this.isExpectedToEnd = true;
    const timer = this.#clock.after(patienceMs, () => this.#process.kill());
    // It may not answer any more: what counts is that it ends.
    this.ask("end", way, patienceMs).catch(() => undefined);
    await this.ended;
    timer.cancel();
  }
}

/** "status 1", "signal SIGKILL". */
function describeEnd({ status, signal }: WorkerEnd): string {
  return signal === null ? `status ${status}` : `signal ${signal}`;
}
