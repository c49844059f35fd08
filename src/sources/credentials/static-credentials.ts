import type { Clock } from "../../kernel/clock.ts";
import { withHeader, withParameter } from "./add-to-request.ts";
import type { AuthSettings, Secret } from "./auth-settings.ts";
import type { Credential, Credentials } from "./credentials.ts";
import { readSecret } from "./read-secret.ts";
import { reasonText } from "./reason-text.ts";
import { Reread } from "./reread.ts";
import { unavailable } from "./unavailable.ts";

/** Credentials that are one secret. */
type StaticSettings = Exclude<AuthSettings, { readonly kind: "oauth2" }>;

export interface StaticCredentialsOptions {
  readonly sourceName: string;
  readonly clock: Clock;
  /** Called with what is wrong with the secret's file: it names no secret. */
  readonly onTrouble: (reason: string) => void;
}

/** Sends one secret with each request: a bearer token, a password, an API key. */
export class StaticCredentials implements Credentials {
  readonly #sourceName: string;
  readonly #secret: Reread<Credential & { readonly text: string }>;
  readonly #isFile: boolean;

  constructor(settings: StaticSettings, options: StaticCredentialsOptions) {
    const secret = secretOf(settings);
    this.#sourceName = options.sourceName;
    this.#isFile = typeof secret !== "string";
    this.#secret = new Reread({
      read: () => {
        const text = readSecret(secret);
        return { text, addTo: compileAdd(settings, text) };
      },
      isSame: (one, other) => one.text === other.text,
      clock: options.clock,
      onFailure: (error) => options.onTrouble(reasonText(error)),
    });
  }

  current(): Credential {
    const secret = this.#secret.current();
    if (secret === undefined) throw unavailable(this.#sourceName);
    return secret;
  }

  renew(refused: Credential): boolean {
    return this.#isFile && this.#secret.readNow() !== refused;
  }
}

/** The secret among settings. */
export function secretOf(settings: AuthSettings): Secret {
  switch (settings.kind) {
    case "oauth2":
      return settings.clientSecret;
    case "bearer":
      return settings.token;
    case "basic":
      return settings.password;
    case "apiKey":
      return settings.value;
  }
}

function compileAdd(settings: StaticSettings, secret: string): Credential["addTo"] {
  switch (settings.kind) {
    case "bearer":
      return withHeader("authorization", `Bearer ${secret}`);
    case "basic": {
      const pair = Buffer.from(`${settings.user}:${secret}`, "utf8").toString("base64");
      return withHeader("authorization", `Basic ${pair}`);
    }
    case "apiKey":
      return settings.in === "header"
        ? withHeader(settings.name, secret)
        : withParameter(settings.name, secret);
  }
}
