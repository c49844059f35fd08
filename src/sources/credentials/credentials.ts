import type { HttpRequest } from "../../connectors/http-message.ts";
import type { GatewayError } from "../../kernel/gateway-error.ts";

/** What a request shows to its source. One that is renewed is another object. */
export interface Credential {
  /** The request with it, in place of what it has under the same name. */
  readonly addTo: (request: HttpRequest) => HttpRequest;
}

/** What a source is called with, whoever asks. Lives as long as its settings. */
export interface Credentials {
  /**
   * The credential of now; a promise while it is being fetched.
   *
   * Throws, or rejects with, a GatewayError `SOURCE_CREDENTIALS_UNAVAILABLE`.
   */
  readonly current: () => Credential | Promise<Credential>;
  /**
   * The source refused this one (401): whether there is another, or is to be; or, where another was
   * asked for in vain, the error `SOURCE_CREDENTIALS_UNAVAILABLE`.
   */
  readonly renew: (refused: Credential) => boolean | GatewayError;
}
