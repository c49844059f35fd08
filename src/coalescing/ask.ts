import type { FailedOutcome, Key, Outcome } from "../connectors/outcome.ts";
import type { RequestContext } from "../connectors/request-context.ts";
import type { GatewayError } from "../kernel/gateway-error.ts";
import type { Lane } from "../kernel/lane.ts";
import { describeBatch } from "../telemetry/describe-batch.ts";

export interface AskOptions {
  readonly keys: readonly Key[];
  readonly request: RequestContext;
  readonly lane: Lane;
  /** When they were asked for, on the clock. */
  readonly askedAtMs: number;
  /** The outcome of a key that is not there when the request is given up, for this reason. */
  readonly abandoned: (reason: unknown) => FailedOutcome;
}

/** What an ask waits for: it leaves when its request is given up. */
export interface AwaitedFlight {
  readonly leave: (ask: Ask, index: number, reason: GatewayError) => void;
}

/** How long the parts of a call took. */
export interface CallTimes {
  readonly windowMs: number;
  readonly queuedMs: number;
  readonly upstreamMs: number;
}

/**
 * Keys that one request asked for together, waiting for their outcomes. Each gets one, once: from its
 * flight, or, when the request is given up, without it.
 */
export class Ask {
  readonly request: RequestContext;
  readonly lane: Lane;
  readonly askedAtMs: number;
  /** One outcome per key, in the order of the keys. Rejects only for a bug. */
  readonly outcomes: Promise<readonly Outcome[]>;

  /** {@link unsettled} where there is none yet. */
  readonly #outcomes: Outcome[];
  readonly #flights: (AwaitedFlight | undefined)[];
  readonly #abandoned: AskOptions["abandoned"];
  readonly #resolve: (outcomes: readonly Outcome[]) => void;
  readonly #reject: (bug: unknown) => void;
  #missing: number;
  /** How many keys this ask had called for, and how many it found called for. */
  #led = 0;
  #joined = 0;
  #times = noTimes;

  /**
   * The request is given up. A function, not a method by which this object would be the listener:
   * Node keeps such a listener in a way that made garbage of one request keep that of the next.
   */
  readonly #onAbort = (): void => {
    const outcome = this.#abandoned(this.request.signal?.reason);
    for (const [index, flight] of this.#flights.entries()) {
      if (this.#outcomes[index] !== unsettled) continue;
      flight?.leave(this, index, outcome.error);
      this.settle(index, outcome);
    }
  };

  constructor({ keys, request, lane, askedAtMs, abandoned }: AskOptions) {
    const { promise, resolve, reject } = Promise.withResolvers<readonly Outcome[]>();
    this.request = request;
    this.lane = lane;
    this.askedAtMs = askedAtMs;
    this.outcomes = promise;
    this.#outcomes = keys.map(() => unsettled);
    this.#flights = keys.map(() => undefined);
    this.#abandoned = abandoned;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#missing = keys.length;
    request.tally.asked += keys.length;
    const { signal } = request;
    if (signal?.aborted === true) this.#onAbort();
    else signal?.addEventListener("abort", this.#onAbort);
    if (keys.length === 0) this.#end();
  }

  /** Whether all its keys have their outcomes. */
  get isDone(): boolean {
    return this.#missing === 0;
  }

  /** How many keys were on their way for somebody else. */
  get joined(): number {
    return this.#joined;
  }

  /** The key at this index waits for a flight: its own, or one of somebody else. */
  wait(index: number, flight: AwaitedFlight, isOwn: boolean): void {
    this.#flights[index] = flight;
    if (isOwn) {
      this.#led++;
    } else {
      this.#joined++;
      this.request.tally.joined++;
    }
  }

  /** To be called once for each key. */
  settle(index: number, outcome: Outcome, times?: CallTimes): void {
    if (times !== undefined && this.request.trace !== undefined) this.#note(times);
    this.#outcomes[index] = outcome;
    this.#missing--;
    if (this.#missing === 0) this.#end();
  }

  /** Of several calls, the longest is told of. */
  #note({ windowMs, queuedMs, upstreamMs }: CallTimes): void {
    if (upstreamMs < this.#times.upstreamMs) return;
    this.#times = { windowMs, queuedMs, upstreamMs };
  }

  /** There are no outcomes, for a bug. */
  crash(bug: unknown): void {
    this.#missing = 0;
    this.request.signal?.removeEventListener("abort", this.#onAbort);
    this.#reject(bug);
  }

  #end(): void {
    const { signal, trace } = this.request;
    signal?.removeEventListener("abort", this.#onAbort);
    if (trace !== undefined) {
      const followed = this.#led === 0 ? "follower" : "mixed";
      const role = this.#joined === 0 ? "leader" : followed;
      describeBatch(trace, { ...this.#times, role, lane: this.lane });
    }
    this.#resolve(this.#outcomes);
  }
}

/** Stands for an outcome that is not there: told by what it is, not by what it says. */
const unsettled: Outcome = { kind: "missing" };

const noTimes: CallTimes = { windowMs: 0, queuedMs: 0, upstreamMs: 0 };
