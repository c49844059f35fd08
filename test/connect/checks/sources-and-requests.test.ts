import { describe, expect, test } from "vitest";

import { markedProblemsOf, problemAtMarker } from "../../contract/support/problems-of.ts";
import { codesOf, connect, get, link, resolved } from "./support/check-case.ts";
import type { Acceptance, Refusal } from "./support/check-case.ts";

const query = "type Query { a: Int }";
const source = (name: string, baseUrl = '"https://x.dev"', more = "") =>
  `extend schema @source(name: ${name}, http: { baseURL: ${baseUrl}${more} })\n`;
const api = source('"api"');
const ofApi = (http: string) => api + connect(`source: "api", http: { ${http} }, selection: "$.a"`);
const alone = (http: string) => connect(`http: { ${http} }, selection: "$.a"`);
const withHeaders = (headers: string) => alone(`GET: "https://x.dev", headers: ${headers}`);

const sources: readonly Refusal[] = [
  ["an empty name", source('▲""') + query, { code: "INVALID_SOURCE_NAME", says: 'this is "".' }],
  [
    "a name that begins with a digit",
    source('▲"2nd"') + query,
    { code: "INVALID_SOURCE_NAME", says: "starts with a letter" },
  ],
  [
    "a name with a dot, which stands between file and source in the configuration",
    source('▲"a.b"') + query,
    { code: "INVALID_SOURCE_NAME", says: "a.b" },
  ],
  [
    "a name of 65 characters",
    source(`▲"${"a".repeat(65)}"`) + query,
    { code: "INVALID_SOURCE_NAME", says: "at most 64" },
  ],
  [
    "one name twice in one directive list",
    `${api.trimEnd()} @source(name: ▲"api", http: { baseURL: "https://y.dev" })\n${query}`,
    { code: "DUPLICATE_SOURCE", says: "line 1" },
  ],
  [
    "a source that nobody declares, with the one that was meant",
    api + connect('source: ▲"apii", http: { GET: "/a" }, selection: "$.a"'),
    { code: "UNKNOWN_SOURCE", says: 'Did you mean "api"?' },
  ],
  [
    "a source where there is none at all",
    connect('source: ▲"api", http: { GET: "/a" }, selection: "$.a"'),
    { code: "UNKNOWN_SOURCE", says: "Declare it with @source in schema.graphql" },
  ],
  [
    "a base URL of another scheme",
    source('"api"', '▲"ftp://x.dev"') + query,
    { code: "INVALID_BASE_URL", says: "ftp://x.dev" },
  ],
  [
    "a base URL whose host no host can be",
    source('"api"', '▲"https://x y.dev"') + query,
    { code: "INVALID_BASE_URL", says: "x y.dev" },
  ],
  [
    "a base URL that is a path",
    source('"api"', '▲"/v2"') + query,
    { code: "INVALID_BASE_URL", says: "/v2" },
  ],
];

const urls: readonly Refusal[] = [
  [
    "a GET with a body",
    ofApi('GET: "/a", body: ▲"a: 1"'),
    { code: "BODY_WITH_GET", says: "Send the values as `queryParams`", severity: "warning" },
  ],
  [
    "no method",
    ofApi('▲body: "a: 1"').replace("{ ▲body", "▲{ body"),
    { code: "HTTP_METHOD", says: "none" },
  ],
  [
    "three methods",
    ofApi('GET: "/a", PUT: "/a", DELETE: "/a"').replace('http: { GET: "/a"', 'http: ▲{ GET: "/a"'),
    { code: "HTTP_METHOD", says: "GET" },
  ],
  [
    "a method in small letters",
    ofApi('▲get: "/a", GET: "/a"'),
    { code: "UNKNOWN_ARGUMENT", says: 'Did you mean "GET"?' },
  ],
  [
    "no request in v0.2",
    `${link("v0.2")}type Query { a: Int ▲@connect(selection: "$.a") }`,
    { code: "HTTP_MISSING", says: "v0.2" },
  ],
  [
    "an absolute URL with a source",
    ofApi('POST: ▲"http://x.dev/a"'),
    { code: "URL_NOT_RELATIVE", says: "http://x.dev/a" },
  ],
  [
    "an empty URL without a source",
    alone('GET: ▲""'),
    { code: "URL_NOT_ABSOLUTE", says: 'this is ""' },
  ],
  [
    "a URL of another scheme without a source",
    alone('GET: ▲"ws://x.dev"'),
    { code: "URL_NOT_ABSOLUTE", says: "ws://x.dev" },
  ],
];

