import type { Timer } from "../kernel/clock.ts";
import { type Lane, lanes, rankOf } from "../kernel/lane.ts";
import type { CallTicket } from "./call-ticket.ts";

/**
 * Tickets in the order of their turns: by lane, and in a lane by arrival. Those who come back (to
 * try again, or with a part of a call that had its turn) are before those who come. Those that are
 * held wait for a time of their own: until they are released, the turn is not theirs.
 *
 * A lane that has been passed over for long gets the next turn, so that none waits for ever.
 */
export class CallQueue {
  readonly #byLane: Readonly<Record<Lane, QueuedLane>> = {
    urgent: new QueuedLane("urgent"),
    normal: new QueuedLane("normal"),
    background: new QueuedLane("background"),
  };
  readonly #lanes = lanes.map((lane) => this.#byLane[lane]);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Whether anything waits that nobody waits for. */
  get hasBackground(): boolean {
    return this.#byLane.background.ready > 0;
  }

  /** How many tickets each lane holds. */
  sizes(): Readonly<Record<Lane, number>> {
    const { urgent, normal, background } = this.#byLane;
    return { urgent: urgent.size, normal: normal.size, background: background.size };
  }

  add(ticket: CallTicket, { isReturning }: { readonly isReturning: boolean }): void {
    const lane = this.#byLane[ticket.lane];
    (isReturning ? lane.returning : lane.coming).add(ticket);
    this.#size++;
  }

  /** Lets a ticket wait aside for its timer, which is cancelled when it leaves before. */
  hold(ticket: CallTicket, timer: Timer): void {
    const lane = this.#byLane[ticket.lane];
    lane.delete(ticket);
    lane.held.set(ticket, timer);
  }

  /** Lets a held ticket take part again, ahead of those who come. */
  release(ticket: CallTicket): void {
    const lane = this.#byLane[ticket.lane];
    lane.delete(ticket);
    lane.returning.add(ticket);
  }

  /** Lets all take part that are held. */
  releaseAll(): void {
    for (const { held } of this.#lanes) for (const ticket of held.keys()) this.release(ticket);
  }

  /** Whether the ticket was there. */
  delete(ticket: CallTicket): boolean {
    const wasThere = this.#byLane[ticket.lane].delete(ticket);
    if (wasThere) this.#size--;
    return wasThere;
  }

  /** How many tickets go before one that comes now: those of its lane, and of more urgent ones. */
  ahead(lane: Lane): number {
    return this.#lanes.slice(0, rankOf(lane) + 1).reduce((sum, { ready }) => sum + ready, 0);
  }

  /**
   * The ticket whose turn it is; it stays until it is deleted. Where there is no slot to spare, none
   * of what nobody waits for, unless it has waited long.
   */
  next({ isSpare }: { readonly isSpare: boolean }): CallTicket | undefined {
    const waiting = this.#lanes.filter((lane) => lane.ready > 0);
    const due = waiting.find((lane) => lane.isDue());
    const [first] = isSpare ? waiting : waiting.filter((lane) => lane !== this.#byLane.background);
    return (due ?? first)?.first();
  }

  /** All tickets, as they are now: by lane, and in a lane by their turns; those that are held last. */
  all(): readonly CallTicket[] {
    return [
      ...this.#lanes.flatMap(({ returning, coming }) => [...returning, ...coming]),
      ...this.#lanes.flatMap(({ held }) => [...held.keys()]),
    ];
  }

  /** Takes a ticket whose turn it is, and counts for the others that they were passed over. */
  take(ticket: CallTicket): void {
    const own = this.#byLane[ticket.lane];
    own.passedOver = 0;
    for (const lane of this.#lanes) if (lane !== own && lane.ready > 0) lane.passedOver++;
    this.delete(ticket);
  }

  /**
   * The one to go when there is no room: the newest of those that are held, as the others would have
   * room without them; else of the lowest lane below `lane`.
   */
  leastWanted(lane: Lane): CallTicket | undefined {
    const held = this.#lanes.findLast((it) => it.held.size > 0);
    if (held !== undefined) return [...held.held.keys()].at(-1);
    return this.#lanes
      .slice(rankOf(lane) + 1)
      .findLast((it) => it.coming.size > 0)
      ?.newest();
  }
}

class QueuedLane {
  /** Sets keep the order of arrival, and a ticket can leave from the middle. */
  readonly returning = new Set<CallTicket>();
  readonly coming = new Set<CallTicket>();
  readonly held = new Map<CallTicket, Timer>();
  /** How many turns others had while this lane waited. */
  passedOver = 0;
  readonly #patience: number;

  constructor(lane: Lane) {
    this.#patience = patience[lane];
  }

  get size(): number {
    return this.ready + this.held.size;
  }

  /** How many wait for nothing but their turn. */
  get ready(): number {
    return this.returning.size + this.coming.size;
  }

  isDue(): boolean {
    return this.passedOver >= this.#patience;
  }

  first(): CallTicket | undefined {
    const [ticket] = this.returning.size > 0 ? this.returning : this.coming;
    return ticket;
  }

  newest(): CallTicket | undefined {
    return [...this.coming].at(-1);
  }

  delete(ticket: CallTicket): boolean {
    this.held.get(ticket)?.cancel();
    const isGone =
      this.returning.delete(ticket) || this.coming.delete(ticket) || this.held.delete(ticket);
    if (this.ready === 0) this.passedOver = 0;
    return isGone;
  }
}

/** How many turns of others a lane lets pass before one is its own. */
const patience: Readonly<Record<Lane, number>> = {
  urgent: Number.POSITIVE_INFINITY,
  normal: 8,
  background: 64,
};
