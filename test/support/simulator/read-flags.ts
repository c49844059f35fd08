import { parseArgs } from "node:util";

import { parseDuration } from "../../../src/kernel/duration.ts";
import type { RateLimit } from "./rate-limiter.ts";
import { readBehaviour } from "./read-behaviour.ts";
import { readLatency } from "./read-latency.ts";
import type { SimulatorOptions } from "./simulator.ts";

export const help = `node test/support/simulator/main.ts [flags]

Stands in for an external API on 127.0.0.1: GET /users/1, GET /users?id=1&id=2,
POST /users/batch {"ids":["1"]}, GET /list, POST /users. Says once a second what it was asked.

  --port N             where it listens (default: a port that is free)
  --latency TIME       50ms, uniform:10ms:90ms, log-normal:50ms:0.5, long-tail:50ms:2s:1%
  --slots N            how many calls are worked on at once; more of them wait
  --rate-limit N/TIME  100/1s: more calls than that get 429
  --set JSON           any other behaviour: '{"poison":["7"],"dropShare":0.1}'
  --seed TEXT          equal seeds, equal luck (default: 1)

Behaviour changes while it runs: type it as JSON, as with --set, and press Enter.
All behaviours are in test/support/simulator/behaviour.ts.`;

/**
 * Reads the command line; undefined when it asks for help.
 *
 * @throws Error that tells what is wrong with it.
 */
export function readFlags(args: readonly string[]): SimulatorOptions | undefined {
  const { values: flags } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string" },
      latency: { type: "string" },
      slots: { type: "string" },
      "rate-limit": { type: "string" },
      set: { type: "string" },
      seed: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (flags.help) return undefined;
  const rateLimit = flags["rate-limit"];
  return {
    ...(flags.port !== undefined && { port: readCount(flags.port, "--port") }),
    ...(flags.seed !== undefined && { seed: flags.seed }),
    behaviour: {
      ...(flags.latency !== undefined && { latency: readLatency(flags.latency) }),
      ...(flags.slots !== undefined && { slots: readCount(flags.slots, "--slots") }),
      ...(rateLimit !== undefined && { rateLimit: readRateLimit(rateLimit) }),
      ...(flags.set !== undefined && readBehaviour(flags.set)),
    },
  };
}

function readCount(text: string, flag: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new Error(`${flag} must be a whole number above 0, and is "${text}".`);
}

function readRateLimit(text: string): RateLimit {
  const [calls = "", per = ""] = text.split("/");
  const perMs = parseDuration(per);
  if (perMs === undefined) throw new Error(`--rate-limit is like 100/1s, and "${text}" is not.`);
  return {
    calls: readCount(calls, "--rate-limit"),
    perMs,
    window: "sliding",
    tells: ["retry-after", "ratelimit"],
  };
}
