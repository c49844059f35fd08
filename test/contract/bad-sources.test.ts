import { describe, expect, test } from "vitest";

import { markedProblemsOf, problemAtMarker, problemsOf } from "./support/problems-of.ts";
import type { Expected, Files } from "./support/problems-of.ts";

const resolvers = { has: () => true };
const query = "type Query { a: Int }";
const source = (http: string) => `extend schema @source(name: "api", http: ${http})\n${query}`;
const headers = (list: string) => source(`{ baseURL: "https://x.dev", headers: ${list} }`);
const connector = (rest: string, version = "v0.4") => `
  extend schema
    @link(url: "https://specs.apollo.dev/connect/${version}", import: ["@source", "@connect"])
    @source(name: "api", http: { baseURL: "https://x.dev" })
  type Query { a(id: ID): Int @connect(${rest}) }`;

const cases: readonly (readonly [string, Files | string, Expected])[] = [
  [
    "a source without a name",
    `extend schema ▲@source(http: { baseURL: "https://x.dev" })\n${query}`,
    { code: "MISSING_ARGUMENT", says: '"name"' },
  ],
  [
    "a source's name with a blank",
    `extend schema @source(name: ▲"my api", http: { baseURL: "https://x.dev" })\n${query}`,
    { code: "INVALID_SOURCE_NAME", says: "my api" },
  ],
  [
    "a source declared twice in a file",
    `extend schema @source(name: "api", http: { baseURL: "https://x.dev" })
     extend schema @source(name: ▲"api", http: { baseURL: "https://y.dev" })\n${query}`,
    { code: "DUPLICATE_SOURCE", says: "line 1" },
  ],
  [
    "a base URL without a scheme",
    source('{ baseURL: ▲"x.dev/v1" }'),
    { code: "INVALID_BASE_URL", says: "x.dev/v1" },
  ],
  [
    "a base URL with a syntax error",
    source('{ baseURL: "https://x.dev/{$config.▲}" }'),
    { code: "MAPPING_SYNTAX", says: "connect v0.4" },
  ],
  [
    "a header that the client sets",
    headers('{ name: ▲"Proxy-Auth", value: "1" }'),
    { code: "INVALID_HEADER", says: "HTTP client" },
  ],
  [
    "a header's name with a blank",
    headers('[{ name: ▲"my header", value: "1" }]'),
    { code: "INVALID_HEADER", says: "cannot be the name" },
  ],
  [
    "a header without a value",
    headers('[▲{ name: "x" }]'),
    { code: "INVALID_HEADER", says: "neither" },
  ],
  [
    "a header with two values",
    headers('[▲{ name: "x", from: "x", value: "1" }]'),
    { code: "INVALID_HEADER", says: "both" },
  ],
  [
    "the client's content type",
    headers('[{ name: "content-type", from: ▲"x" }]'),
    { code: "INVALID_HEADER", says: "own request" },
  ],
  [
    "a client's header of no possible name",
    headers('[{ name: "x", from: ▲"a b" }]'),
    { code: "INVALID_HEADER", says: "cannot be the name" },
  ],
  [
    "a broken header template",
    headers('[{ name: "x", value: "{$config.▲}" }]'),
    { code: "MAPPING_SYNTAX", says: "" },
  ],
  [
    "a source that reads arguments",
    headers('[{ name: "x", value: "{▲$args.id}" }]'),
    { code: "VARIABLE_UNAVAILABLE", says: "many places" },
  ],
  [
    "a source that nobody declares",
    connector('source: ▲"apis", http: { GET: "/a" }, selection: "$.a"'),
    { code: "UNKNOWN_SOURCE", says: 'Did you mean "api"?' },
  ],
  [
    "a source of another file",
    {
      "a.graphql": 'extend schema @source(name: "api", http: { baseURL: "https://x.dev" })',
      "b.graphql":
        'type Query { a: Int @connect(source: ▲"api", http: { GET: "/a" }, selection: "$.a") }',
    },
    { code: "UNKNOWN_SOURCE", says: "a.graphql declares one of this name" },
  ],
  [
    "no method",
    connector('source: "api", http: ▲{ body: "$args.id" }, selection: "$.a"'),
    { code: "HTTP_METHOD", says: "this has none" },
  ],
  [
    "two methods",
    connector('source: "api", http: ▲{ GET: "/a", POST: "/b" }, selection: "$.a"'),
    { code: "HTTP_METHOD", says: "GET and POST" },
  ],
  [
    "no request before v0.4",
    connector('▲source: "api", selection: "$.a"', "v0.3").replace("@connect(▲", "▲@connect("),
    { code: "HTTP_MISSING", says: "connect v0.3" },
  ],
  [
    "an absolute URL with a source",
    connector('source: "api", http: { GET: ▲"https://x.dev/a" }, selection: "$.a"'),
    { code: "URL_NOT_RELATIVE", says: "leave out `source`" },
  ],
  [
    "a relative URL without a source",
    connector('http: { GET: ▲"/a" }, selection: "$.a"'),
    { code: "URL_NOT_ABSOLUTE", says: "/a" },
  ],
  [
    "a URL without a host",
    connector('http: { GET: ▲"https:///a" }, selection: "$.a"'),
    { code: "URL_NOT_ABSOLUTE", says: "a host" },
  ],
  [
    "a connector on a root type",
    'type Query ▲@connect(http: { GET: "https://x.dev/{$this.a}" }, selection: "a") { a: Int }',
    { code: "CONNECTOR_MISPLACED", says: "root type" },
  ],
  [
    "a connector on an interface's field",
    'type Query { a: Int }\ninterface Node { a: Int ▲@connect(http: { GET: "https://x.dev" }, selection: "$.a") }',
    { code: "CONNECTOR_MISPLACED", says: "each type that implements Node" },
  ],
  [
    "two connectors of one id",
    `type Query {
      a: Int @connect(id: "one", http: { GET: "https://x.dev" }, selection: "$.a")
      b: Int @connect(id: ▲"one", http: { GET: "https://x.dev" }, selection: "$.a")
    }`,
    { code: "DUPLICATE_CONNECTOR_ID", says: '"one"' },
  ],
  [
    "a batch of nothing",
    `type Query { a: Int }
    type P @connect(http: { GET: "https://x.dev?id={$batch.id->joinNotNull(',')}" }, batch: { maxSize: ▲0 }, selection: "id") { id: ID }`,
    { code: "INVALID_BATCH_SIZE", says: "maxSize is 0" },
  ],
];

