import { describe, expect, test } from "vitest";

import { freePort } from "../support/free-port.ts";
import { describeAbuse } from "./support/describe-abuse.ts";
import { request } from "./support/requests.ts";

const token = "planted-admin-token";
const known = { authorization: `Bearer ${token}` };
const path = (method: string, written: string, headers = {}) =>
  request(`${method} ${written}`, headers);
const invalidate = (body: string | Uint8Array, headers: Readonly<Record<string, string>> = known) =>
  request(
    "POST /invalidate",
    {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
      ...headers,
    },
    body,
  );
const tags = '{"tags":["a"]}';
const unauthorized = "401 UNAUTHORIZED";
const notFound = "404 NOT_FOUND";
const bad = "400 BAD_REQUEST";

describe("the endpoint of operators", async () => {
  const port = await freePort();
  describeAbuse("the endpoint of operators", {
    config: { admin: { port, token } },
    to: `http://127.0.0.1:${port}`,
    secrets: [token],
    attacks: [
      ["no token", invalidate(tags, {}), unauthorized],
      ["an empty token", invalidate(tags, { authorization: "Bearer " }), unauthorized],
      ["another token", invalidate(tags, { authorization: "Bearer guessed" }), unauthorized],
      [
        "all but the end of the token",
        invalidate(tags, { authorization: `Bearer ${token.slice(0, -1)}` }),
        unauthorized,
      ],
      [
        "more than the token",
        invalidate(tags, { authorization: `Bearer ${token}x` }),
        unauthorized,
      ],
      [
        "the token twice",
        invalidate(tags, { authorization: `Bearer ${token} ${token}` }),
        unauthorized,
      ],
      [
        "the token in capitals",
        invalidate(tags, { authorization: `Bearer ${token.toUpperCase()}` }),
        unauthorized,
      ],
      [
        "the token in another scheme",
        invalidate(tags, {
          authorization: `Basic ${Buffer.from(`admin:${token}`).toString("base64")}`,
        }),
        unauthorized,
      ],
      ["the token without a scheme", invalidate(tags, { authorization: token }), unauthorized],
      ["the token in another header", invalidate(tags, { "x-api-key": token }), unauthorized],
      ["the token in a cookie", invalidate(tags, { cookie: `token=${token}` }), unauthorized],
      ["the token in the URL", path("POST", `/invalidate?token=${token}`), unauthorized],
      ["the token in the body", invalidate(`{"token":"${token}","tags":["a"]}`, {}), unauthorized],
      [
        "a token of 15,000 characters",
        invalidate(tags, { authorization: `Bearer ${"a".repeat(15_000)}` }),
        unauthorized,
      ],
      ["no token, by another method", path("TRACE", "/invalidate"), unauthorized],
      ["no token, and a path that there is not", path("GET", "/secrets"), unauthorized],
      ["no token, and a path that climbs", path("POST", "/health/../invalidate"), unauthorized],
      [
        "no token, and a path that climbs, encoded",
        path("POST", "/health/%2e%2e/invalidate"),
        unauthorized,
      ],
      [
        "no token, and the path of health with more",
        path("POST", "/health;/invalidate"),
        unauthorized,
      ],
      [
        "no token, and the path of health in its parameters",
        path("POST", "/invalidate?/health"),
        unauthorized,
      ],
      [
        "no token, and a whole URL that ends with health",
        path("POST", "http://evil.test/invalidate?x=/health"),
        unauthorized,
      ],
      ["no token, and what is encoded wrongly", path("POST", "/invalidate%zz"), "400 Bad Request"],
      ["no token, and a megabyte", invalidate("x".repeat(1_000_000), {}), unauthorized],
      ["another method for health", path("DELETE", "/health"), "405 METHOD_NOT_ALLOWED"],
      ["GraphQL", path("POST", "/graphql", known), notFound],
      ["another method", path("GET", "/invalidate", known), "405 METHOD_NOT_ALLOWED"],
      ["what is no JSON", invalidate("{"), bad],
      ["nothing", invalidate(""), bad],
      ["null", invalidate("null"), "400 INVALIDATION_MALFORMED"],
      ["a list", invalidate("[]"), "400 INVALIDATION_MALFORMED"],
      ["an empty object", invalidate("{}"), "400 INVALIDATION_MALFORMED"],
      ["another key", invalidate('{"everything":true}'), "400 INVALIDATION_MALFORMED"],
      ["__proto__", invalidate('{"__proto__":{"tags":["a"]}}'), "400 INVALIDATION_MALFORMED"],
      [
        "constructor",
        invalidate('{"constructor":{"prototype":{"tags":["a"]}}}'),
        "400 INVALIDATION_MALFORMED",
      ],
      ["tags that are a text", invalidate('{"tags":"a"}'), "400 INVALIDATION_MALFORMED"],
      [
        "tags that are deep",
        invalidate(`{"tags":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
        "400 INVALIDATION_MALFORMED",
      ],
      [
        "deep lists of long numbers",
        invalidate(`{"tags":${"[".repeat(100_000)}12345678901234567890${"]".repeat(100_000)}}`),
        bad,
      ],
      [
        "a type that there is not",
        invalidate('{"type":"__proto__","ids":["1"]}'),
        "400 INVALIDATION_MALFORMED",
      ],
      [
        "more than a megabyte",
        invalidate("", { ...known, "content-length": "1048577" }),
        "413 PAYLOAD_TOO_LARGE",
      ],
      [
        "a form",
        invalidate("tags=a", { ...known, "content-type": "application/x-www-form-urlencoded" }),
        "415 UNSUPPORTED_MEDIA_TYPE",
      ],
      ["no HTTP", Buffer.from("HELLO\r\n\r\n"), "400 Bad Request"],
    ],
    oddities: [
      [
        "whether it is there, which anybody may know",
        path("GET", "/health"),
        '200 {"status":"ok"}',
      ],
    ],
  });
});

describe("metrics", async () => {
  const port = await freePort();
  const attacked = describeAbuse("metrics", {
    config: {
      metrics: { port },
      server: { port: 0, explorer: true, cors: { origins: ["https://app.test"] } },
    },
    to: `http://127.0.0.1:${port}`,
    attacks: [
      ["another path", path("GET", "/"), notFound],
      ["another method", path("POST", "/metrics"), notFound],
      ["HEAD", path("HEAD", "/metrics"), "404 "],
      ["TRACE", path("TRACE", "/metrics"), notFound],
      ["a path below", path("GET", "/metrics/x"), notFound],
      ["a path that climbs", path("GET", "/metrics/../../../etc/passwd"), notFound],
      ["a path that climbs, encoded", path("GET", "/metrics%2f..%2f..%2fetc%2fpasswd"), notFound],
      ["a path that is encoded wrongly", path("GET", "/metrics%zz"), "400 Bad Request"],
      ["GraphQL", path("POST", "/graphql"), notFound],
      ["what profilers ask for", path("GET", "/debug/pprof/heap"), notFound],
      ["no HTTP", Buffer.from("HELLO\r\n\r\n"), "400 Bad Request"],
      [
        "64 KiB of a URL",
        path("GET", `/metrics?${"a".repeat(65_536)}`),
        "431 Request Header Fields Too Large",
      ],
    ],
    oddities: [],
  });

  test.each([
    "/explorer/../package.json",
    "/explorer/..%2fpackage.json",
    "/explorer/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    String.raw`/explorer/..\package.json`,
    "/explorer/..%5cpackage.json",
    "/explorer/..%00.js",
    "/explorer/explorer.js%00.css",
    "/explorer/explorer.js/..",
    "/explorer//etc/passwd",
    "/explorer/constructor",
    "/explorer/__proto__",
    "/explorer/.",
    "/explorer/..",
    "/explorer/explorer.js.map",
  ])("the explorer, where it is on, gives no other file: %s", async (written) => {
    const { status, text } = await attacked().send(path("GET", written));
    expect(status).toBe(404);
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: "NOT_FOUND" } }] });
  });

  const origins = [
    "https://evil.test",
    "null",
    "https://app.test.evil.test",
    "https://evil-app.test",
    "http://app.test",
    "https://app.test:8443",
    "https://APP.test@evil.test",
    "*",
  ];
  test.each(origins)("pages of %s may not read answers, nor ask beforehand", async (origin) => {
    const preflight = await attacked().send(
      path("OPTIONS", "/graphql", {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      }),
    );
    const answered = await attacked().send(
      path("GET", "/graphql?query={count}", { origin, "apollo-require-preflight": "1" }),
    );
    for (const { headers } of [preflight, answered]) {
      expect(headers.get("access-control-allow-origin")).toBeUndefined();
      expect(headers.get("access-control-allow-credentials")).toBeUndefined();
    }
  });
});
