import {
  type CompactJWSHeaderParameters,
  createLocalJWKSet,
  type CryptoKey,
  errors,
  type FlattenedJWSInput,
} from "jose";

import { causeOfFailure } from "../kernel/cause-of-failure.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Logger } from "../telemetry/logger.ts";
import { identityUnavailable } from "./credential-errors.ts";
import { fetchKeys } from "./fetch-keys.ts";

export interface RemoteKeysOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * The keys that an issuer publishes (RFC 7517), fetched when a token first needs one.
 *
 * They are asked for again every ten minutes, and for a key that is not among them, but never more
 * often than the pauses allow, whatever tokens are sent. Keys that are known stay known while the
 * issuer cannot be asked: what jose has for this would forget them, and ask for as often as it fails.
 */
export class RemoteKeys {
  readonly #options: RemoteKeysOptions;
  #keys: ReturnType<typeof createLocalJWKSet> | undefined;
  #isFailing = false;
  #fetchedAtMs = 0;
  /** Before that nothing is fetched. */
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #fetching: Promise<void> | undefined;

  constructor(options: RemoteKeysOptions) {
    this.#options = options;
  }

  /** The key that a token names. Rejects with `IDENTITY_UNAVAILABLE`, or with an error of jose. */
  async keyOf(header: CompactJWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    const isOld = this.#options.clock.nowMs() - this.#fetchedAtMs >= renewAfterMs;
    if (this.#keys === undefined || isOld) {
      const renewed = this.#renew();
      // Nobody waits for an issuer that is known to be ill, if there is something to go on with.
      if (this.#keys === undefined || !this.#isFailing) await renewed;
    }
    const keys = this.#keys;
    if (keys === undefined) throw this.#unavailable();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.#renew();
      if (this.#isFailing) throw this.#unavailable();
      if (this.#keys === keys || this.#keys === undefined) throw error;
      return await this.#keys(header, token);
    }
  }

  /** Fetches the keys, unless it is too early for that. Never rejects. */
  async #renew(): Promise<void> {
    if (this.#fetching === undefined && this.#options.clock.nowMs() < this.#notBeforeMs) return;
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined));
    await this.#fetching;
  }

  async #fetch(): Promise<void> {
    const { url, clock, log } = this.#options;
    try {
      this.#keys = createLocalJWKSet(await fetchKeys(url, clock));
      this.#fetchedAtMs = clock.nowMs();
      if (this.#isFailing) log.info({ url }, "the keys of an issuer of tokens are fetched again");
      this.#isFailing = false;
    } catch (error) {
      // Once, and not for each attempt.
      if (!this.#isFailing) {
        const reason = String(causeOfFailure(error));
        log.warn({ url, reason }, "the keys of an issuer of tokens cannot be fetched");
      }
      this.#isFailing = true;
    }
    this.#notBeforeMs = clock.nowMs() + (this.#isFailing ? pauseAfterFailureMs : pauseMs);
  }

  #unavailable(): Error {
    return identityUnavailable(Math.max(0, this.#notBeforeMs - this.#options.clock.nowMs()));
  }
}

const renewAfterMs = 10 * 60_000;
const pauseMs = 30_000;
const pauseAfterFailureMs = 5000;
