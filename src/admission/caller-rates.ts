import { LRUCache } from "lru-cache";

import type { Clock } from "../kernel/clock.ts";
import { CallerAllowance, type CallerLimits } from "./caller-allowance.ts";
import { CallerUse } from "./caller-use.ts";
import type { RateShare } from "./rate-share.ts";

export interface CallerRatesOptions {
  /** The limits in force. */
  readonly limits: () => CallerLimits;
  readonly clock: Clock;
  /** Where other gateways count, too; undefined: there are none. */
  readonly share: RateShare | undefined;
  /** How many callers are known at most; whoever was not seen for longest is forgotten. Default: 50,000. */
  readonly maxCallers?: number;
}

/**
 * Counts what callers use, and says who has used all that is allowed.
 *
 * Nothing waits for the others that count, too: they are told behind each request, and what they know
 * counts from the next one on. So a caller who goes to several gateways at one time may get a few
 * requests more; and while they are out of reach, each gateway counts for itself.
 */
export class CallerRates {
  readonly #options: CallerRatesOptions;
  readonly #callers: LRUCache<string, KnownCaller>;
  #shareAfterMs = 0;

  constructor(options: CallerRatesOptions) {
    this.#options = options;
    this.#callers = new LRUCache({ max: options.maxCallers ?? 50_000 });
  }

  /** Whether anything is limited. */
  get isOn(): boolean {
    const { operationsPerMinute, callsPerMinute } = this.#options.limits();
    return operationsPerMinute !== undefined || callsPerMinute !== undefined;
  }

  /** Takes an operation of a caller, unless there were too many: then what is returned is refused. */
  admit(callerKey: string): CallerAllowance {
    const { limits, clock } = this.#options;
    let caller = this.#callers.get(callerKey);
    if (caller === undefined) {
      caller = { use: new CallerUse(clock.nowMs()), isTelling: false };
      this.#callers.set(callerKey, caller);
    }
    const known = caller;
    return new CallerAllowance({
      use: known.use,
      limits: limits(),
      clock,
      onUsed: () => this.#tell(callerKey, known),
    });
  }

  #tell(callerKey: string, caller: KnownCaller): void {
    const { share, clock } = this.#options;
    if (share === undefined || caller.isTelling || clock.nowMs() < this.#shareAfterMs) return;
    const used = caller.use.takeUntold();
    if (used === undefined) return;
    caller.isTelling = true;
    share
      .add(callerKey, used)
      .then((shared) => caller.use.receive(shared, clock.nowMs()))
      .catch(() => {
        caller.use.putBack(used);
        this.#shareAfterMs = clock.nowMs() + lostMs;
      })
      .finally(() => {
        caller.isTelling = false;
        this.#tell(callerKey, caller);
      });
  }
}

interface KnownCaller {
  readonly use: CallerUse;
  isTelling: boolean;
}

/** How long a share that cannot be reached is left alone. */
const lostMs = 1000;
