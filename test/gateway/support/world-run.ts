import { setImmediate } from "node:timers/promises";

import type { ManualClock } from "../../support/manual-clock.ts";
import type { openWorldService, WorldAnswer } from "./open-world-service.ts";
import {
  type Caller,
  firstWorld,
  type Id,
  type Item,
  type Saying,
  type World,
  type WorldCall,
  type WorldView,
} from "./scripted-world.ts";
import { type Invalidated, queryOf, type Selection } from "./world-units.ts";

/** Something that happens to a service, or to the world that it asks. */
export type WorldEvent =
  | {
      readonly kind: "ask";
      readonly caller: Caller;
      readonly selection: Selection;
      /** How old what it takes may be; undefined: as the schema says. */
      readonly maxAgeMs: number | undefined;
    }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "product"; readonly id: Id; readonly item: Item }
  | { readonly kind: "account"; readonly caller: Caller; readonly id: Id; readonly isGone: boolean }
  | { readonly kind: "order"; readonly caller: Caller; readonly id: Id }
  | { readonly kind: "fail"; readonly failing: World["failing"] }
  | { readonly kind: "say"; readonly says: Saying }
  | { readonly kind: "hold" }
  | { readonly kind: "letOneGo" }
  | { readonly kind: "letAllGo" }
  | { readonly kind: "write"; readonly id: Id; readonly done: Written }
  | { readonly kind: "invalidate"; readonly written: unknown; readonly is: Invalidated };

type Written = World["failing"] | "refused";

/** A question, its answer, and when both were. */
export interface Observation {
  readonly caller: Caller;
  readonly selection: Selection;
  readonly maxAgeMs: number | undefined;
  readonly askedAt: number;
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  readonly answer: WorldAnswer;
}

/** From some moment on, nothing may be told that was fetched before another moment. */
export interface Fence {
  readonly is: Invalidated;
  readonly notBefore: number;
  readonly since: number;
}

/** One history of a service and its world: runs events, and notes all that happens, in order. */
export class WorldRun implements WorldView {
  readonly calls: WorldCall[] = [];
  readonly observations: Observation[] = [];
  readonly fences: Fence[] = [];
  readonly #clock: ManualClock;
  #world = firstWorld;
  /** Counts what happens. */
  #moment = 0;
  #isHolding = false;
  #held: (() => void)[] = [];
  /** What becomes of the next write. */
  #written: Written = "not";
  /** When a product was written last. */
  readonly #writtenAt = new Map<string, number>();
  readonly #open = new Set<Promise<void>>();

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  readonly world = (): World => this.#world;

  readonly hold = async (): Promise<void> => {
    if (this.#isHolding) await new Promise<void>((resolve) => this.#held.push(resolve));
  };

  readonly arrived: WorldView["arrived"] = (asked) => {
    const call = {
      ...asked,
      arrivedAt: this.#moment++,
      arrivedAtMs: this.#clock.dateMs(),
      answeredAt: Number.POSITIVE_INFINITY,
    };
    this.calls.push(call);
    return call;
  };

  readonly answered = (call: WorldCall): void => {
    call.answeredAt = this.#moment++;
  };

  readonly write: WorldView["write"] = (id) => {
    const { products, version } = this.#world;
    if (this.#written !== "refused") {
      this.#change({ products: { ...products, [id]: version + 1 } });
      this.#writtenAt.set(id, this.#moment++);
    }
    return this.#written;
  };

  /** Lets the events happen, one after the other; what they set off has come to rest in between. */
  async play(events: readonly WorldEvent[], service: WorldService): Promise<void> {
    for (const event of [...events, { kind: "letAllGo" } as const]) {
      this.#moment++;
      this.#happen(event, service);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await this.#rest(service);
    }
    await Promise.all(this.#open);
  }

  #happen(event: WorldEvent, service: WorldService): void {
    const { products, accounts, ordered, version } = this.#world;
    switch (event.kind) {
      case "ask":
        return this.#track(this.#ask(event, service));
      case "wait":
        return this.#clock.advance(event.ms);
      case "product":
        return this.#change({
          products: {
            ...products,
            [event.id]: typeof event.item === "number" ? version + 1 : event.item,
          },
        });
      case "account": {
        const item: Item = event.isGone ? "null" : version + 1;
        const own = { ...accounts[event.caller], [event.id]: item };
        return this.#change({ accounts: { ...accounts, [event.caller]: own } });
      }
      case "order":
        return this.#change({ ordered: { ...ordered, [event.caller]: event.id } });
      case "fail":
        return this.#change({ failing: event.failing });
      case "say":
        return this.#change({ says: event.says });
      case "hold":
        this.#isHolding = true;
        return;
      case "letOneGo":
        return this.#held.shift()?.();
      case "letAllGo":
        this.#isHolding = false;
        for (const letGo of this.#held.splice(0)) letGo();
        return;
      case "write":
        this.#written = event.done;
        return this.#track(this.#write(event.id, service));
      case "invalidate":
        void service.invalidate(event.written);
        this.#fence(event.is, this.#moment);
    }
  }

  async #ask(
    { caller, selection, maxAgeMs }: Extract<WorldEvent, { readonly kind: "ask" }>,
    service: WorldService,
  ): Promise<void> {
    const asked = { askedAt: this.#moment++, askedAtMs: this.#clock.dateMs() };
    const headers = { authorization: caller, "sluice-freshness": "report" };
    const answer = await service.ask(queryOf(selection), { headers, maxAgeMs });
    const answeredAtMs = this.#clock.dateMs();
    this.observations.push({ caller, selection, maxAgeMs, ...asked, answeredAtMs, answer });
  }

  async #write(id: Id, service: WorldService): Promise<void> {
    await service.ask(`mutation { write(id: ${id}) { id } }`);
    // Whoever reads it from now on reads what was written, or what came later.
    this.#fence({ type: "Product", id }, this.#writtenAt.get(id) ?? 0);
  }

  #fence(is: Invalidated, notBefore: number): void {
    this.fences.push({ is, notBefore, since: this.#moment++ });
  }

  #change(changed: Partial<World>): void {
    this.#world = { ...this.#world, ...changed, version: this.#world.version + 1 };
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#open.delete(tracked));
    this.#open.add(tracked);
  }

  /** Waits until all calls that are under way are held. */
  async #rest(service: WorldService): Promise<void> {
    for (let calm = 0; calm < 8; calm++) {
      // oxlint-disable-next-line no-await-in-loop -- turns of the event loop, in a row
      await setImmediate();
      if (service.callCount() !== this.#held.length) calm = 0;
      else if (this.#open.size > 0 && this.#held.length === 0) calm = 0;
    }
  }
}

type WorldService = Awaited<ReturnType<typeof openWorldService>>;
