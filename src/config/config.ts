import { z } from "zod";

import type { SourceSettings } from "../sources/source-settings.ts";
import { check } from "./check-config.ts";
import type { Origin } from "../kernel/problem.ts";
import type { SettingPath, Settings } from "./config-layer.ts";
import { sourceSchema } from "./source-config.ts";
import {
  byteCount,
  duration,
  headerName,
  listOf,
  oneOf,
  redisUrl,
  storeUrl,
  text,
  wholeNumber,
} from "./value.ts";

const server = z
  .strictObject(
    {
      host: text()
        .default("127.0.0.1")
        .describe("The address to listen on; 0.0.0.0 is all of them."),
      port: wholeNumber(0, 65_535)
        .default(4000)
        .describe("The port to listen on; 0 takes one that is free."),
      path: z
        .string("a path that starts with /")
        .startsWith("/", "a path that starts with /")
        .default("/graphql")
        .describe("Where GraphQL requests are answered."),
      maxBodyBytes: byteCount(1)
        .default(1024 ** 2)
        .describe("The largest request body that is read; a larger one gets 413."),
      requestTimeout: duration()
        .default(30_000)
        .describe("How long a request may take in all, its calls and all waiting included."),
      drainTimeout: duration()
        .default(10_000)
        .describe("How long a stopping gateway waits for the requests in progress."),
      cors: z
        .strictObject(
          {
            origins: listOf(text(), "a list of origins, such as https://app.example.com")
              .default([])
              .describe("The browser origins that may read answers, besides the gateway's own."),
          },
          "a map of settings",
        )
        .prefault({}),
      introspection: z
        .boolean("true or false")
        .optional()
        .describe("Whether callers may read the schema; without it, in development only."),
      explain: z
        .boolean("true or false")
        .default(false)
        .describe(
          "Whether callers may ask how the gateway asks its sources, with the header Sluice-Explain.",
        ),
      mappingProblems: z
        .boolean("true or false")
        .optional()
        .describe(
          "Whether callers may ask what a mapping did not find, with the header Sluice-Mapping-Problems; without it, in development only.",
        ),
      laneHeader: headerName()
        .optional()
        .describe(
          "The header by which a request says how soon it is wanted: urgent, normal or background. Without it, no request may say so.",
        ),
    },
    "a map of settings",
  )
  .transform(({ requestTimeout, drainTimeout, ...rest }) => ({
    ...rest,
    requestTimeoutMs: requestTimeout,
    drainTimeoutMs: drainTimeout,
  }));

const cache = z
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
        .prefault({}),
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
        .prefault({}),
      store: storeUrl()
        .optional()
        .describe(
          "The address of another store to share values in, such as sqlite://cache.db: each kind needs its Keyv package. Or none: replicas share no values.",
        ),
      deadline: duration()
        .default(50)
        .describe("How long a request waits for the shared store, before it asks the source."),
      leaseWait: duration()
        .default(2000)
        .describe(
          "How long a request waits for another replica that fetches the same, before it does so itself.",
        ),
      requireTtl: z
        .boolean("true or false")
        .default(false)
        .describe("Whether a type without @freshness is an error, and not a warning."),
      callerControl: z
        .boolean("true or false")
        .default(false)
        .describe(
          "Whether a caller's Cache-Control (no-cache, max-age) may ask for fresher values.",
        ),
    },
    "a map of settings",
  )
  .transform(({ deadline, leaseWait, ...rest }) => ({
    ...rest,
    deadlineMs: deadline,
    leaseWaitMs: leaseWait,
  }));

/**
 * Everything that sluice.yaml may say: names, ranges, defaults and what they mean.
 *
 * Where a value is wrong, the message of its error is the rule it breaks, as the end of the
 * sentence "this must be …".
 */
