import { describe, expect, test } from "vitest";

import { contractOf } from "./support/contract-of.ts";

const federation = (rest: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.10"${rest})\n`;

const sdl = (authenticated: string, requiresScopes: string) =>
  `type Query { a: Int @${authenticated} b: Int @${requiresScopes}(scopes: [["s"]]) }`;

/** Who may see what, as "coordinate" -> sets of scopes. */
function needsOf(files: Parameters<typeof contractOf>[0]) {
  const { fields, types } = contractOf(files).requirements;
  return Object.fromEntries([...fields, ...types].map(([key, { scopes }]) => [key, scopes]));
}

test("a schema without them asks for nothing", () => {
  expect(needsOf("type Query { a: Int }")).toEqual({});
});

describe("the directives hold", () => {
  const both = { "Query.a": [], "Query.b": [[["s"]]] };

  test.each([
    ["as they are", sdl("authenticated", "requiresScopes")],
    [
      "where they are imported",
      federation(', import: ["@authenticated", "@requiresScopes"]') +
        sdl("authenticated", "requiresScopes"),
    ],
    [
      "by other names, where an import gives them",
      federation(
        ', import: [{ name: "@authenticated", as: "@in" }, { name: "@requiresScopes", as: "@may" }]',
      ) + sdl("in", "may"),
    ],
    [
      "with their prefix",
      federation("") + sdl("federation__authenticated", "federation__requiresScopes"),
    ],
    [
      "with a prefix of the file's own",
      federation(', as: "fed"') + sdl("fed__authenticated", "fed__requiresScopes"),
    ],
    [
      "with their prefix, though nothing is linked",
      sdl("federation__authenticated", "federation__requiresScopes"),
    ],
    [
      "where a link is to a specification of their own",
      `extend schema @link(url: "https://specs.apollo.dev/authenticated/v0.1", as: "in", for: SECURITY)
        @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
      ${sdl("in", "requiresScopes")}`,
    ],
    [
      "where the schema defines them",
      `directive @authenticated on FIELD_DEFINITION
      scalar federation__Scope
      directive @requiresScopes(scopes: [[federation__Scope!]!]!) on FIELD_DEFINITION
      ${sdl("authenticated", "requiresScopes")}`,
    ],
  ])("%s", (_, text) => {
    expect(needsOf(text)).toEqual(both);
  });

  test("and callers do not see their definitions", () => {
    const { schema } = contractOf(
      `directive @authenticated on FIELD_DEFINITION
      scalar federation__Scope
      directive @requiresScopes(scopes: [[federation__Scope!]!]!) on FIELD_DEFINITION
      ${sdl("authenticated", "requiresScopes")}`,
    );
    expect(schema.getDirective("authenticated")).toBeUndefined();
    expect(schema.getDirective("requiresScopes")).toBeUndefined();
    expect(schema.getType("federation__Scope")).toBeUndefined();
  });
});

describe("what several places ask for adds up", () => {
  test("of a field and its type", () => {
    expect(
      needsOf(`
        type Query { a: [T!]! @requiresScopes(scopes: [["a"]]) b: T @authenticated c: T }
        type T @requiresScopes(scopes: [["t"]]) { x: Int }
      `),
    ).toEqual({
      "Query.a": [[["a"]], [["t"]]],
      "Query.b": [[["t"]]],
      "Query.c": [[["t"]]],
      T: [[["t"]]],
    });
  });

  test("of an object, its interfaces, and their fields", () => {
    expect(
      needsOf(`
        type Query { a: T b: I u: U }
        interface I @requiresScopes(scopes: [["i"]]) { x: Int }
        interface J { x: Int @requiresScopes(scopes: [["jx"]]) y: Int }
        type T implements I & J { x: Int @requiresScopes(scopes: [["tx"]]) y: Int }
        union U = T
      `),
    ).toEqual({
      "Query.a": [[["i"]]],
      "Query.b": [[["i"]]],
      I: [[["i"]]],
      T: [[["i"]]],
      "J.x": [[["jx"]]],
      "T.x": [[["tx"]], [["jx"]]],
    });
  });

  test("of an enum and a scalar, for fields and not for arguments", () => {
    expect(
      needsOf(`
        type Query { a: [E] b(s: S, e: E): Int c: S }
        enum E @authenticated { X }
        scalar S @requiresScopes(scopes: [["s"]])
      `),
    ).toEqual({ "Query.a": [], "Query.c": [[["s"]]], E: [], S: [[["s"]]] });
  });

  test("of a root type, for each of its fields", () => {
    expect(
      needsOf(`
        schema { query: Q mutation: M }
        type Q { a: Int q: Q }
        extend type Q @authenticated
        type M @requiresScopes(scopes: [["m"]]) { b: Int @requiresScopes(scopes: [["b"]]) }
      `),
    ).toEqual({
      Q: [],
      "Q.a": [],
      "Q.q": [],
      M: [[["m"]]],
      "M.b": [[["m"]], [["b"]]],
    });
  });

  test("of all files that define a place", () => {
    expect(
      needsOf({
        "a.graphql": 'type Query { a: Int @requiresScopes(scopes: [["a"]]) }',
        "b.graphql": 'type Query { a: Int @requiresScopes(scopes: [["b"]]) b: Int }',
        "c.graphql": "type Query { a: Int @authenticated }",
      }),
    ).toEqual({ "Query.a": [[["a"]], [["b"]]] });
  });

  test("and the same twice is the same once, in whatever order it is written", () => {
    const { fields, types } = contractOf(`
      type Query {
        a: T @requiresScopes(scopes: [["y"], ["x", "w", "x"]])
        b: Int @requiresScopes(scopes: [["w", "x"], ["y"]])
        c: Int @authenticated @requiresScopes(scopes: [["w", "x"], ["y"]])
      }
      type T @requiresScopes(scopes: [["w", "x"], ["y"]]) { z: Int }
    `).requirements;
    expect(new Set([...fields.values(), ...types.values()]).size).toBe(1);
    expect(fields.get("Query.a")?.scopes).toHaveLength(1);
  });
});
