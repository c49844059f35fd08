import { randomUUID } from "node:crypto";

import type { Invalidation } from "../freshness/invalidation.ts";
import type { Clock } from "../kernel/clock.ts";
import { fleetKeys } from "./fleet-keys.ts";
import { InvalidationStream } from "./invalidation-stream.ts";
import { withLink } from "./with-link.ts";

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
  { prefix, ...server }: InvalidateFleetOptions,
): Promise<number> {
  return await withLink(server, (link) =>
    new InvalidationStream({ link, keys: fleetKeys(prefix) }).append(invalidation, randomUUID()),
  );
}
