import type { Clock, Timer } from "../kernel/clock.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Load, LoadMeter } from "./load-meter.ts";

/** What of a process may be in use; undefined: all. */
export interface OverloadBounds {
  readonly eventLoopLagMs: number | undefined;
  /** A share: 0.9 is nine tenths. */
  readonly memory: number | undefined;
}

export interface OverloadOptions {
  readonly bounds: OverloadBounds;
  /** Starts to measure this process. */
  readonly measure: () => Pick<LoadMeter, "read" | "stop">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Is told of each request that is refused. */
  readonly onRefused: (cause: OverloadCause) => void;
}

export type OverloadCause = "event_loop" | "memory";

/**
 * Says when a process has too much to do, so that what is new is refused, and what is in progress ends.
 *
 * It looks once a second. Two looks in a row above a bound begin an overload, two well below all
 * bounds end it, so that one long turn is none, and it does not come and go.
 */
export class Overload {
  readonly #options: OverloadOptions;
  #meter: Pick<LoadMeter, "read" | "stop"> | undefined;
  #timer: Timer | undefined;
  /** Looks in a row that speak for a change. */
  #looks = 0;
  #cause: OverloadCause | undefined;
  #sinceMs = 0;
  #refused = 0;
  #asked = 0;

  constructor(options: OverloadOptions) {
    this.#options = options;
  }

  /** Whether there is too much to do. */
  get isOn(): boolean {
    return this.#cause !== undefined;
  }

  start(): void {
    const { eventLoopLagMs, memory } = this.#options.bounds;
    if (eventLoopLagMs === undefined && memory === undefined) return;
    this.#meter = this.#options.measure();
    this.#lookLater(this.#meter);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#meter?.stop();
  }

  /**
   * Whether a new request is refused, which is then counted. Of those that come while memory is short,
   * one in ten is not: what is used up is found out, and given back, by work that goes on.
   */
  refuses(): boolean {
    if (this.#cause === undefined) return false;
    this.#asked += 1;
    if (this.#cause === "memory" && this.#asked % 10 === 0) return false;
    this.#refused += 1;
    this.#options.onRefused(this.#cause);
    return true;
  }

  #lookLater(meter: Pick<LoadMeter, "read" | "stop">): void {
    this.#timer = this.#options.clock.after(lookEveryMs, () => {
      this.#look(meter.read());
      this.#lookLater(meter);
    });
  }

  #look(load: Load): void {
    const cause = this.#causeOf(load, this.isOn ? recovery : atOnce);
    const isChange = (cause === undefined) === this.isOn;
    this.#looks = isChange ? this.#looks + 1 : 0;
    // Who is short of memory may become busy, too, and the other way round.
    if (!isChange && this.isOn) this.#cause = cause;
    if (this.#looks < looksForChange) return;
    this.#looks = 0;
    this.#cause = cause;
    this.#tell(load);
  }

  #causeOf({ lagMs, memory }: Load, part: typeof atOnce): OverloadCause | undefined {
    const { bounds } = this.#options;
    if (lagMs > (bounds.eventLoopLagMs ?? Infinity) * part.eventLoopLag) return "event_loop";
    return memory > (bounds.memory ?? Infinity) * part.memory ? "memory" : undefined;
  }

  #tell({ lagMs, memory }: Load): void {
    const { clock, log, bounds } = this.#options;
    const nowMs = clock.nowMs();
    const load = { lagMs: Math.round(lagMs), memory: Number(memory.toFixed(3)) };
    if (this.#cause === undefined) {
      const forMs = Math.round(nowMs - this.#sinceMs);
      log.info({ ...load, forMs, refused: this.#refused }, "the overload is over");
    } else {
      this.#sinceMs = nowMs;
      this.#refused = 0;
      log.warn({ ...load, cause: this.#cause, bounds }, "overloaded: new requests are refused");
    }
  }
}

const lookEveryMs = 1000;
const looksForChange = 2;

/** What part of its bound a load must pass. */
const atOnce = { eventLoopLag: 1, memory: 1 };

/** The same for an overload to go on. Memory is given back slowly, and often not as far as half. */
const recovery = { eventLoopLag: 0.5, memory: 0.95 };
