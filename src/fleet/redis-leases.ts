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
    return holders.map((holder) => holder === null || holder === this.#owner);
  }

  release(keys: readonly string[]): void {
    const { link, nameOf, deadlineMs } = this.#options;
    const released = link.run(
      (commands) =>
        Promise.all(
          keys.map((key) =>
            commands.eval(releaseScript, { keys: [nameOf(key)], arguments: [this.#owner] }),
          ),
        ),
      deadlineMs,
    );
    // What cannot be given up ends by itself.
    released.catch(() => undefined);
  }
}

/** Ours may have ended while we fetched, and somebody else may have it now. */
const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
`;
