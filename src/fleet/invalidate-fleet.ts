import { randomUUID } from "node:crypto";

import type { Invalidation } from "../freshness/invalidation.ts";
import type { Clock } from "../kernel/clock.ts";
import { fleetKeys } from "./fleet-keys.ts";
import { InvalidationStream } from "./invalidation-stream.ts";
import { RedisLink } from "./redis-link.ts";

export interface InvalidateFleetOptions {
  readonly url: string;
  /** Whether that is a cluster, and the address one of its nodes. */
  readonly isCluster?: boolean;
  readonly prefix: string;
  readonly clock: Clock;
}

/**
 * Invalidates in all replicas, from outside of them. Gives how many were told; those that are cut
 * off read it when they are back.
 *
 * Rejects when Redis does not answer.
 */
export async function invalidateFleet(
  invalidation: Invalidation,
  { url, isCluster = false, prefix, clock }: InvalidateFleetOptions,
): Promise<number> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const link = new RedisLink({ url, isCluster, clock, onDown: failed.reject });
  const stream = new InvalidationStream({ link, keys: fleetKeys(prefix) });
  try {
    // Who invalidates wants to know at once; there is nothing to go on with.
    await Promise.race([link.open(), failed.promise]);
    return await stream.append(invalidation, randomUUID());
  } finally {
    link.close();
  }
}
