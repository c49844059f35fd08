import { printSchema } from "graphql";
import { describe, expect, test } from "vitest";

import { contractOf } from "../../contract/support/contract-of.ts";
import {
  type Files,
  markedProblemsOf,
  problemAtMarker,
} from "../../contract/support/problems-of.ts";
import { codesOf, get, link, resolved } from "./support/check-case.ts";
import type { Acceptance, Refusal } from "./support/check-case.ts";

const a = (directive: string) =>
  `a: Int @${directive}(source: "api", http: { GET: "/a" }, selection: "$.a")`;
const http = 'http: { baseURL: "https://x.dev" }';

const file = (name: string, host: string) =>
  `extend schema @source(name: "api", http: { baseURL: "https://${host}" })\ntype Query { ${name}: Int @connect(source: "api", http: { GET: "/" }, selection: "$.a") }`;
const byKey = (rest: string) =>
  `type P @key(fields: "id") @connect(http: { GET: "https://x.dev/{$this.id}" }, selection: "${rest}") { id: ID! org: ID name: String }`;

/** The API that callers see, without the directives of incremental delivery. */
function apiOf(files: Files | string): string {
  return printSchema(contractOf(files).schema)
    .replaceAll(/"""\n[^"]+"""\ndirective @(defer|stream)\([\s\S]*?\) on .*\n+/g, "")
    .trim();
}

describe("the directives go by", () => {
  test.each([
    ["their own names, imported", link("v0.4"), "source", "connect"],
    ["their own names, without a link", "", "source", "connect"],
    [
      "other names",
      link(
        "v0.4",
        ', import: [{ name: "@source", as: "@api" }, { name: "@connect", as: "@fetch" }]',
      ),
      "api",
      "fetch",
    ],
    [
      "one name of each kind",
      link("v0.4", ', import: [{ name: "@source", as: "@api" }, "@connect"]'),
      "api",
      "connect",
    ],
    ["their prefixed names", link("v0.4", ""), "connect__source", "connect__connect"],
    ["the prefix alone, for the one of its name", link("v0.4", ""), "connect__source", "connect"],
    ["another prefix", link("v0.4", ', as: "rest"'), "rest__source", "rest"],
    [
      "another prefix beside imported names",
      link("v0.4", ', as: "rest", import: ["@connect"]'),
      "rest__source",
      "connect",
    ],
  ])("%s", (_name, linked, source, connect) => {
    const sdl = `${linked}extend schema @${source}(name: "api", ${http})\ntype Query { ${a(connect)} }`;
    expect(contractOf(sdl).connectors.map((it) => [it.id, it.source?.name])).toEqual([
      ["Query.a", "api"],
    ]);
    expect(apiOf(sdl)).toBe("type Query {\n  a: Int\n}");
  });

  test("other names in each file", () => {
    const { connectors } = contractOf({
      "a.graphql": `${link("v0.2", ', import: [{ name: "@connect", as: "@one" }]')}type Query { a: Int @one(${get}, selection: "$.a") }`,
      "b.graphql": `${link("v0.3", ', import: [{ name: "@connect", as: "@two" }]')}type Query { b: Int @two(${get}, selection: "$.b") }`,
    });
    expect(connectors.map(({ id, version }) => `${id} ${version}`)).toEqual([
      "Query.a v0.2",
      "Query.b v0.3",
    ]);
  });

  test("names that one file gives them, and not in another", () => {
    const files = {
      "a.graphql": `${link("v0.4", ', import: [{ name: "@connect", as: "@one" }]')}type Query { a: Int @one(${get}, selection: "$.a") }`,
      "b.graphql": `type Query { b: Int @one(${get}, selection: "$.b") }`,
    };
    expect(codesOf(files)).toEqual(["MISSPELT_DIRECTIVE"]);
  });
});

