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

interface FlightStart {
  readonly ask: Ask;
  readonly index: number;
}

/** One key on its way, for all who wait for it: pending at first, then part of a call. */
export class Flight {
  readonly key: Key;
  readonly askedAtMs: number;
  lane: Lane;
  /** Its group while it is pending, then its call. */
  owner: FlightOwner;

  /** Those who wait, the one who has waited longest first, and where the key stands in their asks. */
  readonly #asks: Ask[];
  readonly #indexes: number[];

  /** A flight for a key of this ask, at this index. */
  constructor(key: Key, owner: FlightOwner, { ask, index }: FlightStart) {
    this.key = key;
    this.askedAtMs = ask.askedAtMs;
    this.lane = ask.lane;
    this.owner = owner;
    // Nearly always it stays at one: an array that is pushed to has room for 16 more.
    this.#asks = [ask];
    this.#indexes = [index];
    ask.wait(index, this, true);
  }

  /** Those who wait; the first one has waited longest. */
  get asks(): readonly Ask[] {
    return this.#asks;
  }

  /** The one who has waited longest; undefined when nobody waits. */
  get leader(): Ask | undefined {
    return this.#asks[0];
  }

  join(ask: Ask, index: number): void {
    const isOwn = this.#asks.length === 0;
    ask.wait(index, this, isOwn);
    this.#asks.push(ask);
    this.#indexes.push(index);
    if (isOwn) this.owner.resume?.(this);
  }

  /** Whether somebody of that lane would be late with the flight as it is. */
  isSlowerThan(lane: Lane): boolean {
    return rankOf(this.lane) > rankOf(lane);
  }

  leave(ask: Ask, index: number, reason: GatewayError): void {
    const place = this.#asks.findIndex((it, at) => it === ask && this.#indexes[at] === index);
    this.#asks.splice(place, 1);
    this.#indexes.splice(place, 1);
    if (this.#asks.length === 0) this.owner.abandon(this, reason);
  }

  settle(outcome: Outcome, times?: CallTimes): void {
    let place = 0;
    for (const index of this.#indexes) this.#asks[place++]?.settle(index, outcome, times);
  }

  crash(bug: unknown): void {
    for (const ask of this.#asks) ask.crash(bug);
  }
}
