import { keyHash } from "../freshness/key-hash.ts";

/** The names that gateways of one prefix share in a Redis. */
export interface FleetKeys {
  /** A hash: what is tuned. */
  readonly tunings: string;
  /** A channel: tunings have changed. */
  readonly notices: string;
  /** A channel for the answers to one order. */
  readonly answersTo: (id: string) => string;
  /** A hash: how much of a source's rate limit is spent. */
  readonly rateLimitOf: (source: string) => string;
  /** A hash: what a caller has used of this minute. */
  readonly callerRateOf: (callerKey: string) => string;
  /** A stream: what was invalidated. */
  readonly invalidations: string;
  /** A channel: something was invalidated. */
  readonly invalidationNotices: string;
  /** A text: which replica fetches what the cache has by this key. */
  readonly leaseOf: (key: string) => string;
}

export function fleetKeys(prefix: string): FleetKeys {
  return {
    tunings: `${prefix}:tunings`,
    notices: `${prefix}:tuned`,
    answersTo: (id) => `${prefix}:tuned:${id}`,
    rateLimitOf: (source) => `${prefix}:rate-limit:${source}`,
    callerRateOf: (callerKey) => `${prefix}:caller-rate:${keyHash(callerKey)}`,
    invalidations: `${prefix}:invalidations`,
    invalidationNotices: `${prefix}:invalidated`,
    leaseOf: (key) => `${prefix}:lease:${keyHash(key)}`,
  };
}
