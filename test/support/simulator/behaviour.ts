import type { Latency } from "./latency.ts";
import type { RateLimit } from "./rate-limiter.ts";

/** How a simulated API behaves. It is all JSON, so that it can be typed at a terminal as well. */
export interface Behaviour {
  /** How long a call takes; a number is milliseconds. A call holds a slot for so long. */
  readonly latency: Latency | number;
  /** How many calls are worked on at once; more of them wait inside. */
  readonly slots: number | "unlimited";
  /** After a start, and after an outage, latency is so many times as long. */
  readonly slowStart: { readonly factor: number; readonly forMs: number } | "none";
  /** Again and again, latency is so many times as long. */
  readonly bursts:
    | { readonly factor: number; readonly forMs: number; readonly everyMs: number }
    | "none";
  /** More calls than that are answered with 429. */
  readonly rateLimit: RateLimit | "none";
  /** 503 at once, no listener at all, or no answer ever. */
  readonly outage: "none" | "unavailable" | "refused" | "hanging";
  /** The share of calls that are answered with `errorStatus`: 0.1 is one in ten. */
  readonly errorShare: number;
  readonly errorStatus: number;
  /** The share of calls whose connection is closed in place of the answer, the work being done. */
  readonly dropShare: number;
  /** The share of calls whose connection is closed in the middle of the answer. */
  readonly halfShare: number;
  /** The share of rows of a batch that come twice. */
  readonly duplicateShare: number;
  /** Whether the rows of a batch come in any order. */
  readonly isShuffled: boolean;
  /** The ids of the users that there are not. */
  readonly missing: readonly string[];
  /** A call that asks for one of these ids is refused as a whole. */
  readonly poison: readonly string[];
  readonly poisonStatus: 400 | 422;
  /** The least size of a user's JSON text. */
  readonly rowBytes: number;
  /** How many items `GET /list` has. */
  readonly listLength: number;
}

/** An API that answers at once, and well. */
export const calm: Behaviour = {
  latency: 0,
  slots: "unlimited",
  slowStart: "none",
  bursts: "none",
  rateLimit: "none",
  outage: "none",
  errorShare: 0,
  errorStatus: 500,
  dropShare: 0,
  halfShare: 0,
  duplicateShare: 0,
  isShuffled: false,
  missing: [],
  poison: [],
  poisonStatus: 400,
  rowBytes: 0,
  listLength: 10,
};
