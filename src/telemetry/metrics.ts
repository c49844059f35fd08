import type { Lane } from "../kernel/lane.ts";
import type { CallTimes } from "./call-times.ts";

/**
 * Where measurements go. A layer is handed `undefined` instead when nobody collects metrics.
 */
export interface Metrics {
  /** Counts keys that requests asked a connector for, however they are then fetched. */
  readonly asked: (connectorId: string, count: number) => void;
  /** Measures a call that has ended. */
  readonly called: (call: MeasuredCall) => void;
  /** Counts a value that does not fit its type. */
  readonly invalidValue: (from: Pick<MeasuredCall, "connector" | "source">) => void;
  /** Measures the lazy fields of one name at one place of an operation, when they are there. */
  readonly lazyEnded: (lazy: MeasuredLazyField) => void;
}

/** What is measured of a lazy field. */
export interface MeasuredLazyField {
  /** "Album.photos". */
  readonly coordinate: string;
  /** From the start of the operation. */
  readonly tookMs: number;
  readonly budgetMs: number;
}

/** What is measured of a call. */
export interface MeasuredCall extends Omit<CallTimes, "durationMs"> {
  /** The source's name; undefined for a connector with an absolute URL. */
  readonly source: string | undefined;
  /** The connector's id. */
  readonly connector: string;
  readonly lane: Lane;
  /** Undefined where it was made in process. */
  readonly method: string | undefined;
  /** Scheme, host and port; undefined where it was made in process. */
  readonly origin: string | undefined;
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  /** Why the call has failed as a whole: the status of 400 and more, or what stood for an answer. */
  readonly errorType: string | undefined;
  readonly keys: number;
  /** Undefined where there was no body. */
  readonly requestBytes: number | undefined;
  readonly responseBytes: number | undefined;
  /** How many of its keys ended as errors, by `error.type`. */
  readonly errors: ReadonlyMap<string, number>;
}

/** How a source is doing at this moment. */
export interface SourceSnapshot {
  readonly name: string;
  /** How many calls wait. */
  readonly queued: Readonly<Record<Lane, number>>;
  readonly inFlight: number;
  /** How many calls may be in flight. */
  readonly limit: number;
  /** Of its base URL first, then of each fallback. */
  readonly breakers: readonly BreakerState[];
  /** How long a call that came now would wait for the rate limit. */
  readonly rateLimitWaitMs: number;
  /** How many calls a second the rate limit lets go in the long run; undefined where there is none. */
  readonly rateLimitPerSecond: number | undefined;
}

export type BreakerState = "closed" | "half-open" | "open";