describe("a name that is free, as the specification's is imported under another,", () => {
  const files = `${link("v0.4", ', import: [{ name: "@source", as: "@api" }, "@connect"]')}
    extend schema @api(name: "api", ${http})
    directive @source(of: String) on FIELD_DEFINITION
    type Query { ${a("connect")} @source(of: "there") }`;

  test("may be that of a directive of the schema's own, which callers see by it", () => {
    expect(codesOf(files)).toEqual([]);
    expect(apiOf(files)).toContain("directive @source(of: String) on FIELD_DEFINITION");
  });

  test("is checked as the schema defines it", () => {
    const sdl = files.replace('@source(of: "there")', '@source(▲off: "there")');
    const expected = { code: "UNKNOWN_ARGUMENT", says: '"@source" has no argument "off".' };
    expect(markedProblemsOf(sdl, resolved)).toEqual(problemAtMarker(sdl, expected));
  });

  test("still hides what it must, where the schema defines nothing by it", () => {
    const sdl = `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.10", import: [{ name: "@inaccessible", as: "@hidden" }])
      type Query { a: Int b: Int @hidden c: Int @inaccessible }`;
    expect(apiOf(sdl)).toBe("type Query {\n  a: Int\n}");
  });
});

describe("definitions that a file brings for its editor are no part of the API:", () => {
  const body = `extend schema @source(name: "api", ${http})\ntype Query { ${a("connect")} }`;
  const selection = "scalar JSONSelection\nscalar URLTemplate\nscalar URLPathTemplate";
  test.each([
    [
      "those of the connect directives",
      `${link("v0.4")}${body}
      directive @source(name: String!, http: SourceHTTP!) repeatable on SCHEMA
      directive @connect(source: String, http: ConnectHTTP, selection: JSONSelection!) repeatable on FIELD_DEFINITION
      ${selection}
      input SourceHTTP { baseURL: String! headers: [HTTPHeaderMapping!] }
      input ConnectHTTP { GET: URLTemplate body: JSONSelection headers: [HTTPHeaderMapping!] }
      input HTTPHeaderMapping { name: String! from: String value: String }`,
    ],
    [
      "those of their prefixed names",
      `${link("v0.4", "")}${body}
      directive @connect__source(name: String!, http: connect__SourceHTTP!) repeatable on SCHEMA
      scalar connect__JSONSelection
      input connect__SourceHTTP { baseURL: String! }`,
    ],
    [
      "those of another prefix",
      `${link("v0.4", ', as: "rest", import: ["@source", "@connect"]')}${body}
      scalar rest__JSONSelection
      input rest__SourceHTTP { baseURL: String! path: rest__JSONSelection }`,
    ],
    [
      "types that are imported under other names",
      `${link("v0.4", ', import: ["@source", "@connect", { name: "JSONSelection", as: "Mapping" }]')}${body}
      directive @connect(source: String, selection: Mapping!) repeatable on FIELD_DEFINITION
      scalar Mapping`,
    ],
    [
      "those of @link and of federation",
      `${link("v0.4")}${body}
      directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
      scalar link__Import
      enum link__Purpose { SECURITY EXECUTION }
      directive @key(fields: federation__FieldSet!) repeatable on OBJECT
      scalar federation__FieldSet
      scalar FieldSet`,
    ],
  ])("%s", (_name, sdl) => {
    expect(codesOf(sdl)).toEqual([]);
    expect(apiOf(sdl)).toBe("type Query {\n  a: Int\n}");
  });

  test("but a type of such a name that a field has is the schema's own", () => {
    const sdl = `${link("v0.4")}type Query { a: JSONSelection @connect(${get}, selection: "$") }\nscalar JSONSelection`;
    expect(apiOf(sdl)).toContain("scalar JSONSelection");
  });
});

