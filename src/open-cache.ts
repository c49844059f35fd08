import type { Config } from "./config/config.ts";
import { sharedRedis } from "./config/shared-redis.ts";
import { fleetKeys } from "./fleet/fleet-keys.ts";
import { RedisLeases } from "./fleet/redis-leases.ts";
import { RedisLink } from "./fleet/redis-link.ts";
import { SharedInvalidations } from "./fleet/shared-invalidations.ts";
import type { Cache } from "./freshness/cache.ts";
import { connectStore } from "./freshness/connect-store.ts";
import { GuardedLeases } from "./freshness/guarded-leases.ts";
import { GuardedStore } from "./freshness/guarded-store.ts";
import type { Invalidation } from "./freshness/invalidation.ts";
import { InvalidationLog } from "./freshness/invalidation-log.ts";
import { Invalidations } from "./freshness/invalidations.ts";
import type { KeyvConnection } from "./freshness/keyv-connection.ts";
import { KeyvStore } from "./freshness/keyv-store.ts";
import { MemoryStore } from "./freshness/memory-store.ts";
import { SharedTexts } from "./freshness/shared-texts.ts";
import { SharedTier } from "./freshness/shared-tier.ts";
import type { StoreEvents } from "./freshness/store-events.ts";
import { StoreGenerations } from "./freshness/store-generations.ts";
import type { Clock } from "./kernel/clock.ts";
import type { CacheSnapshot } from "./telemetry/cache-metrics.ts";
import type { Logger } from "./telemetry/logger.ts";
import type { Seat } from "./workers/seat.ts";
import { WorkersLog } from "./workers/workers-log.ts";

export interface OpenCacheOptions {
  readonly clock: Clock;
  readonly log: Logger;
  /** Undefined where this process has no other workers beside it. */
  readonly seat?: Seat | undefined;
  readonly storeEvents: StoreEvents;
  /** The same invalidation, with an interface or a union as the types that it stands for. */
  readonly withMembers: (invalidation: Invalidation) => Invalidation;
  /** Called whenever something was invalidated, here or in another replica. */
  readonly onInvalidated: (invalidation: Invalidation) => void;
}

export interface OpenedCache {
  readonly cache: Cache;
  readonly invalidations: Invalidations;
  /** Undefined where replicas share nothing. */
  readonly texts: SharedTexts | undefined;
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
  const { clock, log, seat, storeEvents, onInvalidated, withMembers } = options;
  const { memory: bounds, deadlineMs, leaseWaitMs } = config.cache;
  const { prefix } = config.redis;
  const local = new InvalidationLog({ onAdd: onInvalidated });
  const redis = sharedRedis(config);
  const connection = await connectSharedStore(config, clock);
  const parts = { prefix, deadlineMs, log, clock };
  const byStore = connection && new StoreGenerations({ ...parts, keyv: connection.keyv, local });
  const byRedis =
    redis &&
    new SharedInvalidations({
      ...parts,
      ...redis,
      local: { add: (invalidation) => local.add(withMembers(invalidation)) },
    });
  // What reaches all replicas at once reaches the workers of this machine.
  const byWorkers = byRedis ? undefined : seat && new WorkersLog({ seat, local, beyond: byStore });
  const invalidations = new Invalidations({ log: local, shared: byRedis ?? byWorkers ?? byStore });
  const { positions } = invalidations;
  const store =
    connection &&
    new GuardedStore({
      ...parts,
      store: new KeyvStore({ ...connection, ...parts, positions }),
      events: storeEvents,
    });
  const link = store && redis && new RedisLink({ ...redis, clock });
  const redisLeases =
    link &&
    new RedisLeases({
      link,
      nameOf: fleetKeys(prefix).leaseOf,
      leaseMs,
      deadlineMs,
    });
  const leases = redisLeases && new GuardedLeases({ leases: redisLeases, clock });
  const memory = new MemoryStore({ ...bounds, clock });
  const shared = store && new SharedTier({ store, leases, clock, deadlineMs, leaseWaitMs });
  const texts = connection && store && new SharedTexts({ ...connection, ...parts, entries: store });
  return {
    texts,
    cache: { isOn: bounds.maxBytes > 0 || shared !== undefined, memory, shared, log: local },
    invalidations,
    snapshot: () => ({ memory, store: store && (store.isWhole ? "closed" : "open") }),
    async start() {
      await Promise.all([invalidations.start(), link?.open()]);
    },
    async close() {
      // Else the leases of this process would outlive it, and others would wait for it.
      await shared?.settle();
      await redisLeases?.settle();
      invalidations.close();
      link?.close();
      await store?.close();
    },
  };
}

/** Undefined where each replica keeps for itself. */
async function connectSharedStore(
  { cache, redis }: Config,
  clock: Clock,
): Promise<KeyvConnection | undefined> {
  const url = cache.store ?? cache.redis.url ?? redis.url;
  if (url === undefined || url === "none") return undefined;
  const isCluster = cache.store === undefined && cache.redis.cluster;
  return connectStore({ url, isCluster, clock });
}

/** Longer than nearly all calls take; should a replica die with it, the others wait for so long at most. */
const leaseMs = 10_000;
