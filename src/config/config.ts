import { z } from "zod";

import { byteCount, duration, httpUrl, jsonObject, oneOf, text, wholeNumber } from "./value.ts";

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
        .optional()
        .describe("How long a request may take in all; without it, only its calls have timeouts."),
      drainTimeout: duration()
        .default(10_000)
        .describe("How long a stopping gateway waits for the requests in progress."),
      cors: z
        .strictObject(
          {
            origins: z
              .array(text(), "a list of origins, such as https://app.example.com")
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
    },
    "a map of settings",
  )
  .transform(({ requestTimeout, drainTimeout, ...rest }) => ({
    ...rest,
    requestTimeoutMs: requestTimeout,
    drainTimeoutMs: drainTimeout,
  }));

const source = z
  .strictObject(
    {
      baseUrl: httpUrl()
        .optional()
        .describe("Stands in for the baseURL that the schema gives this source."),
      config: jsonObject().default({}).describe("What $config is in this source's connectors."),
      timeout: duration()
        .default(10_000)
        .describe(
          "How long one call may take, waiting for its turn included, to the last byte of its answer.",
        ),
      maxConcurrentCalls: wholeNumber(1, 10_000)
        .default(64)
        .describe("The most calls to this source at one time; more of them wait."),
      maxQueuedCalls: wholeNumber(0, 1_000_000)
        .default(1000)
        .describe("The most calls that wait for this source; more are refused at once."),
      maxResponseBytes: byteCount(1)
        .default(10 * 1024 ** 2)
        .describe("The largest answer that is read; a larger one is an error."),
      batch: z
        .strictObject(
          {
            maxSize: wholeNumber(1, 100_000)
              .optional()
              .describe(
                "The most keys in one call; without it, as many as the schema says, or else 100.",
              ),
            maxUrlBytes: byteCount(256)
              .default(8192)
              .describe("The longest URL of a batch; a longer one is split into several calls."),
          },
          "a map of settings",
        )
        .prefault({}),
    },
    "a map of settings",
  )
  .transform(({ timeout, ...rest }) => ({ ...rest, timeoutMs: timeout }));

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
    server: server.prefault({}),
    sources: z
      .record(text(), source, "a map of sources by name")
      .default({})
      .describe("Settings of the schema's sources, by name."),
    limits: z
      .strictObject(
        {
          answerItems: wholeNumber(1, 100_000_000)
            .default(250_000)
            .describe("The most list items that one answer may have; it is given up beyond that."),
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
export type Config = z.output<typeof configSchema>;

/** The settings of one source. */
export type SourceConfig = Config["sources"][string];

/** The settings of a source, by its name in the schema: the defaults where `config` has none for it. */
export function sourceConfig(config: Config, name: string): SourceConfig {
  // Names come from a schema, so "constructor" must not find what every object inherits.
  const own = Object.hasOwn(config.sources, name) ? config.sources[name] : undefined;
  return own ?? source.parse({});
}
