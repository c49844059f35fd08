import type { Key } from "../connectors/outcome.ts";
import type { Timer } from "../kernel/clock.ts";
import type { GatewayError } from "../kernel/gateway-error.ts";
import { type Lane, rankOf } from "../kernel/lane.ts";
import type { CallTicket } from "../sources/call-ticket.ts";
import type { MayRetry, SourceCall } from "../sources/source-call.ts";
import type { Ask } from "./ask.ts";
import { BatchCall, type CallHost, type CallParts } from "./batch-call.ts";
import type { CoalescedConnector } from "./coalesced-connector.ts";
import { Flight, type FlightOwner } from "./flight.ts";
import { crashFlights, settleFlights } from "./settle-flights.ts";
import { SplitAllowance } from "./split.ts";

export interface GroupOptions {
  readonly connector: CoalescedConnector;
  readonly scope: string;
  readonly mayRetry: MayRetry;
  /** Called when it has nothing to do: no key pending, none on its way. */
  readonly onEmpty: () => void;
  /** Called when one of its calls has ended. */
  readonly onCallEnd: () => void;
}

/**
 * The keys of one connector that may share calls: those of equal scope.
 *
 * A key that is on its way is joined. The others gather: as many tickets as calls are needed wait in
 * the source's queue, and what a call asks is decided when its turn comes. So a key leaves at once
 * while the source has a free slot, and while it has none the batch grows.
 */
export class Group implements FlightOwner, CallHost {
  readonly connector: CoalescedConnector;
  readonly scope: string;
  readonly mayRetry: MayRetry;
  readonly #options: GroupOptions;
  /** On their way or pending, by the key's id: those that may be joined. */
  readonly #flights = new Map<string, Flight>();
  /** Those that were ever used, the most urgent first: nearly always one. */
  #lanes: readonly GroupLane[] = [];
  /** Calls that have left, or wait with what they ask. */
  #callsUnderWay = 0;
  #latestDeadlineMs = 0;
  #windowTimer: Timer | undefined;
  /** The window has closed: what is pending, and what comes until it has left, waits no longer. */
  #isWindowOver = false;

  constructor(options: GroupOptions) {
    this.#options = options;
    this.connector = options.connector;
    this.scope = options.scope;
    this.mayRetry = options.mayRetry;
  }

  get deadlineMs(): number | undefined {
    return this.#latestDeadlineMs === Number.POSITIVE_INFINITY ? undefined : this.#latestDeadlineMs;
  }

