import { createHash } from "node:crypto";

import { good, goodAnswer } from "./support/attacked.ts";
import { describeAbuse } from "./support/describe-abuse.ts";
import {
  apiKey,
  bearer,
  createIdentified,
  proxySecret,
  refusedWith,
  withHeaders,
} from "./support/identified.ts";
import { get, post, request } from "./support/requests.ts";

const { goodToken, options } = await createIdentified();
const invalid = refusedWith("CREDENTIALS_INVALID");
const anonymous = refusedWith("UNAUTHENTICATED");

describeAbuse("credentials", {
  ...options,
  attacks: [
    // none, or somewhere else
    anonymous("no credential", {}),
    anonymous("a token in a cookie", {
      cookie: `authorization=Bearer ${goodToken}; token=${goodToken}`,
    }),
    anonymous("a token in another header", { "x-authorization": `Bearer ${goodToken}` }),
    anonymous("an API key in another header", { "x-apikey": apiKey }),
    anonymous("an API key with another name's line", { x_api_key: apiKey }),
    anonymous("a user's name in a header that nobody trusts", { "x-forwarded-user": "root" }),
    ["a token in the URL", get({ query: good, access_token: goodToken }), "401 UNAUTHENTICATED"],
    ["an API key in the URL", get({ query: good, "x-api-key": apiKey }), "401 UNAUTHENTICATED"],
    [
      "a token in the body",
      post(JSON.stringify({ query: good, extensions: { authorization: `Bearer ${goodToken}` } })),
      "401 UNAUTHENTICATED",
    ],
    [
      "a token as a name in the URL",
      request(`GET http://user:${apiKey}@gateway.test/graphql?query={count}`, {
        "apollo-require-preflight": "1",
      }),
      "401 UNAUTHENTICATED",
    ],
    ["no credential, and what is no JSON", post("{"), "401 UNAUTHENTICATED"],
    ["no credential, and a megabyte", post(" ".repeat(1_000_000)), "401 UNAUTHENTICATED"],

    // API keys
    invalid("a key that is guessed", { "x-api-key": "guessed" }),
    invalid("an empty key", { "x-api-key": "" }),
    invalid("all but the end of a key", { "x-api-key": apiKey.slice(0, -1) }),
    invalid("one character of a key", { "x-api-key": apiKey.slice(0, 1) }),
    invalid("more than a key", { "x-api-key": `${apiKey}0` }),
    invalid("a key in capitals", { "x-api-key": apiKey.toUpperCase() }),
    invalid("the hash of a key", {
      "x-api-key": createHash("sha256").update(apiKey).digest("hex"),
    }),
    invalid("a star for a key", { "x-api-key": "*" }),
    invalid("SQL for a key", { "x-api-key": "' OR '1'='1" }),
    invalid("null for a key", { "x-api-key": "null" }),
    invalid("a key in a list", { "x-api-key": `["${apiKey}"]` }),
    invalid("two keys in one line", { "x-api-key": `${apiKey}, ${apiKey}` }),
    invalid("two keys in two lines", { "x-api-key": apiKey, "X-Api-Key": "guessed" }),
    invalid("a key of 15,000 characters", { "x-api-key": "k".repeat(15_000) }),
    invalid("a key of other bytes", { "x-api-key": "\u00ff\u00fe" }),
    invalid("a key's name", { "x-api-key": "billing" }),

    // the word of a proxy
    invalid("the word of a stranger", { "x-user": "root" }),
    invalid("the word of a stranger who says that it is the proxy", {
      "x-user": "root",
      "x-forwarded-for": "127.0.0.1",
      forwarded: "for=127.0.0.1",
    }),
    invalid("a wrong secret", { "x-user": "root", "x-proxy-secret": "guessed" }),
    invalid("an empty secret", { "x-user": "root", "x-proxy-secret": "" }),
    invalid("a part of the secret", {
      "x-user": "root",
      "x-proxy-secret": proxySecret.slice(0, -1),
    }),
    invalid("the secret twice", {
      "x-user": "root",
      "x-proxy-secret": proxySecret,
      "X-Proxy-Secret": proxySecret,
    }),
    invalid("a word that was added to", {
      "x-user": "root",
      "X-User": "ann",
      "x-proxy-secret": proxySecret,
    }),
    invalid("a word that is empty", { "x-user": "", "x-proxy-secret": proxySecret }),
    invalid("a word that is no UTF-8", { "x-user": "\u00ff", "x-proxy-secret": proxySecret }),

    // several
    invalid("a token and a key, both good", { ...bearer(goodToken), "x-api-key": apiKey }),
    invalid("a good token and a bad key", { ...bearer(goodToken), "x-api-key": "guessed" }),
    invalid("a good key and a stranger's word", { "x-api-key": apiKey, "x-user": "root" }),
    invalid("a bad token before a good one", {
      authorization: "Bearer x",
      Authorization: `Bearer ${goodToken}`,
    }),
  ],
  oddities: [
    ["a good key", withHeaders({ "x-api-key": apiKey }), `200 ${goodAnswer}`],
    [
      "a good word of the proxy",
      withHeaders({ "x-user": "ann", "x-proxy-secret": proxySecret }),
      `200 ${goodAnswer}`,
    ],
  ],
});
