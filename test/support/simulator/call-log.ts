import type { Clock } from "../../../src/kernel/clock.ts";
import type { Question } from "./question.ts";

/** A call, as the API saw it. */
export interface SimulatedCall {
  /** On the simulator's clock. */
  readonly atMs: number;
  readonly method: string;
  /** With its query: "/users?id=1&id=2". */
  readonly path: string;
  /** The ids of the users that it asks for, in its order. */
  readonly keys: readonly string[];
  /** Its Authorization header. */
  readonly credential: string | undefined;
  readonly idempotencyKey: string | undefined;
  /**
   * What came of it: the status it was answered with; `dropped` or `half` where the connection was
   * closed on purpose; `aborted` where the caller went away; undefined as long as it lasts.
   */
  readonly status: number | "dropped" | "half" | "aborted" | undefined;
  /** When that was. */
  readonly endMs: number | undefined;
}

type Ended = NonNullable<SimulatedCall["status"]>;

/** Writes down the calls, the latest so many. */
export class CallLog {
  readonly #clock: Clock;
  readonly #kept: number;
  readonly #calls: Writable<SimulatedCall>[] = [];
  readonly #waiters = new Set<() => void>();
  readonly #byStatus = new Map<string, number>();
  #callCount = 0;
  #keyCount = 0;
  #running = 0;
  #mostRunning = 0;

  constructor(clock: Clock, kept: number) {
    this.#clock = clock;
    this.#kept = kept;
  }

  get calls(): readonly SimulatedCall[] {
    return this.#calls;
  }

  /** Begins a call; what it gives back ends it, the first time that it is called. */
  begin(asked: AskedCall, question: Question): (status: Ended) => void {
    const keys = "ids" in question ? question.ids : [];
    const call: Writable<SimulatedCall> = {
      ...asked,
      atMs: this.#clock.nowMs(),
      keys,
      idempotencyKey: question.kind === "create" ? question.idempotencyKey : undefined,
      status: undefined,
      endMs: undefined,
    };
    this.#calls.push(call);
    if (this.#calls.length > this.#kept) this.#calls.shift();
    this.#callCount += 1;
    this.#keyCount += keys.length;
    this.#running += 1;
    this.#mostRunning = Math.max(this.#mostRunning, this.#running);
    for (const check of this.#waiters) check();
    return (status) => {
      if (call.status !== undefined) return;
      call.status = status;
      call.endMs = this.#clock.nowMs();
      this.#running -= 1;
      this.#byStatus.set(String(status), (this.#byStatus.get(String(status)) ?? 0) + 1);
    };
  }

  /** Resolves once there were so many calls in all. */
  hasReceived(count: number): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (this.#callCount < count) return;
        this.#waiters.delete(check);
        resolve();
      };
      this.#waiters.add(check);
      check();
    });
  }

  stats(): CallStats {
    return {
      calls: this.#callCount,
      keys: this.#keyCount,
      running: this.#running,
      mostRunning: this.#mostRunning,
      byStatus: Object.fromEntries(this.#byStatus),
    };
  }
}

export interface CallStats {
  readonly calls: number;
  /** The ids that were asked for, in all calls. */
  readonly keys: number;
  /** Calls under way, waiting for a slot included. */
  readonly running: number;
  readonly mostRunning: number;
  /** How many calls ended so: `{ "200": 17, "aborted": 1 }`. */
  readonly byStatus: Readonly<Record<string, number>>;
}

type AskedCall = Pick<SimulatedCall, "method" | "path" | "credential">;
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
