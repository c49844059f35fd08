import type { Run } from "../connectors/compile-connector.ts";
import type { Outcome } from "../connectors/outcome.ts";
import { factsOfSilence, type SourceFacts } from "../connectors/source-facts.ts";
import type { Clock, Timer } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { CallFacts } from "./source-call.ts";

export interface ProcessCallOptions {
  readonly run: (run: Run) => Promise<readonly Outcome[]>;
  /** What is called, for error messages. */
  readonly name: string;
  /** When nobody waits any more, on the clock; undefined: somebody waits without end. */
  readonly deadlineMs: number | undefined;
  /** Whether somebody keeps what it gives. */
  readonly isKept: boolean;
  readonly clock: Clock;
  /** Called once, unless there is a bug. */
  readonly onEnd: (result: readonly Outcome[] | GatewayError, facts: CallFacts) => void;
  readonly onBug: (bug: unknown) => void;
}

/**
 * A call to code of the process itself, which has begun. It ends once: with its outcomes, or without
 * them when it is given up or late, whether or not the code heeds its signal.
 */
export class ProcessCall {
  readonly #options: ProcessCallOptions;
  readonly #controller = new AbortController();
  readonly #sentAtMs: number;
  readonly #sentAtDateMs: number;
  readonly #timer: Timer | undefined;
  #hasEnded = false;

  constructor(options: ProcessCallOptions) {
    const { run, clock, deadlineMs, isKept } = options;
    this.#options = options;
    this.#sentAtMs = clock.nowMs();
    this.#sentAtDateMs = clock.dateMs();
    this.#timer =
      deadlineMs === undefined
        ? undefined
        : clock.after(Math.max(0, deadlineMs - this.#sentAtMs), () => this.abort(this.#lateness()));
    const facts = (): SourceFacts | undefined => (isKept ? this.#facts() : undefined);
    run({ signal: this.#controller.signal, facts }).then(
      (outcomes) => this.#end(outcomes),
      (bug: unknown) => this.#crash(bug),
    );
  }

  /** Gives the call up: it ends with this error now, and its code is told. */
  abort(error: GatewayError): void {
    this.#end(error);
    this.#controller.abort(error);
  }

  #end(result: readonly Outcome[] | GatewayError): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#timer?.cancel();
    const upstreamMs = this.#tookMs();
    this.#options.onEnd(result, { attempts: 1, sentAtMs: this.#sentAtMs, upstreamMs });
  }

  #crash(bug: unknown): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#timer?.cancel();
    this.#options.onBug(bug);
  }

  /** Code says nothing of how long its values hold: the schema does. */
  #facts(): SourceFacts {
    return factsOfSilence({ fetchedAtMs: this.#sentAtDateMs, tookMs: this.#tookMs() });
  }

  #tookMs(): number {
    return this.#options.clock.nowMs() - this.#sentAtMs;
  }

  #lateness(): GatewayError {
    return new GatewayError(
      "GATEWAY_TIMEOUT",
      `The resolver of ${this.#options.name} had not answered when nobody could wait any longer.`,
    );
  }
}
