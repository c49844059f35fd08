import type { Config } from "./config.ts";

/** The Redis that replicas share their log of invalidations in. */
export interface SharedRedis {
  readonly url: string;
  /** Whether that is a cluster, and the address one of its nodes. */
  readonly isCluster: boolean;
  /** What the names of keys begin with; replicas of one gateway have one. */
  readonly prefix: string;
}

/**
 * Where replicas share what was invalidated: the Redis that they are tuned through, or else the one
 * they keep values in. Undefined where there is none.
 */
export function sharedRedis({
  redis,
  cache,
}: Pick<Config, "redis" | "cache">): SharedRedis | undefined {
  const url = redis.url ?? cache.redis.url;
  if (url === undefined) return undefined;
  // With both addresses, the cluster is the other one.
  const isOfValues = redis.url === undefined || cache.redis.url === undefined;
  return { url, isCluster: cache.redis.cluster && isOfValues, prefix: redis.prefix };
}
