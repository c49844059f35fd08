import { z } from "zod";

import { lanes } from "../kernel/lane.ts";
import { schedule } from "./schedule-config.ts";
import { auth } from "./source-auth-config.ts";
import { tls } from "./source-tls-config.ts";
import {
  byteCount,
  duration,
  httpUrl,
  jsonObject,
  listOf,
  oneOf,
  share,
  text,
  wholeNumber,
  wholeNumberOr,
} from "./value.ts";

const retry = z
  .strictObject(
    {
      attempts: wholeNumber(1, 20)
        .default(3)
        .describe("How often a call is sent at most, the first time included; 1 is no retries."),
      budget: share()
        .default(0.1)
        .describe("Retries may be this share of the calls to this source."),
      backoff: duration()
        .default(50)
        .describe("The first retry waits up to this long, each further one up to twice as long."),
      maxBackoff: duration()
        .default(2000)
        .describe("The longest wait before a retry, unless the source itself says how long."),
    },
    "a map of settings",
  )
  .transform(({ backoff, maxBackoff, ...rest }) => ({
    ...rest,
    backoffMs: backoff,
    maxBackoffMs: maxBackoff,
  }));

const breaker = z
  .strictObject(
    {
      failures: share()
        .default(0.5)
        .describe("The breaker opens when this share of the calls of its window failed."),
      minCalls: wholeNumber(1, 1_000_000)
        .default(20)
        .describe("It opens only when the window has this many calls: one of two says nothing."),
      window: duration().default(10_000).describe("How far back it looks."),
      openFor: duration()
        .default(5000)
        .describe("How long it refuses all calls before it lets a probe through."),
    },
    "a map of settings",
  )
  .transform(({ window, openFor, ...rest }) => ({ ...rest, windowMs: window, openMs: openFor }));

const rateLimit = z
  .strictObject(
    {
      calls: wholeNumberOr("none", { min: 1, max: 1_000_000 })
        .default("none")
        .describe(
          "The most calls in any span of `rateLimit.per`; more of them wait. With a Redis, of all replicas together.",
        ),
      per: duration().default(1000).describe("The span that `rateLimit.calls` counts in."),
    },
    "a map of settings",
  )
  .transform(({ calls, per }) => (calls === "none" ? undefined : { calls, perMs: per }));

const batch = z
  .strictObject(
    {
      window: duration({ mayBeZero: true })
        .optional()
        .describe(
          "The longest a key waits for company when the source is free. It holds where the schema has no `@batch(window:)`; where it has one, the lower counts.",
        ),
      maxSize: wholeNumber(1, 100_000)
        .optional()
        .describe(
          "The most keys in one call. Without it, as many as the schema says in `batch: { maxSize }`, or else 100; with both, the lower counts.",
        ),
      sharing: oneOf("scope", "request")
        .optional()
        .describe(
          "Who shares calls. `request`: nobody, whatever the schema says. `scope` is as without it: requests of one scope, unless the schema says `@batch(sharing: REQUEST)`.",
        ),
      maxUrlBytes: byteCount(256)
        .default(8192)
        .describe("The longest URL of a batch; a longer one is split into several calls."),
    },
    "a map of settings",
  )
  .transform(({ window, ...rest }) => ({ ...rest, windowMs: window }));

/** What may change while calls are under way: by an edit of the file, by calendar, by `sluice tune`. */
const tunable = {
  timeout: duration()
    .default(10_000)
    .describe("How long one attempt may take, from the moment it is sent to the last byte."),
  maxConcurrentCalls: wholeNumberOr("adaptive", { min: 1, max: 10_000 })
    .default(64)
    .describe(
      "The most calls at one time; more of them wait. `adaptive`: as many as the source bears, found out from how long they take.",
    ),
  callsPerOperation: wholeNumber(1, 1_000_000)
    .optional()
    .describe(
      "The most calls that one operation may make to this source; without it, `limits.callsPerOperation`.",
    ),
  maxQueuedCalls: wholeNumber(0, 1_000_000)
    .default(1000)
    .describe("The most calls that wait for this source; more are refused at once."),
  maxResponseBytes: byteCount(1)
    .default(10 * 1024 ** 2)
    .describe(
      "The largest answer that is read, before and after decompression; a larger one is an error.",
    ),
  fallbackUrls: listOf(httpUrl(), "a list of absolute http or https URLs")
    .default([])
    .describe(
      "Base URLs to call, in this order, while the breakers of those before are open. They are sent the same requests, callers' credentials included, so where the base URL has https they need it too.",
    ),
  retry: retry.prefault({}).describe("When a call that failed is sent again."),
  breaker: breaker.prefault({}).describe("When a source that fails is not asked for a while."),
  rateLimit: rateLimit.prefault({}).describe("How many calls a source gets in a span of time."),
  batch: batch.prefault({}).describe("How keys are gathered into calls."),
  lanes: z
    .record(text(), oneOf(...lanes), "a map of lanes by connector")
    .default({})
    .describe("The lanes of connectors, by their ids, such as `Query.report: background`."),
};

export const sourceSchema = z
  .strictObject(
    {
      baseUrl: httpUrl()
        .optional()
        .describe("Stands in for the `baseURL` that the schema gives this source."),
      config: jsonObject().default({}).describe("What `$config` is in this source's connectors."),
      auth: auth
        .optional()
        .describe(
          "The credentials that this source is called with, whoever asks: one kind of them.",
        ),
      tls: tls.optional().describe("Certificates for connections to this source."),
      allowLinkLocal: z
        .boolean("true or false")
        .default(false)
        .describe(
          "Whether this source may be at a link-local address, or at one of a metadata service.",
        ),
      ...tunable,
      schedule: schedule(z.strictObject(tunable, "a map of settings that may be tuned")),
    },
    "a map of settings",
  )
  .transform(({ timeout, ...rest }) => ({ ...rest, timeoutMs: timeout }));

/** The keys of a source that take effect without a restart. */
export const tunableKeys: readonly string[] = Object.keys(tunable);
