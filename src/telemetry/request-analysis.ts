import type { CallTimes } from "./call-times.ts";

/**
 * Told what is done for one request, by the layers that do it: only where somebody has asked to know.
 * It gets numbers and names of the schema, never values.
 */
export interface RequestAnalysis {
  /** A step of its plan begins; what is returned is to be called when it is done. */
  readonly stepStarted: (step: AnalysedStepStart) => () => void;
  /** Keys are asked of a connector; what is returned is to be called when they are answered. */
  readonly keysAsked: (connector: string) => (counts: KeyCounts) => void;
  /** Keys that were not kept are fetched; so many of them were on their way for somebody else. */
  readonly keysFetched: (connector: string, joined: number) => void;
  /** A call has ended that was made for it, too. */
  readonly called: (call: AnalysedCallEnd) => void;
}

export interface AnalysedStepStart {
  /** The response keys of the field, or of the objects: "posts.user"; "" for the root. */
  readonly path: string;
  /** The type of the objects that it serves. */
  readonly typeName: string;
  /** Undefined for what asks no connector. */
  readonly connector: string | undefined;
  /** How many objects it serves. */
  readonly objects: number;
}

/** What became of keys; each is one of fresh, stale, fetched and failed. */
export interface KeyCounts {
  /** Answered with what was kept. */
  readonly fresh: number;
  /** Answered with what was kept, though it is not fresh any more. */
  readonly stale: number;
  /** Asked of the source, or on their way already. */
  readonly fetched: number;
  readonly failed: number;
  /** How many of those that did not fail the source does not have. */
  readonly missing: number;
}

/** A call that has ended. */
export interface AnalysedCallEnd extends CallTimes {
  /** The connector's id. */
  readonly connector: string;
  /** Whether it was a call of a batch resolver, whose time is the gateway's own, and not of a source. */
  readonly isInProcess: boolean;
  readonly keys: number;
  /** Undefined where there was no response. */
  readonly status: number | undefined;
  /** Why there was none: the code of an error. */
  readonly code: string | undefined;
}
