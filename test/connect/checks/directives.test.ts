import { describe, expect, test } from "vitest";

import {
  markedProblemsOf,
  problemAtMarker,
  problemsOf,
} from "../../contract/support/problems-of.ts";
import { codesOf, connect, get, link, resolved } from "./support/check-case.ts";
import type { Acceptance, Refusal } from "./support/check-case.ts";

const query = "type Query { a: Int }\n";
const federation = (imported: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.10", import: [${imported}])\n`;

const typos: readonly Refusal[] = [
  ...["sorce", "Selection", "isSucess", "entitiy", "bach", "error"].map((name): Refusal => [
    `@connect(${name}:)`,
    connect(`${get}, selection: "$.a", ▲${name}: "x"`),
    { code: "UNKNOWN_ARGUMENT", says: "Did you mean" },
  ]),
  [
    "an argument of @source",
    `extend schema @source(name: "a", http: { baseURL: "https://x.dev" }, ▲header: [])\n${query}`,
    { code: "UNKNOWN_ARGUMENT", says: "Its arguments are: name, http, errors, isSuccess" },
  ],
  [
    "a field of @source's http",
    `extend schema @source(name: "a", http: { baseURL: "https://x.dev", ▲queryParam: "a: 1" })\n${query}`,
    { code: "UNKNOWN_ARGUMENT", says: 'Did you mean "queryParams"?' },
  ],
  [
    "a field of batch",
    connect(`${get}, selection: "$.a", batch: { ▲max: 5 }`),
    { code: "UNKNOWN_ARGUMENT", says: "maxSize" },
  ],
  [
    "a field of errors",
    connect(`${get}, selection: "$.a", errors: { ▲extension: "a: 1" }`),
    { code: "UNKNOWN_ARGUMENT", says: 'Did you mean "extensions"?' },
  ],
  [
    "an argument of @link",
    `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", ▲imports: ["@connect"])\n${query}`,
    { code: "UNKNOWN_ARGUMENT", says: 'Did you mean "import"?' },
  ],
  [
    "an argument of @key",
    `${query}type P @key(▲field: "id", fields: "id") { id: ID }`,
    { code: "UNKNOWN_ARGUMENT", says: 'Did you mean "fields"?' },
  ],
  [
    "text for a boolean",
    connect(`${get}, selection: "$.a", entity: ▲"true"`),
    { code: "INVALID_VALUE", says: "Expected Boolean" },
  ],
  [
    "text for a number",
    connect(`${get}, selection: "$.a", batch: { maxSize: ▲"5" }`),
    { code: "INVALID_VALUE", says: "Expected Int" },
  ],
];

const refused = ["requires", "provides"].map((name): Refusal => [
  `@${name}`,
  `${federation(`"@${name}"`)}type Query { a: Int ▲@${name}(fields: "b") }`,
  { code: "UNSUPPORTED_DIRECTIVE", says: `"@${name}" does not work here yet` },
]);

const unsupported: readonly Refusal[] = [
  ...refused,
  [
    "@override",
    `${federation('"@override"')}type Query { a: Int ▲@override(from: "x") }`,
    { code: "UNSUPPORTED_DIRECTIVE", says: "wrong answers" },
  ],
  [
    "@interfaceObject",
    `${federation('"@interfaceObject"')}${query}type P ▲@interfaceObject { id: ID }`,
    { code: "UNSUPPORTED_DIRECTIVE", says: "wrong answers" },
  ],
  [
    "@context by another name",
    `${federation('{ name: "@context", as: "@ctx" }')}${query}type P ▲@ctx(name: "x") { id: ID }`,
    { code: "UNSUPPORTED_DIRECTIVE", says: '"@ctx" does not work here yet' },
  ],
  ...["policy(policies: [])", "federation__policy(policies: [])"].map((use): Refusal => [
    `@${use}, which guards what it stands on`,
    `${federation('"@policy"')}type Query { a: Int ▲@${use} }`,
    { code: "UNSUPPORTED_DIRECTIVE", says: "would show to everybody" },
  ]),
  [
    "subscriptions",
    `${query}type ▲Subscription { a: Int @connect(${get}, selection: "$.a") }`,
    { code: "SUBSCRIPTIONS_UNSUPPORTED", says: "Remove the type" },
  ],
  [
    "subscriptions by another name",
    `schema { query: Query subscription: Live }\n${query}type ▲Live { a: Int }`,
    { code: "SUBSCRIPTIONS_UNSUPPORTED", says: '"Live"' },
  ],
  [
    "@connect on an input",
    `${query}input I ▲@connect(${get}, selection: "a") { a: Int }`,
    { code: "DIRECTIVE_MISPLACED", says: "FIELD_DEFINITION or OBJECT" },
  ],
  [
    "@connect on an interface",
    `${query}interface I ▲@connect(${get}, selection: "a") { a: Int }`,
    { code: "DIRECTIVE_MISPLACED", says: "INTERFACE" },
  ],
  [
    "@source on a type",
    `type Query ▲@source(name: "a", http: { baseURL: "https://x.dev" }) { a: Int }`,
    { code: "DIRECTIVE_MISPLACED", says: "SCHEMA" },
  ],
];

const links: readonly Refusal[] = [
  ...["v0.5", "v1.0", "0.4", "v0.4.1"].map((version): Refusal => [
    `connect ${version}`,
    `extend schema @link(url: ▲"https://specs.apollo.dev/connect/${version}")\n${query}`,
    { code: "UNSUPPORTED_VERSION", says: `this file links ${version}.` },
  ]),
  [
    "connect without a version",
    `extend schema @link(url: ▲"https://specs.apollo.dev/connect")\n${query}`,
    { code: "UNSUPPORTED_VERSION", says: "links none of them" },
  ],
  [
    "connect twice in a file",
    `${link("v0.2")}${link("v0.3").replace("url: ", "url: ▲")}${query}`,
    { code: "DUPLICATE_LINK", says: "Keep one" },
  ],
  [
    "a specification that is nearly connect",
    `extend schema @link(url: ▲"https://specs.apollo.dev/conect/v0.4")\n${query}`,
    { code: "UNKNOWN_SPECIFICATION", says: 'Did you mean "connect"?', severity: "warning" },
  ],
  [
    "the specification of schemas that were composed from others",
    `extend schema @link(url: ▲"https://specs.apollo.dev/join/v0.5", for: EXECUTION)\n${query}`,
    { code: "COMPOSED_SCHEMA", says: "Give the schemas that it was composed from" },
  ],
  [
    "an import that there is not",
    `${link("v0.4", ', import: ["@source", ▲"@conect"]')}${query}`,
    { code: "UNKNOWN_IMPORT", says: 'Did you mean "@connect"?' },
  ],
  [
    "an import that there is not, under another name",
    `${link("v0.4", ', import: [▲{ name: "@sources", as: "@api" }]')}${query}`,
    { code: "UNKNOWN_IMPORT", says: 'Did you mean "@source"?' },
  ],
];

const right: readonly Acceptance[] = [
  [
    "the federation directives that do no harm",
    `${federation('"@key", "@shareable", "@external", "@tag", "@inaccessible"')}type Query { a: Int @shareable @tag(name: "x") b: P @external }\ntype P @key(fields: "id", resolvable: false) { id: ID c: Int @inaccessible }`,
  ],
  [
    "a directive of the schema's own that is named like a guard that is not known here",
    `directive @policy on FIELD_DEFINITION\ntype Query { a: Int @policy }`,
  ],
  [
    "null for an argument that may be absent",
    connect(`${get}, selection: "$.a", source: null, batch: null, errors: null`),
  ],
  [
    "other specifications",
    `extend schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/context/v0.1") @link(url: "https://specs.apollo.dev/zebra/v1.0") @link(url: "https://specs.example.com/conect/v1.0")\n${query}`,
  ],
  [
    "a link that ends with a slash",
    `extend schema @link(url: "https://specs.apollo.dev/connect/v0.3/", import: ["@connect"])\n${query}`,
  ],
];

describe("refuses, or doubts", () => {
  test.each([...typos, ...unsupported, ...links])("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files, resolved)).toEqual(problemAtMarker(files, expected));
  });
});

