import type { Config } from "./config.ts";

/** A Redis that replicas have in common. */
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

/** Where replicas are tuned through, and share rate limits; undefined where there is none. */
export function tuningRedis(config: Pick<Config, "redis" | "cache">): SharedRedis | undefined {
  return config.redis.url === undefined ? undefined : sharedRedis(config);
}
