import { z } from "zod";

import type { SourceSettings } from "../sources/source-settings.ts";
import { admin } from "./admin-config.ts";
import { cache } from "./cache-config.ts";
import { check } from "./check-config.ts";
import type { Origin } from "../kernel/problem.ts";
import type { SettingPath, Settings } from "./config-layer.ts";
import { distinctPorts } from "./distinct-ports.ts";
import { documents } from "./documents-config.ts";
import { identity } from "./identity-config.ts";
import { limits } from "./limits-config.ts";
import { metrics } from "./metrics-config.ts";
import { server } from "./server-config.ts";
import { sourceSchema } from "./source-config.ts";
import { overload } from "./overload-config.ts";
import { oneOf, redisUrl, text } from "./value.ts";
import { workers } from "./workers-config.ts";

const settings = z.strictObject(
  {
    schema: text()
      .default("./schema")
      .describe("The GraphQL schema: a file, a directory or a glob. Flag `--schema`, `-s`."),
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
            .describe(
              "Whether a `@freshness`, `@batch` or `@lazy` without an `owner` is an error (`OWNER_MISSING`).",
            ),
        },
        "a map of settings",
      )
      .prefault({})
      .describe("What is said of the promises that a schema makes."),
    server: server.prefault({}).describe("How the gateway answers over HTTP."),
    workers,
    overload: overload
      .prefault({})
      .describe("When a process has too much to do, and refuses new requests."),
    sources: z
      .record(text(), sourceSchema, "a map of sources by name")
      .default({})
      .describe("Settings of the schema's sources, by name."),
    identity: identity.prefault({}).describe("How callers prove who they are."),
    limits: limits.prefault({}).describe("What callers may ask for."),
    documents: documents.prefault({}),
    check: check.prefault({}).describe("What `sluice check` holds operations to."),
    cache: cache
      .prefault({})
      .describe("Where values are kept, within which bounds. For how long, says the schema."),
    admin: admin
      .prefault({})
      .describe("The endpoint for those who run the gateway, apart from that for its callers."),
    metrics: metrics
      .prefault({})
      .describe("Where Prometheus reads metrics, besides what the OTEL_* variables ask for."),
    redis: z
      .strictObject(
        {
          url: redisUrl()
            .optional()
            .describe(
              "The Redis that all replicas share, such as `redis://127.0.0.1:6379`: for rate limits of all together, for `sluice tune`, for invalidations and, unless `cache` names another place, for values.",
            ),
          prefix: text()
            .default("sluice")
            .describe(
              "What the names of keys in Redis begin with. Replicas of one gateway have one; two gateways in one Redis have two.",
            ),
        },
        "a map of settings",
      )
      .prefault({})
      .describe("What replicas share, and where."),
    audit: z
      .strictObject(
        {
          destination: text()
            .optional()
            .describe(
              "Where the audit log of calls goes: a file, or `stdout`. Without it, there is none.",
            ),
          salt: text()
            .optional()
            .describe(
              "What keys are hashed with in the audit log; without it, something new at each start.",
            ),
        },
        "a map of settings",
      )
      .prefault({})
      .describe(
        "The log of all calls, for those who must prove who asked whom for what: it names the caller of each call that is for one.",
      ),
    log: z
      .strictObject(
        {
          level: oneOf("trace", "debug", "info", "warn", "error", "fatal", "silent")
            .default("info")
            .describe("The least severe log lines that are written."),
        },
        "a map of settings",
      )
      .prefault({})
      .describe("The log of what happens."),
  },
  "a map of settings",
);

/**
 * Everything that sluice.yaml may say: names, ranges, defaults and what they mean.
 *
 * Where a value is wrong, the message of its error is the rule it breaks, as the end of the
 * sentence "this must be …".
 */
export const configSchema = settings.superRefine(distinctPorts);

/** The most keys in one call where neither the schema nor `batch.maxSize` says. */
export const defaultBatchSize = 100;

/** What sluice.yaml may hold: every key optional. */
export type ConfigInput = z.input<typeof configSchema>;

/** The settings of a gateway, complete: durations in milliseconds (`…Ms`), sizes in bytes (`…Bytes`). */
export interface Config extends z.output<typeof configSchema> {
  /** What it was made from, in the form of sluice.yaml: others may be laid over it and checked again. */
  readonly written: Settings;
  /** Where a setting is written, its value or its key: in the file; undefined for what comes from elsewhere. */
  readonly originOf: (path: SettingPath, part?: "key" | "value") => Origin | undefined;
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

/** The limits of a source, and how it is reached, by its name in the schema. */
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
    access: { auth: source.auth, tls: source.tls, allowLinkLocal: source.allowLinkLocal },
  };
}
