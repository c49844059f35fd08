import type { ClientHeaders } from "../connectors/request-context.ts";
import type { Caller } from "../kernel/caller.ts";

/** What callers are known by: one of the ways to prove who somebody is. */
export interface Proof {
  /** The header that it comes in, in lower case. A request without it does not try this way. */
  readonly header: string;
  /** What a refused request is told to send (RFC 9110, 11.6.1). */
  readonly challenge: string;
  /**
   * Who has sent it, at once where that is known. Throws, or rejects, with a GatewayError:
   * `CREDENTIALS_INVALID`, `TOKEN_EXPIRED` or `IDENTITY_UNAVAILABLE`.
   */
  readonly callerOf: (given: string, request: ProvingRequest) => Caller | Promise<Caller>;
}

/** What of a request may prove who has sent it. */
export interface ProvingRequest {
  readonly headers: ClientHeaders;
  /** The same, with each value that came under a name. A function: asked only for what has a credential. */
  readonly headersDistinct: () => Readonly<Record<string, readonly string[] | undefined>>;
  /** Of whoever holds the other end of the connection; undefined where that has none. */
  readonly address: string | undefined;
}
