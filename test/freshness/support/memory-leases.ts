import type { Leases } from "../../../src/freshness/leases.ts";
import type { Clock } from "../../../src/kernel/clock.ts";

export interface MemoryLeasesOptions {
  readonly clock: Clock;
  readonly leaseMs: number;
}

/** Leases that several owners in one process share. */
export class MemoryLeases {
  readonly #options: MemoryLeasesOptions;
  readonly #held = new Map<string, { readonly owner: string; readonly untilMs: number }>();

  constructor(options: MemoryLeasesOptions) {
    this.#options = options;
  }

  /** The leases, as this owner has them. */
  of(owner: string): Leases {
    const { leaseMs } = this.#options;
    return {
      acquire: async (keys) => keys.map((key) => this.#acquire(owner, key)),
      release: (keys) => {
        for (const key of keys) if (this.#isOpen(owner, key)) this.#held.delete(key);
      },
      waive: (keys) => {
        const untilMs = this.#options.clock.nowMs() + leaseMs / 2;
        for (const key of keys) {
          if (this.#isOpen(owner, key)) this.#held.set(key, { owner: everybody, untilMs });
        }
      },
    };
  }

  /** Who has the lease of a key; undefined: nobody. */
  holder(key: string): string | undefined {
    const held = this.#held.get(key);
    return held === undefined || held.untilMs <= this.#options.clock.nowMs()
      ? undefined
      : held.owner;
  }

  #acquire(owner: string, key: string): boolean {
    const { clock, leaseMs } = this.#options;
    const holder = this.holder(key) ?? owner;
    if (holder === owner) this.#held.set(key, { owner, untilMs: clock.nowMs() + leaseMs });
    return holder === owner || holder === everybody;
  }

  /** Whether nobody else has it. */
  #isOpen(owner: string, key: string): boolean {
    return [owner, everybody, undefined].includes(this.holder(key));
  }
}

/** The holder of what is waived. */
export const everybody = "everybody";
