import { isDeepStrictEqual } from "node:util";

import type { Pool } from "undici";

import type { Clock } from "../kernel/clock.ts";
import type { GatewayError } from "../kernel/gateway-error.ts";
import type { AccessSettings, TlsSettings } from "./access-settings.ts";
import type { Credential, Credentials } from "./credentials/credentials.ts";
import { openCredentials } from "./credentials/open-credentials.ts";
import { reasonText } from "./credentials/reason-text.ts";
import { Reread } from "./credentials/reread.ts";
import { unavailable } from "./credentials/unavailable.ts";
import { Pools } from "./pools.ts";
import type { AttemptResult } from "./retry.ts";
import type { SourceCall } from "./source-call.ts";
import type { SourceSettings } from "./source-settings.ts";
import { readTlsMaterial, type TlsMaterial } from "./tls-material.ts";

export interface AccessOptions {
  readonly sourceName: string;
  readonly clock: Clock;
  /** Called with why credentials or certificates cannot be had; it names no secret. */
  readonly onTrouble: (reason: string) => void;
}

type Settings = Pick<SourceSettings, "access" | "timeoutMs" | "maxConcurrentCalls">;

/** How a source is reached: the connections that are kept, their certificates, its credentials. */
export class Access {
  readonly #options: AccessOptions;
  readonly #pools = new Pools();
  #settings: Settings;
  #credentials: Credentials | undefined;
  #tls: Reread<TlsMaterial> | undefined;

  constructor(options: AccessOptions, settings: Settings) {
    this.#options = options;
    this.#settings = settings;
    this.#open(settings.access);
  }

  /** Takes new settings; connections to other origins than these are closed. */
  tune(settings: Settings, origins: ReadonlySet<string>): void {
    const isSame = isDeepStrictEqual(this.#settings.access, settings.access);
    this.#settings = settings;
    // Tokens stay while what they were had with does.
    if (!isSame) this.#open(settings.access);
    this.#pools.closeOthers(origins);
  }

  /**
   * What a call is to show; undefined where that is nothing of ours; a promise while it is fetched.
   *
   * Throws, or rejects with, a GatewayError `SOURCE_CREDENTIALS_UNAVAILABLE`.
   */
  credential(): Credential | Promise<Credential> | undefined {
    return this.#credentials?.current();
  }

  /** Throws a GatewayError `SOURCE_CREDENTIALS_UNAVAILABLE` where its certificates cannot be read. */
  pool(origin: string): Pool {
    const { maxConcurrentCalls, timeoutMs, access } = this.#settings;
    return this.#pools.get(origin, {
      connections: maxConcurrentCalls === "adaptive" ? null : maxConcurrentCalls,
      connectTimeoutMs: timeoutMs,
      tls: this.#certificates(),
      allowLinkLocal: access.allowLinkLocal,
    });
  }

  /**
   * Whether a call may be sent once more because what it showed was refused (401), and there is
   * something else to show, or is to be; where that was asked for in vain, the error it ends with.
   */
  renewsFor(call: SourceCall, result: AttemptResult): boolean | GatewayError {
    const { credential } = call;
    const isRefused = "status" in result && result.status === 401;
    if (!isRefused || credential === undefined || call.hasRenewed) return false;
    if (call.mayRetry === false || call.hasEnded) return false;
    // v8 ignore next -- `?? false` is for the types: what was shown is theirs
    const renewal = this.#credentials?.renew(credential) ?? false;
    call.hasRenewed = renewal === true;
    return renewal;
  }

  /** Lets running calls end, then closes all connections. */
  async close(): Promise<void> {
    await this.#pools.close();
  }

  #open({ auth, tls }: AccessSettings): void {
    this.#tls = tls && this.#openTls(tls);
    this.#credentials =
      auth &&
      openCredentials(auth, {
        ...this.#options,
        connection: () => ({
          timeoutMs: this.#settings.timeoutMs,
          // The authorization server has a name of its own.
          tls: { ...this.#certificates(), serverName: undefined },
          allowLinkLocal: this.#settings.access.allowLinkLocal,
        }),
      });
  }

  #openTls(tls: TlsSettings): Reread<TlsMaterial> {
    const { clock, onTrouble } = this.#options;
    return new Reread({
      read: () => readTlsMaterial(tls),
      isSame: isDeepStrictEqual,
      clock,
      onFailure: (error) => onTrouble(reasonText(error)),
    });
  }

  #certificates(): TlsMaterial | undefined {
    if (this.#tls === undefined) return undefined;
    const material = this.#tls.current();
    if (material === undefined) throw unavailable(this.#options.sourceName);
    return material;
  }
}
