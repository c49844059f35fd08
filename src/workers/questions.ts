import type { Settings } from "../config/config-layer.ts";
import type { Invalidation } from "../freshness/invalidation.ts";
import type { InvalidationReport } from "../freshness/invalidations.ts";
import type { RateLimitLease } from "../sources/rate-limit-share.ts";
import type { SharedUse } from "../admission/rate-share.ts";
import type { CountRequest } from "./caller-counts.ts";
import type { Failure } from "./channel.ts";
import type { LeaseRequest } from "./rate-limit-leases.ts";

/** What the primary process asks its workers. */
export interface AskedOfWorker {
  /** To take the limits in these settings, in the form of sluice.yaml. */
  readonly tune: (settings: Settings) => void;
  /** To end what is kept before its time, here and in all others. */
  readonly invalidate: (invalidation: Invalidation) => InvalidationReport;
  /** To end what another worker has ended. */
  readonly forget: (invalidation: Invalidation) => void;
  /** What it has measured, in the text format of Prometheus. */
  readonly metrics: (none: undefined) => string;
  /** To end, and how. It is answered before that is done. */
  readonly end: (way: EndWay) => void;
}

/**
 * How a worker ends: `stop` answers what is in progress and refuses what comes; `replaced` answers
 * what comes on its open connections, too, as another worker has taken its place.
 */
export type EndWay = "stop" | "replaced";

/** What a worker asks the primary process. */
export interface AskedOfPrimary {
  /** Which part of the machine's limits it has. Asked first. */
  readonly join: (none: undefined) => Part;
  /** Told once, when it listens, at this address. */
  readonly started: (url: string) => void;
  /** Told instead, when it cannot. */
  readonly failed: (failure: Failure) => void;
  /** Leave to make calls, within a rate limit that all share. */
  readonly lease: (request: LeaseRequest) => RateLimitLease;
  /** To count what a caller has used with what it has used of the others. */
  readonly count: (request: CountRequest) => SharedUse;
  /** To tell all others what was invalidated. Gives how many know; undefined while one does not. */
  readonly share: (invalidation: Invalidation) => number | undefined;
}

/** A part of the limits that a machine has: one of so many. */
export interface Part {
  /** From 1. A worker that ends leaves its number to another. */
  readonly number: number;
  readonly of: number;
}
