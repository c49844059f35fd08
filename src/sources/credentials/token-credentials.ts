import type { Clock } from "../../kernel/clock.ts";
import type { GatewayError } from "../../kernel/gateway-error.ts";
import { withHeader } from "./add-to-request.ts";
import type { Credential, Credentials } from "./credentials.ts";
import type { FetchedToken } from "./fetch-token.ts";
import { reasonText } from "./reason-text.ts";
import { unavailable } from "./unavailable.ts";

export interface TokenCredentialsOptions {
  readonly sourceName: string;
  readonly clock: Clock;
  /** Asks the authorization server; rejects with an error whose message says why there is none. */
  readonly fetchToken: () => Promise<FetchedToken>;
  /** Called with why there is no new token. */
  readonly onTrouble: (reason: string) => void;
}

/**
 * Access tokens: fetched when the first call needs one, kept, and renewed before they end while calls
 * go on with the old one. There is never more than one request for a token under way; after one
 * that failed there is a pause, twice as long each time.
 */
export class TokenCredentials implements Credentials {
  readonly #options: TokenCredentialsOptions;
  #token: Token | undefined;
  #renewal: Promise<Credential> | undefined;
  #failures = 0;
  #restsUntilMs = 0;
  /** No refusal leads to a new token before then. */
  #trustsUntilMs = 0;

  constructor(options: TokenCredentialsOptions) {
    this.#options = options;
  }

  current(): Credential | Promise<Credential> {
    const nowMs = this.#nowMs();
    const token = this.#token;
    if (token === undefined || nowMs >= token.endsAtMs || token.isRefused) {
      return this.#renewal ?? this.#renew(nowMs);
    }
    if (nowMs >= token.renewAtMs && nowMs >= this.#restsUntilMs && this.#renewal === undefined) {
      // Nobody waits for it: when it fails, the token is still good for a while.
      this.#renew(nowMs).catch(() => undefined);
    }
    return token.credential;
  }

  renew(refused: Credential): boolean | GatewayError {
    const nowMs = this.#nowMs();
    // Another call was quicker.
    if (this.#token?.credential !== refused || this.#token.isRefused) return true;
    const restMs = this.#restsUntilMs - nowMs;
    if (restMs > 0) return unavailable(this.#options.sourceName, restMs);
    // A source that refuses every token must not have us ask for ever more of them.
    if (nowMs < this.#trustsUntilMs) return false;
    this.#trustsUntilMs = nowMs + refusalsMs;
    this.#token = { ...this.#token, isRefused: true };
    return true;
  }

  /** Throws while it rests after a failure. */
  #renew(nowMs: number): Promise<Credential> {
    const { sourceName } = this.#options;
    if (nowMs < this.#restsUntilMs) throw unavailable(sourceName, this.#restsUntilMs - nowMs);
    this.#renewal = this.#fetch(nowMs).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #fetch(sentAtMs: number): Promise<Credential> {
    const { sourceName, fetchToken, onTrouble } = this.#options;
    try {
      const { accessToken, lifetimeMs } = await fetchToken();
      const marginMs = Math.min(longestMarginMs, lifetimeMs / 4);
      const credential = { addTo: withHeader("authorization", `Bearer ${accessToken}`) };
      this.#token = {
        credential,
        // From when it was asked for: it may have been on its way for long.
        renewAtMs: sentAtMs + lifetimeMs - marginMs,
        endsAtMs: sentAtMs + lifetimeMs - marginMs / 4,
        isRefused: false,
      };
      this.#failures = 0;
      return credential;
    } catch (error) {
      const restMs = Math.min(longestRestMs, firstRestMs * 2 ** this.#failures);
      this.#failures++;
      this.#restsUntilMs = this.#nowMs() + restMs;
      // The source may have refused it for another reason: it is better than none.
      if (this.#token !== undefined) this.#token = { ...this.#token, isRefused: false };
      onTrouble(reasonText(error));
      throw unavailable(sourceName, restMs);
    }
  }

  #nowMs(): number {
    return this.#options.clock.nowMs();
  }
}

interface Token {
  readonly credential: Credential;
  /** From then on a new one is asked for. */
  readonly renewAtMs: number;
  /** From then on it is not sent any more: it would end on its way. */
  readonly endsAtMs: number;
  /** The source said so, and a new one is to be asked for. */
  readonly isRefused: boolean;
}

const longestMarginMs = 60_000;
const firstRestMs = 1000;
const longestRestMs = 60_000;
const refusalsMs = 10_000;
