import { z } from "zod";

import type { TlsSettings } from "../sources/access-settings.ts";
import { secret } from "./source-auth-config.ts";
import { text } from "./value.ts";

/** What connections to a source are made with, besides what Node brings. */
export const tls = z
  .strictObject(
    {
      ca: text()
        .optional()
        .describe("A PEM file of authorities, trusted in place of those that Node trusts."),
      cert: text().optional().describe("A PEM file with the gateway's own certificate."),
      key: text().optional().describe("A PEM file with its private key."),
      passphrase: secret()
        .optional()
        .describe("What the key is encrypted with, or the file that holds it."),
      serverName: text()
        .optional()
        .describe("The name that the source's certificate must have, in place of the URL's host."),
    },
    "a map of settings",
  )
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
    error: "a map with both of `cert` and `key`, or neither",
    when: ({ issues }) => issues.length === 0,
  })
  .transform(({ ca, cert, key, passphrase, serverName }): TlsSettings => ({
    ca,
    cert,
    key,
    passphrase,
    serverName,
  }));
