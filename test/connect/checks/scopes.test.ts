import { describe, expect, test } from "vitest";

import { markedProblemsOf, problemAtMarker } from "../../contract/support/problems-of.ts";
import { codesOf, resolved } from "./support/check-case.ts";
import type { Acceptance, Refusal } from "./support/check-case.ts";

const scopes = (value: string) => `type Query { a: Int @requiresScopes(scopes: ${value}) }`;

const wrong: readonly Refusal[] = [
  ["no scopes", scopes("▲[]"), { code: "INVALID_VALUE", says: "this one is empty" }],
  ["an empty set", scopes('[["a"], ▲[]]'), { code: "INVALID_VALUE", says: "@authenticated" }],
  [
    "a list, where and and or are not told apart",
    scopes('[▲"a", "b"]'),
    { code: "INVALID_VALUE", says: '[["a"], ["b"]] where one is enough' },
  ],
  ["a text", scopes('▲"a"'), { code: "INVALID_VALUE", says: "lists in a list" }],
  [
    "a set beside a text",
    scopes('[["a"], ▲"b"]'),
    { code: "INVALID_VALUE", says: "lists in a list" },
  ],
  ["a number", scopes("[[▲1]]"), { code: "INVALID_VALUE", says: "Expected federation__Scope" }],
  ["null", scopes("▲null"), { code: "INVALID_VALUE", says: "found null" }],
  ["scopes in one text", scopes('[[▲"a b"]]'), { code: "INVALID_VALUE", says: '[["a", "b"]]' }],
  ["a blank scope", scopes('[["a", ▲""]]'), { code: "INVALID_VALUE", says: "a word" }],
  [
    "no argument",
    "type Query { a: Int ▲@requiresScopes }",
    { code: "MISSING_ARGUMENT", says: '"scopes"' },
  ],
  [
    "an argument that only the schema's own definition has",
    "directive @authenticated(role: String) on FIELD_DEFINITION\ntype Query { a: Int @authenticated(▲role: 1) }",
    { code: "UNKNOWN_ARGUMENT", says: 'no argument "role"' },
  ],
  ...["authenticated", 'requiresScopes(scopes: [["a"]])'].flatMap((use): Refusal[] => [
    [
      `@${use} on an argument`,
      `type Query { a(b: Int ▲@${use}): Int }`,
      { code: "DIRECTIVE_MISPLACED", says: "FIELD_DEFINITION or OBJECT or INTERFACE" },
    ],
    [
      `@${use} on an input`,
      `type Query { a(b: I): Int }\ninput I ▲@${use} { x: Int }`,
      { code: "DIRECTIVE_MISPLACED", says: "INPUT_OBJECT" },
    ],
    [
      `@${use} on a union`,
      `type Query { a: U }\nunion U ▲@${use} = T\ntype T { x: Int }`,
      { code: "DIRECTIVE_MISPLACED", says: "UNION" },
    ],
    [
      `@${use} on a value of an enum`,
      `type Query { a: E }\nenum E { X ▲@${use} }`,
      { code: "DIRECTIVE_MISPLACED", says: "ENUM_VALUE" },
    ],
    [
      `@${use} on a schema`,
      `extend schema ▲@${use}\ntype Query { a: Int }`,
      { code: "DIRECTIVE_MISPLACED", says: "SCHEMA" },
    ],
    [
      `@${use} twice`,
      `type Query { a: Int @${use} ▲@${use} }`,
      { code: "DIRECTIVE_REPEATED", says: "once" },
    ],
  ]),
];

const right: readonly Acceptance[] = [
  ["a scope of any letters", scopes('[["read:users", "https://x.dev/auth/a.b"], ["*"]]')],
];

const link = (imported: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.10", import: [${imported}])\n`;

const misspelt: readonly Refusal[] = [
  [
    "as it is",
    "type Query { a: Int ▲@autenticated }",
    { code: "MISSPELT_DIRECTIVE", says: 'Did you mean "@authenticated"?' },
  ],
  [
    "with its prefix",
    `${link("")}type Query { a: Int ▲@federation__requireScope(scopes: [["a"]]) }`,
    { code: "MISSPELT_DIRECTIVE", says: 'Did you mean "@requiresScopes"?' },
  ],
  [
    "by the name that an import gives it",
    `${link('{ name: "@authenticated", as: "@members" }')}type Query { a: Int @members b: Int ▲@membres }`,
    { code: "MISSPELT_DIRECTIVE", says: 'Did you mean "@members"?' },
  ],
  [
    "by the name that an import of another file gives it",
    {
      "a.graphql": `${link('{ name: "@authenticated", as: "@members" }')}type Query { a: Int @members }`,
      "b.graphql": "type Query { b: Int ▲@members }",
    },
    { code: "MISSPELT_DIRECTIVE", says: "what another file calls a directive" },
  ],
];

describe("never takes a guard that is misspelt for a word without meaning", () => {
  test.each(misspelt)("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files, resolved)).toEqual(problemAtMarker(files, expected));
  });
});

describe("refuses", () => {
  test.each(wrong)("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files, resolved)).toEqual(problemAtMarker(files, expected));
  });
});

describe("takes", () => {
  test.each(right)("%s", (_name, files) => {
    expect(codesOf(files, resolved)).toEqual([]);
  });
});
