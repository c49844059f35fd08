import { hash } from "node:crypto";

import { LRUCache } from "lru-cache";

import type { Caller } from "../kernel/caller.ts";
import type { Clock } from "../kernel/clock.ts";

/**
 * Whose tokens they are that were verified lately, so that a token is verified once and not with
 * each request. Bounded by the bytes of the tokens; it has their hashes, and not them.
 */
export class RememberedCallers {
  readonly #clock: Clock;
  readonly #callers = new LRUCache<string, Remembered>({ maxSize: maxTokenBytes });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(token: string): Caller | undefined {
    const remembered = this.#callers.get(keyOf(token));
    if (remembered === undefined || this.#clock.dateMs() >= remembered.untilMs) return undefined;
    return remembered.caller;
  }

  /** @param expiresAtMs since 1970. */
  set(token: string, caller: Caller, expiresAtMs: number): void {
    const nowMs = this.#clock.dateMs();
    const untilMs = Math.min(expiresAtMs, nowMs + longestMs);
    // What is good only by the tolerance for clocks is looked at each time.
    if (untilMs > nowMs)
      this.#callers.set(keyOf(token), { caller, untilMs }, { size: token.length });
  }
}

interface Remembered {
  readonly caller: Caller;
  readonly untilMs: number;
}

const maxTokenBytes = 8 * 1024 ** 2;

/** A key that its issuer has withdrawn is good here for no longer than that. */
const longestMs = 5 * 60_000;

function keyOf(token: string): string {
  return hash("sha256", token, "base64url");
}
