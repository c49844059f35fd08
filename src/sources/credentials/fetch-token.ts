import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretPost,
  clientCredentialsGrantRequest,
  customFetch,
  OperationProcessingError,
  processClientCredentialsResponse,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from "oauth4webapi";
import { Agent, fetch } from "undici";

import { isHeaderValue } from "../../contract/header-value.ts";
import { causeOfFailure } from "../../kernel/cause-of-failure.ts";
import type { Clock } from "../../kernel/clock.ts";
import { type ConnectSettings, openConnect } from "../open-connect.ts";
import type { OAuth2Settings } from "./auth-settings.ts";
import { readSecret } from "./read-secret.ts";
import { reasonText } from "./reason-text.ts";

/** How the authorization server is reached: as the source itself. */
export interface TokenConnection extends Omit<ConnectSettings, "connectTimeoutMs"> {
  /** How long it may take to answer, from the connection to the last byte. */
  readonly timeoutMs: number;
}

export interface FetchedToken {
  readonly accessToken: string;
  readonly lifetimeMs: number;
}

/**
 * Asks for an access token by the client credentials grant. The secret's file is read each time.
 *
 * Rejects with an error whose message says why there is none; it holds no secret, nor any of the
 * answer but the error code of RFC 6749, section 5.2.
 */
export async function fetchToken(
  settings: OAuth2Settings,
  { clock, timeoutMs, tls, allowLinkLocal }: TokenConnection & { readonly clock: Clock },
): Promise<FetchedToken> {
  const { tokenUrl, clientId, clientAuthentication } = settings;
  const secret = readSecret(settings.clientSecret);
  const server = { issuer: tokenUrl, token_endpoint: tokenUrl };
  const client = { client_id: clientId };
  const authenticate = clientAuthentication === "post" ? ClientSecretPost : inHeader;
  // Tokens are asked for so seldom that a connection kept for them would be closed when it is needed.
  const connect = openConnect({ connectTimeoutMs: timeoutMs, tls, allowLinkLocal });
  const agent = new Agent({ connect, maxResponseSize: mostBytes });
  const controller = new AbortController();
  const timer = clock.after(timeoutMs, () => controller.abort(tooLate(timeoutMs)));
  try {
    const response = await clientCredentialsGrantRequest(
      server,
      client,
      authenticate(secret),
      parametersOf(settings),
      {
        signal: controller.signal,
        // Whether a plain connection will do is told of at load.
        [allowInsecureRequests]: true,
        [customFetch]: (url, options) => fetch(url, { ...options, dispatcher: agent }),
      },
    );
    const answer = await processClientCredentialsResponse(server, client, response);
    if (!isHeaderValue(answer.access_token)) throw new Error("a header cannot carry its token");
    const lifetimeMs = (answer.expires_in ?? assumedLifetimeSeconds) * 1000;
    return { accessToken: answer.access_token, lifetimeMs };
  } catch (error) {
    throw new Error(
      `The token endpoint gave no token: ${reasonOf(error)}${adviceFor(error, settings)}.`,
      { cause: error },
    );
  } finally {
    timer.cancel();
    void agent.close();
  }
}

/**
 * Says who the client is in a header. Name and secret are written as forms write them (RFC 6749, section
 * 2.3.1), and so that what needs no encoding has none: there are servers that do not decode.
 */
function inHeader(secret: string): ClientAuth {
  // oxlint-disable-next-line max-params -- as the library calls it
  return (_server, { client_id: id }, _body, headers) => {
    const pair = `${asInForm(id)}:${asInForm(secret)}`;
    headers.set("authorization", `Basic ${Buffer.from(pair).toString("base64")}`);
  };
}

function asInForm(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice("=".length);
}

function parametersOf({ scopes, audience }: OAuth2Settings): Record<string, string> {
  return {
    ...(scopes.length > 0 && { scope: scopes.join(" ") }),
    ...(audience !== undefined && { audience }),
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof ResponseBodyError) return refusal(error.status, error.error);
  if (error instanceof WWWAuthenticateChallengeError) return refusal(error.status);
  if (error instanceof OperationProcessingError) return `its answer is none (${error.code})`;
  return reasonText(causeOfFailure(error));
}

/** Some servers do not decode the header, or take none. */
function adviceFor(error: unknown, { clientAuthentication }: OAuth2Settings): string {
  const isAboutUs =
    error instanceof WWWAuthenticateChallengeError ||
    (error instanceof ResponseBodyError && error.error === "invalid_client");
  return isAboutUs && clientAuthentication === "basic"
    ? "; if name and secret are right, try clientAuthentication: post"
    : "";
}

function refusal(status: number, code?: string): string {
  // A code has no place for a secret; anything else is not repeated.
  const told = code !== undefined && /^[a-z_]{1,40}$/.test(code) ? ` (${code})` : "";
  return `it answered ${status}${told}`;
}

function tooLate(timeoutMs: number): Error {
  return new Error(`it did not answer within ${timeoutMs} ms`);
}

const mostBytes = 1024 ** 2;
/** Of a token of which the server does not say (RFC 6749, section 5.1). */
const assumedLifetimeSeconds = 300;
