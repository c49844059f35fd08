import type { Config } from "./config.ts";

/** The Redis that replicas share their log of invalidations in. */
export interface SharedRedis {
  readonly url: string;
  /** What the names of keys begin with; replicas of one gateway have one. */
  readonly prefix: string;
}

/**
 * Where replicas share what was invalidated: the Redis that they are tuned through, or else the one
 * they keep values in. Undefined where there is none.
 */
export function sharedRedis({ redis, cache }: Pick<Config, "redis" | "cache">) {
  const url = redis.url ?? cache.redis.url;
  return url === undefined ? undefined : ({ url, prefix: redis.prefix } satisfies SharedRedis);
}
