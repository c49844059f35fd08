import type { Key, Outcome } from "../connectors/outcome.ts";
import type { GatewayError } from "../kernel/gateway-error.ts";
import { type Lane, rankOf } from "../kernel/lane.ts";
import type { Ask, CallTimes } from "./ask.ts";

/** Told whether somebody waits for a flight. */
export interface FlightOwner {
  /** Nobody waits for it any more; the last one had gone for this reason. */
  readonly abandon: (flight: Flight, reason: GatewayError) => void;
  /** Somebody waits for it again: of no concern where what nobody waits for does not stay. */
  readonly resume?: (flight: Flight) => void;
}

interface Waiter {
  readonly ask: Ask;
  /** Where the key stands in the ask. */
  readonly index: number;
}

/** One key on its way, for all who wait for it: pending at first, then part of a call. */
export class Flight {
  readonly key: Key;
  lane: Lane;
  /** Its group while it is pending, then its call. */
  owner: FlightOwner;

  /** The one who has waited longest, and where the key stands in its ask; undefined: nobody waits. */
  #leader: Ask | undefined;
  #index: number;
  /** The others, in the order in which they came. Nearly always there are none. */
  #followers: Waiter[] | undefined;

  /** A flight for a key of this ask, at this index. */
  constructor(key: Key, owner: FlightOwner, { ask, index }: Waiter) {
    this.key = key;
    this.lane = ask.lane;
    this.owner = owner;
    this.#leader = ask;
    this.#index = index;
    ask.wait(index, this, true);
  }

  /** Adds those who wait. */
  addAsks(asks: Set<Ask>): void {
    if (this.#leader !== undefined) asks.add(this.#leader);
    if (this.#followers !== undefined) for (const { ask } of this.#followers) asks.add(ask);
  }

  /** The one who has waited longest; undefined when nobody waits. */
  get leader(): Ask | undefined {
    return this.#leader;
  }

  join(ask: Ask, index: number): void {
    const isOwn = this.#leader === undefined;
    ask.wait(index, this, isOwn);
    if (isOwn) {
      this.#leader = ask;
      this.#index = index;
      this.owner.resume?.(this);
    } else {
      (this.#followers ??= []).push({ ask, index });
    }
  }

  /** Whether somebody of that lane would be late with the flight as it is. */
  isSlowerThan(lane: Lane): boolean {
    return rankOf(this.lane) > rankOf(lane);
  }

  leave(ask: Ask, index: number, reason: GatewayError): void {
    if (this.#leader === ask && this.#index === index) {
      const next = this.#followers?.shift();
      this.#leader = next?.ask;
      this.#index = next?.index ?? 0;
      if (next === undefined) this.owner.abandon(this, reason);
    } else {
      this.#followers = this.#followers?.filter((it) => it.ask !== ask || it.index !== index);
    }
  }

  settle(outcome: Outcome, times?: CallTimes): void {
    this.#leader?.settle(this.#index, outcome, times);
    if (this.#followers === undefined) return;
    for (const { ask, index } of this.#followers) ask.settle(index, outcome, times);
  }

  crash(bug: unknown): void {
    this.#leader?.crash(bug);
    for (const { ask } of this.#followers ?? []) ask.crash(bug);
  }
}
