import type { Key, Outcome } from "../connectors/outcome.ts";
import { type Lane, rankOf } from "../kernel/lane.ts";
import type { Ask, CallTimes } from "./ask.ts";

/** Told whether somebody waits for a flight. */
export interface FlightOwner {
  /** Nobody waits for it any more. */
  readonly abandon: (flight: Flight) => void;
  /** Somebody waits for it again. */
  readonly resume: (flight: Flight) => void;
}

/** One key on its way, for all who wait for it: pending at first, then part of a call. */
export class Flight {
  readonly key: Key;
  readonly askedAtMs: number;
  lane: Lane;
  /** Its group while it is pending, then its call. */
  owner: FlightOwner;

  /** The one who has waited longest is the first. */
  #waiters: Waiter[] = [];

  constructor(key: Key, options: Pick<Flight, "askedAtMs" | "lane" | "owner">) {
    this.key = key;
    this.askedAtMs = options.askedAtMs;
    this.lane = options.lane;
    this.owner = options.owner;
  }

  /** Those who wait; the first one has waited longest. */
  get asks(): readonly Ask[] {
    return this.#waiters.map(({ ask }) => ask);
  }

  /** The one who has waited longest; undefined when nobody waits. */
  get leader(): Ask | undefined {
    return this.#waiters[0]?.ask;
  }

  join(ask: Ask, index: number): void {
    ask.wait(index, this, { isOwn: this.#waiters.length === 0 });
    this.#waiters.push({ ask, index });
    if (this.#waiters.length === 1) this.owner.resume(this);
  }

  /** Whether somebody of that lane would be late with the flight as it is. */
  isSlowerThan(lane: Lane): boolean {
    return rankOf(this.lane) > rankOf(lane);
  }

  leave(ask: Ask, index: number): void {
    this.#waiters = this.#waiters.filter((it) => it.ask !== ask || it.index !== index);
    if (this.#waiters.length === 0) this.owner.abandon(this);
  }

  settle(outcome: Outcome, times?: CallTimes): void {
    for (const { ask, index } of this.#waiters) ask.settle(index, outcome, times);
  }

  crash(bug: unknown): void {
    for (const { ask } of this.#waiters) ask.crash(bug);
  }
}

interface Waiter {
  readonly ask: Ask;
  /** Where the key stands in the ask. */
  readonly index: number;
}
