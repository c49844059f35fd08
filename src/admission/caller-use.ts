import type { RateUse, SharedUse } from "./rate-share.ts";

/** What is counted of a caller. */
export type RateKind = keyof RateUse;

/**
 * What one caller has used of the minute that ends now. It is counted in windows of a minute; of the
 * one before counts the part that is less than a minute ago, as if it had been used evenly.
 */
export class CallerUse {
  #startMs: number;
  #now = { operations: 0, calls: 0 };
  #before: RateUse = none;
  /** What the others have not been told. */
  #untold = { operations: 0, calls: 0 };

  constructor(nowMs: number) {
    this.#startMs = nowMs;
  }

  add(kind: RateKind, count: number, nowMs: number): void {
    this.#roll(nowMs);
    this.#now[kind] = Math.max(0, this.#now[kind] + count);
    this.#untold[kind] += count;
  }

  used(kind: RateKind, nowMs: number): number {
    this.#roll(nowMs);
    const left = 1 - (nowMs - this.#startMs) / minuteMs;
    return this.#now[kind] + this.#before[kind] * left;
  }

  /** How long until so much more is within the limit, if nothing else is used. Above 0; the limit is not less than `more`. */
  waitMs(
    kind: RateKind,
    more: number,
    { limit, nowMs }: { readonly limit: number; readonly nowMs: number },
  ): number {
    const room = limit - more;
    const elapsedMs = nowMs - this.#startMs;
    const [now, before] = [this.#now[kind], this.#before[kind]];
    // Either enough of the window before has passed, or the next one has begun, and enough of this one has.
    const share = now <= room ? 1 - (room - now) / before : 2 - room / now;
    return Math.max(1, Math.ceil(share * minuteMs - elapsedMs - 1e-6));
  }

  /** How long until a window begins. */
  restMs(nowMs: number): number {
    this.#roll(nowMs);
    return this.#startMs + minuteMs - nowMs;
  }

  /** Takes what the others are to be told; undefined: nothing. */
  takeUntold(): RateUse | undefined {
    const untold = this.#untold;
    if (untold.operations === 0 && untold.calls === 0) return undefined;
    this.#untold = { operations: 0, calls: 0 };
    return untold;
  }

  /** They could not be told. */
  putBack({ operations, calls }: RateUse): void {
    this.#untold.operations += operations;
    this.#untold.calls += calls;
  }

  /** Takes what was used everywhere, instead of what was known of it. */
  receive({ now, before, elapsedMs }: SharedUse, nowMs: number): void {
    const { operations, calls } = this.#untold;
    this.#startMs = nowMs - elapsedMs;
    this.#before = before;
    this.#now = { operations: now.operations + operations, calls: Math.max(0, now.calls + calls) };
  }

  #roll(nowMs: number): void {
    const windows = Math.floor((nowMs - this.#startMs) / minuteMs);
    if (windows === 0) return;
    this.#before = windows === 1 ? this.#now : none;
    this.#now = { operations: 0, calls: 0 };
    // What nobody could be told for so long is over.
    if (windows > 1) this.#untold = { operations: 0, calls: 0 };
    this.#startMs += windows * minuteMs;
  }
}

const minuteMs = 60_000;

const none: RateUse = { operations: 0, calls: 0 };