const reserved = [
  "Connection",
  "Proxy-Authorization",
  "TE",
  "Trailer",
  "Transfer-Encoding",
  "Upgrade",
  "Content-Length",
  "Content-Encoding",
  "Accept-Encoding",
  "Keep-Alive",
];

const headers: readonly Refusal[] = [
  ...reserved.map((name): Refusal => [
    `the reserved header ${name}`,
    withHeaders(`{ name: ▲"${name}", value: "1" }`),
    { code: "INVALID_HEADER", says: `"${name}" is set by the HTTP client` },
  ]),
  ...["content-type", "Accept", "HOST"].map((name): Refusal => [
    `${name} from the client`,
    withHeaders(`[{ name: "${name}", from: ▲"${name}" }]`),
    { code: "INVALID_HEADER", says: "Write it with `value`" },
  ]),
  ...["$args.a", "$request.headers.host", "$context.claims.tenant"].map((read): Refusal => [
    `a host that a caller decides by ${read}`,
    withHeaders(`{ name: "Host", value: ▲"{$config.host ?? ${read}}" }`),
    { code: "INVALID_HEADER", says: "which no caller may decide" },
  ]),
  [
    "an empty name of a header",
    withHeaders('{ name: ▲"", value: "1" }'),
    { code: "INVALID_HEADER", says: "cannot be the name" },
  ],
  [
    "a header's value of two lines",
    withHeaders(String.raw`{ name: "x", value: ▲"a\nb" }`),
    { code: "INVALID_HEADER", says: "line break" },
  ],
  [
    "the second header of a list, by its place",
    withHeaders('[{ name: "a", value: "1" }, ▲{ name: "b" }]'),
    { code: "INVALID_HEADER", says: '"b" has neither' },
  ],
  [
    "a header of a source",
    source('"api"', '"https://x.dev"', ', headers: [{ name: ▲"te", value: "1" }]') + query,
    { code: "INVALID_HEADER", says: '"te"' },
  ],
  [
    "a typo in a header",
    withHeaders('[{ name: "a", ▲form: "b" }]'),
    { code: "UNKNOWN_ARGUMENT", says: 'Did you mean "from"?' },
  ],
];

const right: readonly Acceptance[] = [
  ["a name with a hyphen and an underscore", source('"my_api-2"') + query],
  ["a base URL from the configuration", source('"api"', '"{$config.baseUrl}"') + query],
  [
    "a base URL with an expression in its host",
    source('"api"', '"https://{$config.host}/v1"') + query,
  ],
  [
    "a base URL with a port, a path and a query",
    source('"api"', '"http://localhost:80/v1?a=b"') + query,
  ],
  ["an empty URL with a source", ofApi('GET: ""')],
  ["a URL without a slash with a source", ofApi('GET: "a?b={$args.id}"')],
  ["a URL of which an expression gives the host", alone('GET: "{$config.url}"')],
  ["no request in v0.4", connect('selection: "$(1)"')],
  ["a single header for a list", withHeaders('{ name: "x", from: "x" }')],
  ["content-type as a value", withHeaders('{ name: "Content-Type", value: "text/plain" }')],
  [
    "a value of a header with an expression",
    withHeaders('{ name: "x", value: "Bearer {$config.k}" }'),
  ],
  ["a source that nobody uses", api + connect(`${get}, selection: "$.a"`)],
];

describe("refuses", () => {
  test.each([...sources, ...urls, ...headers])("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files, resolved)).toEqual(problemAtMarker(files, expected));
  });
});

describe("takes", () => {
  test.each(right)("%s", (_name, files) => {
    expect(codesOf(files, resolved)).toEqual([]);
  });
});
