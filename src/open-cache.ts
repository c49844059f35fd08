import type { Config } from "./config/config.ts";
import { sharedRedis } from "./config/shared-redis.ts";
import { fleetKeys } from "./fleet/fleet-keys.ts";
import { RedisLeases } from "./fleet/redis-leases.ts";
import { RedisLink } from "./fleet/redis-link.ts";
import { SharedInvalidations } from "./fleet/shared-invalidations.ts";
import type { Cache } from "./freshness/cache.ts";
import { GuardedStore } from "./freshness/guarded-store.ts";
import type { Invalidation } from "./freshness/invalidation.ts";
import { InvalidationLog } from "./freshness/invalidation-log.ts";
import { Invalidations } from "./freshness/invalidations.ts";
import { MemoryStore } from "./freshness/memory-store.ts";
import { openStore } from "./freshness/open-store.ts";
import { SharedTier } from "./freshness/shared-tier.ts";
import type { StoreEvents } from "./freshness/store-events.ts";
import type { Clock } from "./kernel/clock.ts";
import type { CacheSnapshot } from "./telemetry/cache-metrics.ts";
import type { Logger } from "./telemetry/logger.ts";

export interface OpenCacheOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly storeEvents: StoreEvents;
  /** The same invalidation, with an interface or a union as the types that it stands for. */
  readonly withMembers: (invalidation: Invalidation) => Invalidation;
  /** Called whenever something was invalidated, here or in another replica. */
  readonly onInvalidated: (invalidation: Invalidation) => void;
}

export interface OpenedCache {
  readonly cache: Cache;
  readonly invalidations: Invalidations;
  readonly snapshot: () => CacheSnapshot;
  /** Connects, and reads what was invalidated before. Never rejects, and does not wait long. */
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens the places where values are kept: memory, and what replicas share. Waits for none of them.
 *
 * @throws ProblemsError when the shared store is of a kind that there is not.
 */
export async function openCache(config: Config, options: OpenCacheOptions): Promise<OpenedCache> {
  const { clock, log, onInvalidated, withMembers } = options;
  const { deadlineMs } = config.cache;
  const local = new InvalidationLog({ onAdd: onInvalidated });
  const redis = sharedRedis(config);
  const invalidations = new Invalidations({
    log: local,
    shared:
      redis &&
      new SharedInvalidations({
        ...redis,
        deadlineMs,
        log,
        clock,
        local: { add: (invalidation) => local.add(withMembers(invalidation)) },
      }),
  });
  const store = await openGuardedStore(config, { ...options, invalidations });
  const link = store && redis && new RedisLink({ ...redis, clock });
  const leases =
    link &&
    new RedisLeases({
      link,
      nameOf: fleetKeys(config.redis.prefix).leaseOf,
      leaseMs,
      deadlineMs,
    });
  const { memory: bounds, leaseWaitMs } = config.cache;
  const memory = new MemoryStore({ ...bounds, clock });
  const shared = store && new SharedTier({ store, leases, clock, deadlineMs, leaseWaitMs });
  return {
    cache: { isOn: bounds.maxBytes > 0 || shared !== undefined, memory, shared, log: local },
    invalidations,
    snapshot: () => ({ memory, store: store && (store.isUp ? "closed" : "open") }),
    async start() {
      await Promise.all([invalidations.start(), link?.open()]);
    },
    async close() {
      invalidations.close();
      link?.close();
      await store?.close();
    },
  };
}

/** Undefined where each replica keeps for itself. */
async function openGuardedStore(
  { cache, redis: { url: fleetUrl, prefix } }: Config,
  {
    clock,
    log,
    storeEvents,
    invalidations,
  }: OpenCacheOptions & { readonly invalidations: Invalidations },
): Promise<GuardedStore | undefined> {
  const url = cache.store ?? cache.redis.url ?? fleetUrl;
  if (url === undefined) return undefined;
  const { positions } = invalidations;
  const isCluster = cache.store === undefined && cache.redis.cluster;
  const store = await openStore({ url, isCluster, prefix, positions, clock });
  return new GuardedStore({ store, deadlineMs: cache.deadlineMs, clock, log, events: storeEvents });
}

/** Longer than nearly all calls take; should a replica die with it, the others wait for so long at most. */
const leaseMs = 10_000;
