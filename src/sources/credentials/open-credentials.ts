import type { AuthSettings } from "./auth-settings.ts";
import type { Credentials } from "./credentials.ts";
import { fetchToken, type TokenConnection } from "./fetch-token.ts";
import { StaticCredentials, type StaticCredentialsOptions } from "./static-credentials.ts";
import { TokenCredentials } from "./token-credentials.ts";

export interface CredentialsOptions extends StaticCredentialsOptions {
  /** How a token is asked for, at the moment. */
  readonly connection: () => TokenConnection;
}

/** The credentials that settings ask for. */
export function openCredentials(settings: AuthSettings, options: CredentialsOptions): Credentials {
  if (settings.kind !== "oauth2") return new StaticCredentials(settings, options);
  const { clock, connection } = options;
  return new TokenCredentials({
    ...options,
    fetchToken: () => fetchToken(settings, { ...connection(), clock }),
  });
}
