import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";

import type { TlsSettings } from "./access-settings.ts";
import { readSecret } from "./credentials/read-secret.ts";

/** What a TLS connection is made with, as Node takes it. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly serverName?: string | undefined;
}

/**
 * Reads the files of TLS settings.
 *
 * @throws Error when one cannot be read, or they make no connection: a key of another certificate,
 *   a wrong passphrase. The message holds none of them.
 */
export function readTlsMaterial(settings: TlsSettings): TlsMaterial {
  const { ca, cert, key, passphrase, serverName } = settings;
  const material: TlsMaterial = {
    ...(ca !== undefined && { ca: readFileSync(ca, "utf8") }),
    ...(cert !== undefined && { cert: readFileSync(cert, "utf8") }),
    ...(key !== undefined && { key: readFileSync(key, "utf8") }),
    ...(passphrase !== undefined && { passphrase: readSecret(passphrase) }),
    ...(serverName !== undefined && { serverName }),
  };
  createSecureContext(material);
  return material;
}