export const configSchema = z.strictObject(
  {
    schema: text()
      .default("./schema")
      .describe("The GraphQL schema: a file, a directory or a glob."),
    resolvers: text()
      .optional()
      .describe("A module that exports `resolvers`: the fields that no connector resolves."),
    contracts: z
      .strictObject(
        {
          describe: z
            .boolean("true or false")
            .default(true)
            .describe(
              "Whether the descriptions of types and fields, as callers read them, end with what is promised.",
            ),
          requireOwner: z
            .boolean("true or false")
            .default(false)
            .describe("Whether a @freshness, @batch or @lazy without an owner is an error."),
        },
        "a map of settings",
      )
      .prefault({}),
    server: server.prefault({}),
    sources: z
      .record(text(), sourceSchema, "a map of sources by name")
      .default({})
      .describe("Settings of the schema's sources, by name."),
    limits: z
      .strictObject(
        {
          answerItems: wholeNumber(1, 100_000_000)
            .default(250_000)
            .describe("The most list items that one answer may have; it is given up beyond that."),
          callsPerOperation: wholeNumber(1, 1_000_000)
            .default(200)
            .describe(
              "The most calls that one operation may make to one source; a source may have a limit of its own.",
            ),
        },
        "a map of settings",
      )
      .prefault({}),
    check: check.prefault({}),
    cache: cache.prefault({}),
    admin: z
      .strictObject(
        {
          host: text()
            .default("127.0.0.1")
            .describe("The address that the admin endpoint listens on."),
          port: wholeNumber(0, 65_535)
            .optional()
            .describe("The port of the admin endpoint; without it, there is none."),
          token: text()
            .optional()
            .describe("What its callers must send as a bearer token; it is needed with a port."),
        },
        "a map of settings",
      )
      .refine(({ port, token }) => port === undefined || token !== undefined, {
        path: ["token"],
        error: "a text where admin.port is set",
      })
      .prefault({}),
    redis: z
      .strictObject(
        {
          url: redisUrl()
            .optional()
            .describe(
              "The Redis that all replicas share: for rate limits that hold for all of them together, for `sluice tune`, and for what they keep and invalidate.",
            ),
          prefix: text()
            .default("sluice")
            .describe("What the names of its keys begin with; replicas of one gateway have one."),
        },
        "a map of settings",
      )
      .prefault({}),
    audit: z
      .strictObject(
        {
          destination: text()
            .optional()
            .describe("Where the audit log of calls goes: a file, or stdout. Without it, none."),
          salt: text()
            .optional()
            .describe("What keys are hashed with in it; without it, a new one at each start."),
        },
        "a map of settings",
      )
      .prefault({}),
    log: z
      .strictObject(
        {
          level: oneOf("trace", "debug", "info", "warn", "error", "fatal", "silent")
            .default("info")
            .describe("The least severe log lines that are written."),
        },
        "a map of settings",
      )
      .prefault({}),
  },
  "a map of settings",
);

/** The most keys in one call where neither the schema nor `batch.maxSize` says. */
export const defaultBatchSize = 100;

/** What sluice.yaml may hold: every key optional. */
export type ConfigInput = z.input<typeof configSchema>;

/** The settings of a gateway, complete: durations in milliseconds (`…Ms`), sizes in bytes (`…Bytes`). */
export interface Config extends z.output<typeof configSchema> {
  /** What it was made from, in the form of sluice.yaml: others may be laid over it and checked again. */
  readonly written: Settings;
  /** Where a setting is written: in the file; undefined for what comes from elsewhere. */
  readonly originOf: (path: SettingPath) => Origin | undefined;
}

/** The settings of one source. */
export type SourceConfig = Config["sources"][string];

/** The settings of a source, by its name in the schema: the defaults where `config` has none for it. */
export function sourceConfig({ sources }: Pick<Config, "sources">, name: string): SourceConfig {
  // Names come from a schema, so "constructor" must not find what every object inherits.
  const own = Object.hasOwn(sources, name) ? sources[name] : undefined;
  return own ?? defaultSource;
}

const defaultSource: SourceConfig = sourceSchema.parse({});

/** The limits of a source, by its name in the schema. */
export function sourceSettings(config: Pick<Config, "sources">, name: string): SourceSettings {
  const source = sourceConfig(config, name);
  return {
    timeoutMs: source.timeoutMs,
    maxResponseBytes: source.maxResponseBytes,
    maxConcurrentCalls: source.maxConcurrentCalls,
    maxQueuedCalls: source.maxQueuedCalls,
    fallbackUrls: source.fallbackUrls,
    retry: source.retry,
    breaker: source.breaker,
    rateLimit: source.rateLimit,
  };
}