describe("what several files say of one name is one:", () => {
  const merged: readonly (readonly [string, Files, string])[] = [
    [
      "an object type, field by field",
      { "a.graphql": "type Query { a: Int }", "b.graphql": "type Query { b: Int }" },
      "type Query {\n  a: Int\n  b: Int\n}",
    ],
    [
      "a type and what extends it, in any order",
      { "a.graphql": "extend type Query { b: Int }", "b.graphql": "type Query { a: Int }" },
      "type Query {\n  b: Int\n  a: Int\n}",
    ],
    [
      "what extends a root type that nobody defines",
      { "a.graphql": "extend type Query { a: Int }", "b.graphql": "extend type Query { b: Int }" },
      "type Query {\n  a: Int\n  b: Int\n}",
    ],
    [
      "a field, alike in both",
      {
        "a.graphql": "type Query { a(x: Int = 1): [Int!] }",
        "b.graphql": "type Query { a(x: Int = 1): [Int!] }",
      },
      "type Query {\n  a(x: Int = 1): [Int!]\n}",
    ],
    [
      "enums, inputs and unions",
      {
        "a.graphql":
          "type Query { a(e: E, i: I): U }\nenum E { A }\ninput I { a: Int }\nunion U = X\ntype X { x: Int }",
        "b.graphql":
          "enum E { B }\ninput I { b: Int }\nunion U = Y\ntype Y { y: Int }\nextend union U = Z\ntype Z { z: Int }",
      },
      "type Query {\n  a(e: E, i: I): U\n}\n\nenum E {\n  A\n  B\n}\n\ninput I {\n  a: Int\n  b: Int\n}\n\nunion U = X | Y | Z\n\ntype X {\n  x: Int\n}\n\ntype Y {\n  y: Int\n}\n\ntype Z {\n  z: Int\n}",
    ],
    [
      "interfaces that a type implements",
      {
        "a.graphql": "type Query implements I { x: Int }\ninterface I { x: Int }",
        "b.graphql": "type Query implements J { y: Int }\ninterface J { y: Int }",
      },
      "type Query implements I & J {\n  x: Int\n  y: Int\n}\n\ninterface I {\n  x: Int\n}\n\ninterface J {\n  y: Int\n}",
    ],
    [
      "a description, from the first that has one",
      { "a.graphql": "type Query { a: Int }", "b.graphql": '"All."\ntype Query { "One." a: Int }' },
      '"""All."""\ntype Query {\n  """One."""\n  a: Int\n}',
    ],
    [
      "what is deprecated in one of them",
      {
        "a.graphql": "type Query { a: Int }",
        "b.graphql": 'type Query { a: Int @deprecated(reason: "b") }',
      },
      'type Query {\n  a: Int @deprecated(reason: "b")\n}',
    ],
    [
      "what is hidden in one of them",
      {
        "a.graphql": "type Query { a: Int b: Int }",
        "b.graphql": "type Query { b: Int @inaccessible }",
      },
      "type Query {\n  a: Int\n}",
    ],
    [
      "descriptions and deprecations of everything that can have them",
      {
        "a.graphql":
          '"Q."\ntype Query {\n  "F."\n  a("A." x: Int @deprecated(reason: "x")): E\n}\n"E."\nenum E {\n  "V."\n  A @deprecated\n}',
        "b.graphql": "",
      },
      '"""Q."""\ntype Query {\n  """F."""\n  a(\n    """A."""\n    x: Int @deprecated(reason: "x")\n  ): E\n}\n\n"""E."""\nenum E {\n  """V."""\n  A @deprecated\n}',
    ],
  ];

  test.each(merged)("%s", (_name, files, api) => {
    expect(codesOf(files, resolved)).toEqual([]);
    expect(apiOf(files)).toBe(api);
  });

  const conflicts: readonly Refusal[] = [
    [
      "a field of two types",
      { "a.graphql": "type Query { a: Int }", "b.graphql": "type Query { ▲a: Int! }" },
      { code: "FIELD_CONFLICT", says: "`Int` in a.graphql:1 and `Int!` here" },
    ],
    [
      "a field with other arguments",
      { "a.graphql": "type Query { a(x: Int): Int }", "b.graphql": "type Query { ▲a: Int }" },
      { code: "FIELD_CONFLICT", says: "`(x: Int): Int` in a.graphql:1" },
    ],
    [
      "an argument with another default",
      {
        "a.graphql": "type Query { a(x: Int): Int }",
        "b.graphql": "type Query { ▲a(x: Int = 5): Int }",
      },
      { code: "FIELD_CONFLICT", says: "`(x: Int = 5): Int` here" },
    ],
    [
      "a field of an input with another default",
      {
        "a.graphql": "type Query { a(i: I): Int }\ninput I { x: Int = 1 }",
        "b.graphql": "input I { ▲x: Int = 2 }",
      },
      { code: "FIELD_CONFLICT", says: "`Int = 1` in a.graphql:2 and `Int = 2` here" },
    ],
    [
      "a name of two kinds",
      { "a.graphql": "type Query { a: P }\ntype P { x: Int }", "b.graphql": "input ▲P { x: Int }" },
      { code: "TYPE_CONFLICT", says: "an object type in a.graphql:2 and an input type here" },
    ],
    [
      "what extends a type that nobody defines, with the one that was meant",
      {
        "a.graphql": "type Query { a: Post }\ntype Post { x: Int }",
        "b.graphql": "extend type ▲Pots { y: Int }",
      },
      { code: "EXTENDS_NOTHING", says: 'Did you mean "Post"?' },
    ],
  ];

  test.each(conflicts)("but not %s", (_name, files, expected) => {
    expect(markedProblemsOf(files, resolved)).toEqual(problemAtMarker(files, expected));
  });
});