  /** How many of the keys are neither on their way nor pending. */
  countNew(keys: readonly Key[]): number {
    let count = 0;
    for (const { id } of keys) if (!this.#flights.has(id)) count++;
    return count;
  }

  /** Whether a key would be joined to one that is on its way or pending. */
  has(key: Key): boolean {
    return this.#flights.has(key.id);
  }

  /** Lets a key of an ask wait for its flight, a new one if there is none. */
  add(ask: Ask, index: number, key: Key): void {
    const { deadlineMs = Number.POSITIVE_INFINITY } = ask.request;
    if (deadlineMs > this.#latestDeadlineMs) this.#latestDeadlineMs = deadlineMs;
    let flight = this.#flights.get(key.id);
    if (flight === undefined) {
      flight = new Flight(key, this, { ask, index });
      this.#flights.set(key.id, flight);
      this.#lane(flight.lane).add(flight, ask.askedAtMs);
      return;
    }
    if (flight.owner === this && flight.isSlowerThan(ask.lane)) {
      this.#lane(flight.lane).delete(flight);
      flight.lane = ask.lane;
      this.#lane(flight.lane).add(flight, ask.askedAtMs);
    }
    flight.join(ask, index);
  }

  /** Asks the source for the calls that its pending keys need. */
  order(): void {
    this.#openWindow();
    for (const lane of this.#lanes) this.#enter(lane);
    this.#tidy();
  }

  /** What waits for company waits no longer. */
  closeWindow(): void {
    if (this.#windowTimer === undefined) return;
    this.#windowTimer.cancel();
    this.#windowTimer = undefined;
    this.#isWindowOver = true;
    this.order();
  }

  /** Nobody waits for a pending flight any more. */
  abandon(flight: Flight): void {
    this.#lane(flight.lane).delete(flight);
    this.land(flight);
    this.#tidy();
  }

  land(flight: Flight): void {
    if (this.#flights.get(flight.key.id) === flight) this.#flights.delete(flight.key.id);
  }

  halve(flights: readonly Flight[], parts: CallParts): void {
    const middle = Math.ceil(flights.length / 2);
    for (const half of [flights.slice(0, middle), flights.slice(middle)]) {
      for (const call of this.#plan(half, parts)) this.#enterAgain(call);
    }
  }

  onEnd(): void {
    this.#callsUnderWay--;
    this.#options.onCallEnd();
    this.#tidy();
  }

  /**
   * Lets nobody else join what has been sent: it may hold what was true before a mutation. Those
   * who wait for it already keep waiting.
   */
  closeSent(): void {
    for (const flight of this.#flights.values()) if (flight.owner !== this) this.land(flight);
  }

  #lane(lane: Lane): GroupLane {
    const known = this.#lanes.find((it) => it.lane === lane);
    if (known !== undefined) return known;
    const added = new GroupLane(lane);
    this.#lanes = [...this.#lanes, added].toSorted((a, b) => rankOf(a.lane) - rankOf(b.lane));
    return added;
  }

  #callsWanted({ lane, pending }: GroupLane): number {
    const calls = pending.length / this.connector.compiled.maxKeys();
    return this.#holds(lane) ? Math.floor(calls) : Math.ceil(calls);
  }

  /** Whether what is pending in a lane still waits for company. */
  #holds(lane: Lane): boolean {
    return this.#windowTimer !== undefined && lane !== "urgent";
  }

  /** Lets as many tickets wait as a lane needs. */
  #enter(lane: GroupLane, options?: { readonly isReturning: boolean }): void {
    // One that leaves at once comes here too: those after it go on as they began, and may be refused.
    if (lane.isEntering) return;
    lane.isEntering = true;
    try {
      // Each may leave at once, with keys of any lane, or be refused: then fewer are wanted.
      while (lane.tickets.length < this.#callsWanted(lane)) {
        const ticket = this.#newTicket(lane);
        lane.tickets.push(ticket);
        this.connector.source.enter(ticket, options);
      }
    } finally {
      lane.isEntering = false;
    }
  }

  #openWindow(): void {
    const { windowMs } = this.connector.rules;
    if (windowMs === 0 || this.#isWindowOver || this.#windowTimer !== undefined) return;
    if (!this.#lanes.some(({ lane, pending }) => lane !== "urgent" && pending.length > 0)) return;
    this.#windowTimer = this.connector.clock.after(windowMs, () => this.closeWindow());
  }

  #newTicket(lane: GroupLane): CallTicket {
    const wantedAtMs = this.connector.clock.nowMs();
    const deadlineMs = (): number | undefined => this.deadlineMs;
    const ticket: CallTicket = {
      lane: lane.lane,
      scope: this.scope,
      // Keys that come later, with more time than those before, may be the ones that are asked.
      get deadlineMs() {
        return deadlineMs();
      },
      start: () => {
        remove(lane.tickets, ticket);
        return this.#start(lane, wantedAtMs);
      },
      refuse: (error) => {
        remove(lane.tickets, ticket);
        this.#refuse(lane, error, wantedAtMs);
      },
    };
    return ticket;
  }

  /** Its turn has come: takes as many pending keys as go into a call. */
  #start(own: GroupLane, wantedAtMs: number): SourceCall | undefined {
    const askedAtMs = this.#lanes.reduce((ms, lane) => Math.min(ms, lane.sinceMs), wantedAtMs);
    const flights = this.#take(own);
    const allowance = new SplitAllowance(flights.length);
    const parts = { lane: own.lane, askedAtMs, wantedAtMs, allowance, isHalf: false };
    const [first, ...others] = this.#plan(flights, parts);
    if (first !== undefined) this.#callsUnderWay++;
    // Keys whose URL would be too long together: all of them had their turn.
    for (const call of others) this.#enterAgain(call);
    // Calls may have become smaller than they were when the tickets were taken.
    this.#enter(own, { isReturning: true });
    this.#tidy();
    return first?.start();
  }

  /**
   * Those of its own lane first: a lane that has waited long would else give its turn to the more
   * urgent ones, for ever. What room is left is for the others, the most urgent first; but what is
   * waited for shares no call with what is not, which would make it a larger and slower one.
   */
  #take(own: GroupLane): readonly Flight[] {
    const most = this.connector.compiled.maxKeys();
    const taken = own.take(most);
    for (const lane of this.#lanes) {
      const isAlike = (lane.lane === "background") === (own.lane === "background");
      if (isAlike && lane.pending.length > 0 && taken.length < most) {
        taken.push(...lane.take(most - taken.length));
      }
    }
    return taken;
  }

  #enterAgain(call: BatchCall): void {
    this.#callsUnderWay++;
    this.connector.source.enter(call, { isReturning: true });
  }

