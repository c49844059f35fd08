import type { Settings } from "../config/config-layer.ts";
import type { Invalidation } from "../freshness/invalidation.ts";
import type { InvalidationReport } from "../freshness/invalidations.ts";
import type { Clock } from "../kernel/clock.ts";
import { loggable, ProblemsError } from "../kernel/problem.ts";
import type { Logger } from "../telemetry/logger.ts";
import { RateLimitLeases } from "./rate-limit-leases.ts";
import { forgetDeadlineMs } from "./seat.ts";
import { CallerCounts } from "./caller-counts.ts";
import { type WorkerMetrics, joinMetrics } from "./join-metrics.ts";
import { Worker, type WorkerEnd, type WorkerProcess } from "./worker.ts";

export interface WorkersOptions {
  /** Starts the process of a worker. */
  readonly start: () => WorkerProcess;
  /** How many there are. */
  readonly count: number;
  /** How long one may take to end when all stop, before it is killed. */
  readonly stopTimeoutMs: number;
  /** The same for one that another replaces: its clients may have idle connections. */
  readonly replaceTimeoutMs: number;
  readonly log: Logger;
  readonly clock: Clock;
}

/** The workers of a machine: starts them, again when they crash, and replaces them one by one. */
export class Workers {
  readonly #options: WorkersOptions;
  readonly #leases: RateLimitLeases;
  readonly #counts: CallerCounts;
  /** Those whose processes have not ended. */
  readonly #all = new Set<Worker>();
  #restarting: Promise<void> | undefined;
  #isRestartWanted = false;
  #isStopping = false;
  #crashes = 0;
  #url: string | undefined;

  constructor(options: WorkersOptions) {
    this.#options = options;
    this.#leases = new RateLimitLeases(options.clock);
    this.#counts = new CallerCounts(options.clock);
  }

  /**
   * Starts the first worker, and when that listens the others. Rejects with the reason when the
   * first cannot start: the others could not either.
   */
  async start(): Promise<void> {
    const url = await this.#open();
    const others = Array.from({ length: this.#options.count - 1 }, () => this.#openOrRetry(0));
    await Promise.all(others);
    this.#tell(url);
  }

  /**
   * Replaces all workers, one by one, by new ones that read schema and settings anew; each ends once
   * its successor listens. When the first cannot start, the reason is logged and nothing changes.
   */
  async restart(): Promise<void> {
    this.#isRestartWanted = true;
    await (this.#restarting ??= this.#restartWhileWanted());
  }

  /** Ends all of them; none is started again. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    const { stopTimeoutMs } = this.#options;
    await Promise.all([...this.#all].map((worker) => worker.end("stop", stopTimeoutMs)));
    await this.#restarting;
  }

  /** Hands new limits to all. Rejects with ProblemsError when they are refused. */
  async tune(settings: Settings): Promise<void> {
    await Promise.all(
      // One that is starting may have read the settings of before.
      this.#joined().map(async (worker) => {
        try {
          await worker.ask("tune", settings, answerDeadlineMs);
        } catch (error) {
          if (error instanceof ProblemsError) throw error;
          this.#missAnswer(worker, error);
        }
      }),
    );
  }

  /** Invalidates in all of them, by one that tells the others. Rejects with its ProblemsError. */
  async invalidate(invalidation: Invalidation): Promise<InvalidationReport> {
    for (const worker of this.#listening()) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- another is asked only where this one cannot answer
        return await worker.ask("invalidate", invalidation, 4 * forgetDeadlineMs);
      } catch (error) {
        if (error instanceof ProblemsError) throw error;
        this.#missAnswer(worker, error);
      }
    }
    throw new Error("No worker answers.");
  }

