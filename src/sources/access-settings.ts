import type { AuthSettings, Secret } from "./credentials/auth-settings.ts";

/** How a source is reached, and as whom. */
export interface AccessSettings {
  /** Undefined: with what the schema says, and no more. */
  readonly auth: AuthSettings | undefined;
  /** Undefined: as Node does it by default. */
  readonly tls: TlsSettings | undefined;
  /** Whether link-local addresses and those of metadata services may be called. */
  readonly allowLinkLocal: boolean;
}

/** The files of certificates, and what belongs to them. */
export interface TlsSettings {
  /** Authorities that are trusted in place of those that Node trusts. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Of the key. */
  readonly passphrase: Secret | undefined;
  /** The name that is asked for, and that the certificate must have, in place of the URL's host. */
  readonly serverName: string | undefined;
}
