import { RedisLink, type RedisLinkOptions } from "./redis-link.ts";

/** Connects to Redis for as long as `work` runs. Rejects when Redis does not answer: a person waits, and there is nothing to go on with. */
export async function withLink<Value>(
  options: Pick<RedisLinkOptions, "url" | "isCluster" | "clock">,
  work: (link: RedisLink) => Promise<Value>,
): Promise<Value> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const link = new RedisLink({ ...options, onDown: failed.reject });
  try {
    await Promise.race([link.open(), failed.promise]);
    return await work(link);
  } finally {
    link.close();
  }
}