describe("a source is its file's own:", () => {
  test("two files may have one of the same name each, told apart by their files' names", () => {
    const { connectors } = contractOf({
      "a.graphql": file("a", "a.dev"),
      "b.graphql": file("b", "b.dev"),
    });
    expect(connectors.map(({ id, source }) => [id, source?.name, source?.baseUrl.text])).toEqual([
      ["Query.a", "a.api", "https://a.dev"],
      ["Query.b", "b.api", "https://b.dev"],
    ]);
  });

  test("another file's is not found, and is named", () => {
    const files = {
      "a.graphql": file("a", "a.dev"),
      "b.graphql":
        'type Query { b: Int @connect(source: ▲"api", http: { GET: "/" }, selection: "$.b") }',
    };
    const expected = { code: "UNKNOWN_SOURCE", says: "a.graphql declares one of this name" };
    expect(markedProblemsOf(files, resolved)).toEqual(problemAtMarker(files, expected));
  });
});

describe("what one file leaves to another is there:", () => {
  const stub = `type Query { p: P @connect(${get}, selection: "id") }\ntype P @key(fields: "id") { id: ID! }`;
  const right: readonly Acceptance[] = [
    [
      "the fields of a type that it only names by its key",
      { "a.graphql": stub, "b.graphql": byKey("id org name") },
    ],
    [
      "an external field that a connector reads",
      {
        "a.graphql": stub.replace(
          "id: ID! }",
          `id: ID! org: ID @external up: Int @connect(http: { GET: "https://x.dev/o/{$this.org}" }, selection: "$.n") }`,
        ),
        "b.graphql": byKey("id org name"),
      },
    ],
    [
      "a hidden field that a connector reads",
      `type Query { p: P @connect(${get}, selection: "id hidden") }
       type P { id: ID hidden: ID @inaccessible up: Int @connect(http: { GET: "https://x.dev/{$this.hidden}" }, selection: "$.n") }`,
    ],
  ];

  test.each(right)("%s", (_name, files) => {
    expect(codesOf(files)).toEqual([]);
  });

  test("or is told, at the field that nobody resolves", () => {
    const files = { "a.graphql": stub, "b.graphql": byKey("id org").replace("name:", "▲name:") };
    const expected = { code: "UNRESOLVABLE_FIELD", says: "Query.p returns P without it" };
    expect(markedProblemsOf(files)).toEqual(problemAtMarker(files, expected));
  });
});
