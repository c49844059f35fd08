import { z } from "zod";

import { byteCount, duration, headerName, listOf, network, text, wholeNumber } from "./value.ts";

/** How the gateway answers over HTTP. */
export const server = z
  .strictObject(
    {
      host: text()
        .default("127.0.0.1")
        .describe("The address to listen on; `0.0.0.0` is all of them. Flag `--host`."),
      port: wholeNumber(0, 65_535)
        .default(4000)
        .describe("The port to listen on; 0 takes one that is free. Flag `--port`, `-p`."),
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
        .describe("How long a request may take in all: its calls, their retries, and all waiting."),
      drainDelay: duration({ mayBeZero: true })
        .default(0)
        .describe(
          "How long a stopping gateway still takes all requests, while /readyz says that it leaves: so long has a balancer to notice.",
        ),
      drainTimeout: duration()
        .default(10_000)
        .describe("How long a stopping gateway waits for the requests in progress."),
      cors: z
        .strictObject(
          {
            origins: listOf(text(), "a list of origins, such as https://app.example.com")
              .default([])
              .describe(
                "The browser origins that may read answers, besides the gateway's own. `sluice dev` adds Apollo Sandbox and this machine.",
              ),
          },
          "a map of settings",
        )
        .prefault({})
        .describe("Which web pages may read answers."),
      introspection: z
        .boolean("true or false")
        .optional()
        .describe("Whether callers may read the schema; without it, in development only."),
      explain: z
        .boolean("true or false")
        .optional()
        .describe(
          "Whether callers may ask how the gateway asks its sources, with the header `Sluice-Explain`; without it, in development only.",
        ),
      explorer: z
        .boolean("true or false")
        .optional()
        .describe(
          "Whether browsers get GraphiQL at /explorer, which needs no internet; without it, in development only.",
        ),
      mappingProblems: z
        .boolean("true or false")
        .optional()
        .describe(
          "Whether callers may ask what a mapping did not find, with the header `Sluice-Mapping-Problems`; without it, in development only.",
        ),
      laneHeader: headerName()
        .optional()
        .describe(
          "The header by which a request says how soon it is wanted: `urgent`, `normal` or `background`. Without it, no request may say so.",
        ),
      trustProxy: listOf(network(), "a list of addresses and networks, such as 10.0.0.0/8")
        .default([])
        .describe(
          "The addresses and networks of the proxies in front, such as `10.0.0.0/8`, whose `X-Forwarded-For` says from where a caller comes.",
        ),
    },
    "a map of settings",
  )
  .transform(({ requestTimeout, drainDelay, drainTimeout, ...rest }) => ({
    ...rest,
    requestTimeoutMs: requestTimeout,
    drainDelayMs: drainDelay,
    drainTimeoutMs: drainTimeout,
  }));
