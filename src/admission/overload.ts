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
 * Says when a process has too much to do, and of what is new then refuses a part, so that what is in progress ends.
 *
 * It looks once a second. Two looks in a row above a bound begin an overload, so that one long turn is none.
 * The part that is refused grows with each look above a bound, and shrinks with each well below all of them, to the end
 * of the overload: so it comes to rest near what the process can do, instead of refusing all and nothing by turns.
 */
export class Overload {
  readonly #options: OverloadOptions;
  #meter: Pick<LoadMeter, "read" | "stop"> | undefined;
  #timer: Timer | undefined;
  /** Looks in a row above a bound, before an overload. */
  #looks = 0;
  #cause: OverloadCause = "event_loop";
  /** Of 100 new requests, so many are refused. */
  #percent = 0;
  /** Each new request adds the percentage; whoever makes a hundred full is refused: evenly, and without chance. */
  #due = 0;
  #sinceMs = 0;
  #refused = 0;

  constructor(options: OverloadOptions) {
    this.#options = options;
  }

  /** Whether there is too much to do. */
  get isOn(): boolean {
    return this.#percent > 0;
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

  /** Whether a new request is refused, which is then counted. */
  refuses(): boolean {
    this.#due += this.#percent;
    if (this.#due < 100) return false;
    this.#due -= 100;
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
    const cause = this.#causeOf(load, atOnce);
    if (!this.isOn) {
      this.#looks = cause === undefined ? 0 : this.#looks + 1;
      if (cause !== undefined && this.#looks === looksToBegin) this.#begin(cause, load);
    } else if (cause !== undefined) {
      this.#cause = cause;
      this.#percent = Math.min(this.#percent + stepPercent, mostPercent[cause]);
    } else if (this.#causeOf(load, recovery) === undefined) {
      this.#percent = Math.max(this.#percent - stepPercent, 0);
      if (!this.isOn) this.#end(load);
    }
  }

  #causeOf({ lagMs, memory }: Load, part: typeof atOnce): OverloadCause | undefined {
    const { bounds } = this.#options;
    if (lagMs > (bounds.eventLoopLagMs ?? Infinity) * part.eventLoopLag) return "event_loop";
    return memory > (bounds.memory ?? Infinity) * part.memory ? "memory" : undefined;
  }

  #begin(cause: OverloadCause, load: Load): void {
    const { clock, log, bounds } = this.#options;
    this.#cause = cause;
    this.#percent = stepPercent;
    // The first that comes is refused.
    this.#due = 100 - stepPercent;
    this.#sinceMs = clock.nowMs();
    this.#refused = 0;
    log.warn({ ...rounded(load), cause, bounds }, "overloaded: new requests are refused");
  }

  #end(load: Load): void {
    const { clock, log } = this.#options;
    this.#looks = 0;
    const forMs = Math.round(clock.nowMs() - this.#sinceMs);
    log.info({ ...rounded(load), forMs, refused: this.#refused }, "the overload is over");
  }
}

function rounded({ lagMs, memory }: Load): Load {
  return { lagMs: Math.round(lagMs), memory: Number(memory.toFixed(3)) };
}

const lookEveryMs = 1000;
const looksToBegin = 2;

/** By how much the part that is refused changes with a look. */
const stepPercent = 25;

/** While memory is short, one in ten is let in: what is used up is found out, and given back, by work that goes on. */
const mostPercent: Readonly<Record<OverloadCause, number>> = { event_loop: 100, memory: 90 };

/** What part of its bound a load must pass. */
const atOnce = { eventLoopLag: 1, memory: 1 };

/** The same for an overload not to shrink. Memory is given back slowly, and often not as far as half. */
const recovery = { eventLoopLag: 0.5, memory: 0.95 };
