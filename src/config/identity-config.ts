import { z } from "zod";

import { publicKeyAlgorithms, secretAlgorithms } from "../identity/algorithms.ts";
import { duration, headerName, jsonObject, listOf, network, oneOf, text } from "./value.ts";

const idClaim = text()
  .default("sub")
  .describe("The claim that tells callers apart; whoever has none is refused.");

const scopesClaim = text()
  .optional()
  .describe(
    "The claim with what the caller may do: a list, or a text with spaces between. Without it, `scope`, `scp` or `scopes`.",
  );

const issuer = z
  .strictObject(
    {
      issuer: text().describe("What `iss` of the tokens must be, to the letter."),
      audiences: listOf(text(), "a list of audiences, such as https://api.example.com")
        .min(1, "a list with at least one audience")
        .describe("Whom the tokens are for: one of these must be in `aud`."),
      jwksUrl: keysUrl()
        .optional()
        .describe("Where the issuer publishes its keys (JWKS); they are kept, and fetched anew."),
      keysFile: text()
        .optional()
        .describe(
          "A file with its keys: a JSON Web Key Set, or a public key or certificate in PEM.",
        ),
      secret: text()
        .optional()
        .describe(
          "What it signs tokens with, where it has no key pair: then for HS256 and its like.",
        ),
      algorithms: listOf(
        oneOf(...publicKeyAlgorithms, ...secretAlgorithms),
        "a list of algorithms, such as RS256",
      )
        .min(1, "a list with at least one algorithm")
        .optional()
        .describe(
          "The algorithms that tokens may be signed with. Without it, all for public keys; with `secret`, HS256.",
        ),
      clockTolerance: duration({ mayBeZero: true })
        .default(5000)
        .describe("How far the clocks of issuer and gateway may be apart."),
      scopesClaim,
      idClaim,
    },
    "a map of settings",
  )
  .transform(({ clockTolerance, ...rest }) => ({ ...rest, clockToleranceMs: clockTolerance }));

const apiKey = z.strictObject(
  {
    name: text().describe("What you call its holder; no two keys have one name."),
    sha256: sha256().describe("The SHA-256 of the key; the key itself is written nowhere."),
    scopes: listOf(text(), "a list of scopes").default([]).describe("What its holder may do."),
    claims: jsonObject().default({}).describe("What is known of its holder: `$context.claims`."),
  },
  "a map of settings",
);

/** How callers prove who they are. */
export const identity = z.strictObject(
  {
    required: z
      .boolean("true or false")
      .default(false)
      .describe("Whether requests that prove nothing are refused, with 401 (`UNAUTHENTICATED`)."),
    jwt: listOf(issuer, "a list of issuers of tokens")
      .default([])
      .describe("Whose tokens are trusted: `Authorization: Bearer <token>`."),
    apiKeys: z
      .strictObject(
        {
          header: headerName().default("x-api-key").describe("The header that API keys come in."),
          keys: listOf(apiKey, "a list of keys")
            .default([])
            .describe("The keys that are known; without any, the header is not looked at."),
        },
        "a map of settings",
      )
      .prefault({})
      .describe("Keys that the operator gives out."),
    trustedHeader: z
      .strictObject(
        {
          header: headerName()
            .optional()
            .describe("The header in which a proxy says who the caller is; without it, none may."),
          form: oneOf("id", "json")
            .default("id")
            .describe("What it holds: `id`, the caller's id, or `json`, claims as a JSON object."),
          secretHeader: headerName()
            .default("x-proxy-secret")
            .describe("The header in which the proxy sends `trustedHeader.secret`."),
          secret: text()
            .optional()
            .describe(
              "What the proxy must send, so that nobody else can say who they are: 16 bytes or more.",
            ),
          addresses: listOf(network(), "a list of addresses and networks, such as 10.0.0.0/8")
            .default([])
            .describe(
              "Where the proxy is: addresses and networks, such as `10.0.0.0/8`. With `secret`, both must be right.",
            ),
          idClaim,
          scopesClaim,
        },
        "a map of settings",
      )
      .prefault({})
      .describe("The word of a proxy that has authenticated the caller."),
  },
  "a map of settings",
);

/** An absolute http or https URL without credentials and fragment. */
function keysUrl() {
  const rule = "an absolute http or https URL without credentials and fragment";
  return z.string(rule).refine((value) => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    return (
      url !== undefined &&
      /^https?:$/.test(url.protocol) &&
      url.username + url.password + url.hash === ""
    );
  }, rule);
}

function sha256() {
  const rule = "64 hexadecimal digits: the SHA-256 of a key";
  return z.string(rule).regex(/^[\da-f]{64}$/i, rule);
}