describe("refuses", () => {
  test.each(cases)("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files, { resolvers })).toEqual(problemAtMarker(files, expected));
  });

  test("a connector of a broken source, without a second problem", () => {
    const sdl = `
      extend schema @source(name: "api", http: { baseURL: "x.dev" })
      type Query { a: P @connect(source: "api", http: { GET: "/a" }, selection: "id") }
      type P @freshness(ttl: "1s") { id: ID name: String }`;
    expect(problemsOf(sdl).map(({ code }) => code)).toEqual(["INVALID_BASE_URL"]);
  });
});

describe("warns of a variable without its braces, which is sent as it is written", () => {
  test.each([
    [
      "in a URL",
      connector('source: "api", http: { GET: "/a/▲$args.id" }, selection: "$.a"'),
      "{$args.id}",
    ],
    [
      "in a header of a connector",
      connector(
        'source: "api", http: { GET: "/a/{$args.id}", headers: { name: "x", value: "id ▲$args.id" } }, selection: "$.a"',
      ),
      "{'$args.id'}",
    ],
    [
      "in a URL, where a brace closes nothing",
      connector('source: "api", http: { GET: "/a/{$args.id}/items▲}" }, selection: "$.a"'),
      "closes nothing",
    ],
    ["in a base URL", source('{ baseURL: "https://x.dev/▲$config.version" }'), "{$config.version}"],
    ["in a header of a source", headers('{ name: "x", value: "Bearer ▲$env.KEY" }'), "`$env.KEY`"],
  ])("%s", (_where, sdl, says) => {
    const expected = { code: "TEMPLATE_WITHOUT_BRACES", severity: "warning", says } as const;
    expect(markedProblemsOf(sdl, { resolvers })).toEqual(problemAtMarker(sdl, expected));
  });
});

describe("points at the character of a mapping", () => {
  test("in a block string, whose indentation the mapping does not see", () => {
    const sdl = `
      type Query {
        a: Int @connect(
          http: { GET: "https://x.dev" }
          selection: """

            $.a->match(
              [1, 2 ▲}
          """
        )
      }`;
    const expected = { code: "MAPPING_SYNTAX", says: "" } as const;
    expect(markedProblemsOf(sdl, { resolvers })).toEqual(problemAtMarker(sdl, expected));
  });

  test("behind escapes", () => {
    const sdl = String.raw`type Query { a: Int @connect(http: { GET: "https://x.dev" }, selection: "$.\"a\u0062\" ▲)") }`;
    const expected = { code: "MAPPING_SYNTAX", says: "" } as const;
    expect(markedProblemsOf(sdl, { resolvers })).toEqual(problemAtMarker(sdl, expected));
  });
});