  #plan(flights: readonly Flight[], parts: CallParts): readonly BatchCall[] {
    const request = flights[0]?.leader?.request;
    if (request === undefined) return [];
    try {
      const keys = flights.map(({ key }) => key);
      let planned = 0;
      const calls: BatchCall[] = [];
      for (const part of this.connector.compiled.plan(keys, request)) {
        const count = part.kind === "settled" ? part.outcomes.length : part.keys.length;
        const own = flights.slice(planned, (planned += count));
        if (part.kind === "settled") {
          settleFlights(own, part.outcomes, { host: this });
        } else {
          calls.push(new BatchCall({ ...parts, host: this, planned: part, flights: own }));
        }
      }
      return calls;
    } catch (bug) {
      crashFlights(flights, bug, this);
      return [];
    }
  }

  /** The newest keys fail: those for which there is no ticket any more. Their calls are told of, too. */
  #refuse(lane: GroupLane, error: GatewayError, wantedAtMs: number): void {
    const room = lane.tickets.length * this.connector.compiled.maxKeys();
    const askedAtMs = Math.min(lane.sinceMs, wantedAtMs);
    const flights = lane.pending.splice(room);
    const allowance = new SplitAllowance(flights.length);
    const calls = this.#plan(flights, {
      lane: lane.lane,
      askedAtMs,
      wantedAtMs,
      allowance,
      isHalf: false,
    });
    this.#callsUnderWay += calls.length;
    for (const call of calls) call.refuse(error);
    this.#tidy();
  }

  /** Gives up tickets that are not needed any more, and itself when there is nothing to do. */
  #tidy(): void {
    for (const lane of this.#lanes) {
      if (lane.tickets.length === 0) continue;
      const needed = Math.ceil(lane.pending.length / this.connector.compiled.maxKeys());
      for (const ticket of lane.tickets.splice(needed)) this.connector.source.giveUp(ticket);
    }
    if (this.#lanes.some(({ pending }) => pending.length > 0)) return;
    this.#isWindowOver = false;
    this.#windowTimer?.cancel();
    this.#windowTimer = undefined;
    if (this.#callsUnderWay === 0) this.#options.onEmpty();
  }
}

/** What is pending in one lane, and the places in the source's queue for it. */
class GroupLane {
  readonly lane: Lane;
  /** In the order of arrival. */
  pending: Flight[] = [];
  readonly tickets: CallTicket[] = [];
  /** When the first of those that are pending was asked for, on the clock. */
  sinceMs = Number.POSITIVE_INFINITY;
  isEntering = false;

  constructor(lane: Lane) {
    this.lane = lane;
  }

  add(flight: Flight, askedAtMs: number): void {
    if (this.pending.length === 0) this.sinceMs = askedAtMs;
    this.pending.push(flight);
  }

  delete(flight: Flight): void {
    remove(this.pending, flight);
  }

  /** Takes so many out, those who came first. */
  take(most: number): Flight[] {
    if (this.pending.length > most) return this.pending.splice(0, most);
    const all = this.pending;
    this.pending = [];
    this.sinceMs = Number.POSITIVE_INFINITY;
    return all;
  }
}

function remove<Item>(items: Item[], item: Item): void {
  // The -1 of one that is not there becomes an index beyond the end.
  items.splice(items.indexOf(item) >>> 0, 1);
}
