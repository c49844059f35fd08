import type { GatewayError } from "../kernel/gateway-error.ts";
import type { Lane } from "../kernel/lane.ts";
import type { SourceCall } from "./source-call.ts";

/** Somebody's place in a source's queue. What is asked is decided when its turn comes. */
export interface CallTicket {
  readonly lane: Lane;
  /** Of the call that it is for: as the call's own. */
  readonly scope: string;
  /** When nobody waits any more, on the clock; undefined: somebody waits without end. */
  readonly deadlineMs: number | undefined;
  /** The call to send, where it is known before its turn: it was sent before. */
  readonly call?: SourceCall | undefined;
  /**
   * Its turn has come: gives the call to send, or undefined when there is nothing to send: nothing is
   * left to ask, or it is made in process.
   * At most one of `start` and `refuse` is called, once.
   */
  readonly start: () => SourceCall | undefined;
  /** It gets no turn: `SOURCE_OVERLOADED`, `CIRCUIT_OPEN` or `RATE_LIMITED`. */
  readonly refuse: (error: GatewayError) => void;
}