describe("takes", () => {
  test.each(right)("%s", (_name, files) => {
    expect(codesOf(files, resolved)).toEqual([]);
  });
});

test("a directive is named as its file names it", () => {
  const [problem] = problemsOf(
    `${link("v0.4", ', import: [{ name: "@connect", as: "@rest" }]')}type Query { a: Int @rest(${get}, selektion: "$.a", selection: "$.a") }`,
    resolved,
  );
  expect(problem?.message).toBe('"@rest" has no argument "selektion".');
});

describe("a directive that is nearly one that does something here", () => {
  const meant = [
    ["@conect", "@connect"],
    ["@Connect", "@connect"],
    ["@conenct", "@connect"],
    ["@freshnes", "@freshness"],
    ["@requries", "@requires"],
    ["@polici", "@policy"],
  ] as const;

  test.each(meant)("%s is an error, and the only one", (written, known) => {
    const sdl = `type Query { a: Int ▲${written}(${get}, selection: "$.a") }`;
    const says = `There is no directive "${written}". Did you mean "${known}"?`;
    expect(markedProblemsOf(sdl)).toEqual(
      problemAtMarker(sdl, { code: "MISSPELT_DIRECTIVE", says }),
    );
  });

  test.each(["@internal", "@resource", "@contact", "@cached"])("is not %s", (name) => {
    expect(codesOf(`type Query { a: Int ${name} }`, resolved)).toEqual(["UNKNOWN_DIRECTIVE"]);
  });

  test("is told at each place", () => {
    const sdl = `type Query { a: Int @conect(${get}, selection: "$.a") b: Int @conect(${get}, selection: "$.b") }`;
    expect(codesOf(sdl)).toEqual(["MISSPELT_DIRECTIVE", "MISSPELT_DIRECTIVE"]);
  });

  test("comes before what follows from it", () => {
    const sdl = `extend schema @sorce(name: "api", http: { baseURL: "https://x.dev" })
      ${connect('source: "api", http: { GET: "/a" }, selection: "$.a"')}`;
    expect(codesOf(sdl)).toEqual(["MISSPELT_DIRECTIVE", "UNKNOWN_SOURCE"]);
  });

  test("may be one of the schema's own", () => {
    const sdl = `directive @conect on FIELD_DEFINITION\n${connect(`${get}, selection: "$.a"`)} type P { a: Int @conect }`;
    expect(codesOf(sdl)).toEqual([]);
  });
});

test("a directive that nobody defines is told once, whatever files it stands in", () => {
  const files = {
    "a.graphql": "type Query { a: Int @foo b: Int @foo(x: 1) }",
    "b.graphql": "type Query { c: Int @foo d: Int @bar }",
  };
  expect(codesOf(files, resolved)).toEqual(["UNKNOWN_DIRECTIVE", "UNKNOWN_DIRECTIVE"]);
});
