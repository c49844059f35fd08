import type { HttpRequest, HttpResponse } from "../connectors/http-message.ts";
import type { GatewayError } from "../kernel/gateway-error.ts";
import type { Lane } from "../kernel/lane.ts";
import type { Credential } from "./credentials/credentials.ts";
import type { Endpoint } from "./endpoint.ts";

/** Whether a call may be sent again when it failed: "there" if only to the endpoint it was sent to first. */
export type MayRetry = boolean | "there";

export interface SourceCallOptions {
  readonly request: HttpRequest;
  readonly lane: Lane;
  readonly mayRetry: MayRetry;
  /** Whose credentials it carries, and so whose limits it may meet; "" where they are those of all. */
  readonly scope: string;
  /** When nobody waits any more, on the clock; undefined: somebody waits without end. */
  readonly deadlineMs: number | undefined;
  /** Called once. */
  readonly onEnd: (result: HttpResponse | GatewayError, facts: CallFacts) => void;
}

/** What a source tells of a call besides its result. */
export interface CallFacts {
  /** How often it was sent. */
  readonly attempts: number;
  /** When it was first sent, on the clock. */
  readonly sentAtMs: number;
  /** What the last attempt took. */
  readonly upstreamMs: number;
}

/** One call to a source: one attempt, or several. It ends once. */
export class SourceCall {
  readonly request: HttpRequest;
  readonly lane: Lane;
  readonly mayRetry: MayRetry;
  readonly scope: string;
  readonly deadlineMs: number | undefined;
  attempts = 0;
  sentAtMs = 0;
  upstreamMs = 0;
  /** Where it was sent last. */
  endpoint: Endpoint | undefined;
  /** What it showed there; undefined where the source has no credentials of its own. */
  credential: Credential | undefined;
  /** Whether it was sent again because its credential was refused. */
  hasRenewed = false;
  /** Tells what the attempt that is under way has taken so far. */
  stopwatch: (() => number) | undefined;
  /** What gives up the attempt, or the wait for the next one, that is under way. */
  interrupt: ((error: GatewayError) => void) | undefined;

  #onEnd: SourceCallOptions["onEnd"] | undefined;

  constructor(options: SourceCallOptions) {
    this.request = options.request;
    this.lane = options.lane;
    this.mayRetry = options.mayRetry;
    this.scope = options.scope;
    this.deadlineMs = options.deadlineMs;
    this.#onEnd = options.onEnd;
  }

  /** Whether its result is known: nothing more is to be done for it. */
  get hasEnded(): boolean {
    return this.#onEnd === undefined;
  }

  mayGoTo(endpoint: Endpoint): boolean {
    const isElsewhere = this.endpoint !== undefined && endpoint !== this.endpoint;
    if (isElsewhere && this.mayRetry === "there") return false;
    return endpoint.address(this.request) !== undefined;
  }

  /** Gives the call up: it ends with this error now, and its request is cancelled. */
  abort(error: GatewayError): void {
    const { interrupt } = this;
    this.upstreamMs = this.stopwatch?.() ?? this.upstreamMs;
    this.end(error);
    interrupt?.(error);
  }

  /** Only the first end counts. */
  end(result: HttpResponse | GatewayError): void {
    const onEnd = this.#onEnd;
    this.#onEnd = undefined;
    this.interrupt = undefined;
    onEnd?.(result, this);
  }
}
