import { z } from "zod";

import { byteCount, duration, redisUrl, storeUrl, wholeNumber } from "./value.ts";

/** What is kept, where, and how much of it. */
export const cache = z
  .strictObject(
    {
      memory: z
        .strictObject(
          {
            maxBytes: byteCount(0)
              .default(64 * 1024 ** 2)
              .describe(
                "How much memory kept values may take in each process; 0 keeps none in memory.",
              ),
            maxEntries: wholeNumber(1, 1_000_000_000)
              .default(1_000_000)
              .describe("How many values are kept in memory at most."),
          },
          "a map of settings",
        )
        .prefault({})
        .describe("What each process keeps for itself."),
      redis: z
        .strictObject(
          {
            url: redisUrl()
              .optional()
              .describe(
                "The Redis or Valkey that replicas share values in; without it, the one of `redis.url`.",
              ),
            cluster: z
              .boolean("true or false")
              .default(false)
              .describe("Whether that is a cluster, and the address one of its nodes."),
          },
          "a map of settings",
        )
        .prefault({})
        .describe("What replicas keep together."),
      store: storeUrl()
        .optional()
        .describe(
          "The address of another store to share values in, instead of a Redis: `sqlite://cache.db`, `postgres://…`, `mysql://…`, `mongodb://…`, `memcache://…`, `etcd://…`. Each kind needs its Keyv package (`npm install @keyv/sqlite`). `none`: replicas share no values, even with a Redis.",
        ),
      deadline: duration()
        .default(50)
        .describe("How long a batch waits for the shared store, before its source is asked."),
      leaseWait: duration()
        .default(2000)
        .describe(
          "How long a request waits for another replica that fetches the same, before it does so itself.",
        ),
      requireTtl: z
        .boolean("true or false")
        .default(false)
        .describe("Whether a type without `@freshness` is an error, and not a warning."),
      callerControl: z
        .boolean("true or false")
        .default(false)
        .describe(
          "Whether a caller's `Cache-Control` (`no-cache`, `max-age`) may ask for fresher values.",
        ),
    },
    "a map of settings",
  )
  .transform(({ deadline, leaseWait, ...rest }) => ({
    ...rest,
    deadlineMs: deadline,
    leaseWaitMs: leaseWait,
  }));
