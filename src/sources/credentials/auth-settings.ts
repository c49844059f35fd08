/** A secret as it is set: its text, or the file that holds it. */
export type Secret = string | { readonly file: string };

/** The credentials that a source is called with, the same for all callers. */
export type AuthSettings =
  | ({ readonly kind: "oauth2" } & OAuth2Settings)
  | { readonly kind: "bearer"; readonly token: Secret }
  | { readonly kind: "basic"; readonly user: string; readonly password: Secret }
  | {
      readonly kind: "apiKey";
      readonly in: "header" | "query";
      /** Of the header, in lower case; or of the parameter. */
      readonly name: string;
      readonly value: Secret;
    };

/** Tokens by the client credentials grant (RFC 6749, section 4.4). */
export interface OAuth2Settings {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly scopes: readonly string[];
  /** Who the token is for, where the authorization server asks for that. */
  readonly audience: string | undefined;
  /** How the client says who it is: in the Authorization header, or in the form that it posts. */
  readonly clientAuthentication: "basic" | "post";
}
