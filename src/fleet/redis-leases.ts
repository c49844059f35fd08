import { randomUUID } from "node:crypto";

import type { Leases } from "../freshness/leases.ts";
import type { RedisLink } from "./redis-link.ts";

export interface RedisLeasesOptions {
  readonly link: RedisLink;
  /** The name of a key's lease in Redis. */
  readonly nameOf: (key: string) => string;
  /** After this long a lease ends by itself. */
  readonly leaseMs: number;
  /** How long Redis may take to answer. */
  readonly deadlineMs: number;
}

/**
 * Leases in a Redis that replicas share, version 7 or later. Each command names one key, so that they
 * may be on different machines.
 */
export class RedisLeases implements Leases {
  readonly #options: RedisLeasesOptions;
  /** Tells our leases from those of others. */
  readonly #owner = randomUUID();
  /** What is being given up. */
  readonly #endings = new Set<Promise<unknown>>();

  constructor(options: RedisLeasesOptions) {
    this.#options = options;
  }

  async acquire(keys: readonly string[]): Promise<readonly boolean[]> {
    const { link, nameOf, leaseMs, deadlineMs } = this.#options;
    // What is sent in one tick goes in one packet.
    const holders = await link.run(
      (commands) =>
        Promise.all(
          keys.map((key) =>
            commands.set(nameOf(key), this.#owner, {
              condition: "NX",
              // Who had it before: nobody, where we have it now.
              GET: true,
              expiration: { type: "PX", value: leaseMs },
            }),
          ),
        ),
      deadlineMs,
    );
    return holders.map(
      (holder) => holder === null || holder === this.#owner || holder === everybody,
    );
  }

  release(keys: readonly string[]): void {
    this.#end(keys, releaseScript, [this.#owner, everybody]);
  }

  waive(keys: readonly string[]): void {
    this.#end(keys, waiveScript, [this.#owner, everybody, String(waivedMs)]);
  }

  /** Resolves when all is given up that was to be, or Redis has had its time to do so. */
  async settle(): Promise<void> {
    await Promise.all(this.#endings);
  }

  #end(keys: readonly string[], script: string, words: string[]): void {
    const { link, nameOf, deadlineMs } = this.#options;
    const ended = link.run(
      (commands) =>
        Promise.all(
          keys.map((key) => commands.eval(script, { keys: [nameOf(key)], arguments: words })),
        ),
      deadlineMs,
    );
    // What cannot be given up ends by itself.
    const ending = ended.catch(() => undefined).finally(() => this.#endings.delete(ending));
    this.#endings.add(ending);
  }
}

/** The holder, in Redis, of what everybody is granted. */
const everybody = "everybody";

/** Longer than nearly all calls take: so those who come meanwhile do not wait for each other either. */
const waivedMs = 5000;

/** Ours may have ended while we fetched, and somebody else may have it now. */
const releaseScript = `
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] or holder == ARGV[2] then redis.call('DEL', KEYS[1]) end
`;

/** The same; and what everybody is granted already stays so for longer. */
const waiveScript = `
local holder = redis.call('GET', KEYS[1])
if not holder or holder == ARGV[1] or holder == ARGV[2] then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
`;