  /** What all of them have measured, each series labelled with its worker. One that hangs is left out. */
  async metrics(): Promise<string> {
    const workers = this.#listening();
    const scraped = await Promise.all(
      workers.map(async (worker): Promise<WorkerMetrics> => {
        const text = worker.ask("metrics", undefined, metricsDeadlineMs).catch(() => undefined);
        return { worker: worker.number, text: await text };
      }),
    );
    return joinMetrics(scraped, { crashes: this.#crashes });
  }

  async #restartWhileWanted(): Promise<void> {
    while (this.#isRestartWanted && !this.#isStopping) {
      this.#isRestartWanted = false;
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await this.#restartOnce();
    }
    this.#restarting = undefined;
  }

  async #restartOnce(): Promise<void> {
    const { log, replaceTimeoutMs } = this.#options;
    const before = this.#listening();
    log.info({ workers: before.length }, "restarting the workers one by one");
    for (const old of before) {
      // One that has crashed meanwhile has a successor already.
      if (!this.#all.has(old) || this.#isStopping) continue;
      old.isExpectedToEnd = true;
      try {
        // oxlint-disable-next-line no-await-in-loop -- one by one
        this.#tell(await this.#open());
      } catch (error) {
        this.#keep(old);
        if (!this.#isStopping) log.error(loggable(error), "restart refused: the workers go on");
        return;
      }
      // oxlint-disable-next-line no-await-in-loop -- no more than one above the count is there at a time
      await old.end("replaced", replaceTimeoutMs);
    }
    if (!this.#isStopping) log.info("the workers are restarted");
  }

  #tell(url: string): void {
    if (url === this.#url) return;
    this.#url = url;
    this.#options.log.info({ url, workers: this.#options.count }, "listening");
  }

  /** One that was to be replaced goes on, or is started again if it has ended since. */
  #keep(old: Worker): void {
    old.isExpectedToEnd = this.#isStopping;
    if (!this.#all.has(old)) this.#retryLater(0);
  }

  #listening(): readonly Worker[] {
    return [...this.#all].filter(({ listenedAtMs }) => listenedAtMs !== undefined);
  }

  /** Those that can be asked; one that has not joined reads its own program yet. */
  #joined(): readonly Worker[] {
    return [...this.#all].filter(({ hasJoined }) => hasJoined);
  }

  #missAnswer({ number }: Worker, err: unknown): void {
    this.#options.log.warn({ worker: number, err }, "a worker does not answer");
  }

  /** Starts one. Resolves with its address when it listens, and rejects when it cannot. */
  async #open(failures = 0): Promise<string> {
    const { start, count, clock } = this.#options;
    const taken = new Set([...this.#all].map(({ number }) => number));
    let number = 1;
    while (taken.has(number)) number += 1;
    const worker = new Worker({
      process: start(),
      // One above the count, as there is at a restart.
      part: { number, of: count + 1 },
      failures,
      lease: (request) => this.#leases.lease(request),
      count: (request) => this.#counts.add(request),
      share: (invalidation, from) => this.#share(invalidation, from),
      clock,
    });
    this.#all.add(worker);
    void worker.ended.then((end) => this.#lose(worker, end));
    return await worker.started;
  }

  async #openOrRetry(failures: number): Promise<void> {
    if (this.#isStopping) return;
    try {
      await this.#open(failures);
    } catch (error) {
      if (this.#isStopping) return;
      this.#options.log.error(loggable(error), "a worker did not start");
      this.#retryLater(failures + 1);
    }
  }

  #retryLater(failures: number): void {
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** failures);
    this.#options.clock.after(delayMs, () => void this.#openOrRetry(failures));
  }

  #lose(worker: Worker, end: WorkerEnd): void {
    const { number, pid, failures, listenedAtMs } = worker;
    this.#all.delete(worker);
    // Who started one that never listened is told why.
    if (worker.isExpectedToEnd || listenedAtMs === undefined) return;
    this.#crashes += 1;
    this.#options.log.error({ worker: number, workerPid: pid, ...end }, "a worker crashed");
    const isStable = this.#options.clock.nowMs() - listenedAtMs >= stableMs;
    this.#retryLater(isStable ? 0 : failures + 1);
  }

  async #share(invalidation: Invalidation, from: Worker): Promise<number | undefined> {
    // One that has not joined keeps nothing yet.
    const others = this.#joined().filter((other) => other !== from);
    const told = await Promise.allSettled(
      others.map((other) => other.ask("forget", invalidation, forgetDeadlineMs)),
    );
    const isKnownToAll = told.every(({ status }) => status === "fulfilled");
    return isKnownToAll ? others.length + 1 : undefined;
  }
}

/** How long a worker may take to answer what it can answer at once. */
const answerDeadlineMs = 5000;

/** Prometheus gives up after ten seconds, unless it is told otherwise. */
const metricsDeadlineMs = 3000;

const firstDelayMs = 100;
const longestDelayMs = 30_000;

/** A worker that has listened for so long did not crash because of how it started. */
const stableMs = 60_000;
