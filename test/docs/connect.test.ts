import { describe, expect, test } from "vitest";

import { compileMapping } from "../../src/mapping/compile-mapping.ts";
import { type ConnectVersion, MappingSyntaxError } from "../../src/mapping/mapping.ts";
import { answered } from "../connect/entities/support/answered.ts";
import { send } from "../connect/requests/support/send.ts";
import { contractOf } from "../contract/support/contract-of.ts";
import { problemsOf } from "../contract/support/problems-of.ts";
import { codeBlocksOf, codeRowsOf, readMarkdown } from "./support/markdown.ts";

const page = readMarkdown("docs/connect.md");
const versions = ["v0.2", "v0.3", "v0.4"] as const;

/** The rows of the tables below a heading. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const [, below = ""] = page.text.split(`\n## ${heading}\n`);
  return codeRowsOf({ ...page, text: below.split("\n## ")[0] ?? "" });
}

describe("docs/connect.md: the versions", () => {
  const rows = rowsOf("Versions").filter(([link = ""]) => /^(https:|nothing)/.test(link));

  test.each(rows)("%s is read as %s", (link = "", readAs = "") => {
    const schema = `
      ${link.startsWith("https:") ? `extend schema @link(url: "${link}", import: ["@connect"])` : ""}
      type Query { x: Int @connect(http: { GET: "https://api.example/x" }, selection: "$.x") }
    `;
    const problem = problemsOf(schema).find(({ severity }) => severity === "error");
    const found = problem?.code ?? contractOf(schema).connectors[0]?.version;
    expect(found).toBe(/^`?([A-Z_]+|v[\d.]+)/.exec(readAs)?.[1]);
  });

  test("tells of seven ways", () => {
    expect(rows).toHaveLength(7);
  });

  test.each(versions)("%s has what the table says", (version) => {
    const column = versions.indexOf(version) + 1;
    const claims = page.text
      .split("\n")
      .map((line) => line.split("|").slice(1, -1))
      .map((cells) => cells.map((cell) => cell.trim()))
      .filter((cells) => /^(yes|no)$/.test(cells[column] ?? ""));
    expect(claims).toHaveLength(features.length);
    for (const [what, connector] of features) {
      const schema = `
        extend schema @link(url: "https://specs.apollo.dev/connect/${version}", import: ["@source", "@connect"])
          @source(name: "api", http: { baseURL: "https://api.example", path: "$(['v1'])" }, isSuccess: "$status->eq(200)", errors: { message: "$.m" })
        ${connector}
      `;
      const errors = problemsOf(schema).filter(({ severity }) => severity === "error");
      const claim = claims.find(([cell = ""]) => cell.startsWith(what))?.[column];
      expect({ what, has: errors.length === 0 ? "yes" : "no" }).toEqual({ what, has: claim });
    }
  });
});

/** A schema that uses it, by how the table's row begins. */
const features: readonly (readonly [row: string, schema: string])[] = [
  [
    "`@source` and `@connect`",
    `type Query { x(id: ID): Int @connect(source: "api", id: "name", http: { GET: "/x", path: "$([$args.id])", queryParams: "q: $args.id" },
       isSuccess: "$.ok", errors: { message: "$.m", extensions: "a: $.b" }, selection: "$.x") }`,
  ],
  [
    "All methods",
    `type Query { x: String @connect(source: "api", http: { GET: "/x" }, selection: "$.x->split(',')->map(@->trim)->filter(@->ne($config.a))->as($l)->echo($l->first)") }`,
  ],
  [
    "Connectors on types",
    `type Query { x(id: ID!): T @connect(source: "api", http: { GET: "/x" }, selection: "id", entity: true) }
     type T @connect(source: "api", http: { GET: "/t?id={$batch.id->joinNotNull(',')}" }, selection: "id a")
       @connect(source: "api", http: { GET: "/t/{$this.id}" }, selection: "id b") { id: ID! a: Int b: Int }`,
  ],
  [
    "`?`, `??`",
    `type Query { x: Int @connect(source: "api", http: { GET: "/x" }, selection: "$($.a? ?? $.b ?? 1)") }`,
  ],
  [
    "Commas in lists",
    `type Query { x: T @connect(source: "api", http: { GET: "/x" }, selection: "a, b: 'text', ... $.rest { c }") } type T { a: Int b: String c: Int }`,
  ],
  [
    "Interfaces and unions",
    `type Query { x: U @connect(source: "api", http: { GET: "/x" }, selection: "... k->match(['a', { __typename: 'A', id }], ['b', { __typename: 'B', id }])") }
     union U = A | B type A { id: ID } type B { id: ID }`,
  ],
  ["Connectors without `http`", `type Query { x: Int @connect(selection: "$(1)") }`],
];

describe("docs/connect.md: the mapping language", () => {
  const given: unknown = JSON.parse(codeBlocksOf(page, "json")[0]?.code ?? "");

  test.each(rowsOf("The mapping language"))("%s is %s, %s, %s", (written = "", ...values) => {
    expect(versions.map((version) => mapped(written, version, given))).toEqual(values);
  });
});

function mapped(text: string, version: ConnectVersion, given: unknown): string {
  try {
    const value = compileMapping(text, version).evaluate(JSON.parse(JSON.stringify(given)), {});
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof MappingSyntaxError) return "refused";
    throw error;
  }
}

describe("docs/connect.md: requests", () => {
  const rows = rowsOf("Requests").filter(([http]) => http !== "http");

  test.each(rows)("%s with %s is %s", async (http = "", args = "", sent = "") => {
    const given = JSON.parse(args) as Readonly<Record<string, unknown>>;
    const { line, body, code } = await send({ http, args: { x: undefined, ...given } });
    expect(line === undefined ? code : `${line} ${body}`.trim()).toBe(sent);
  });
});

describe("docs/connect.md: fill-in", () => {
  const schema = codeBlocksOf(page, "graphql")[0]?.code ?? "";
  const data = {
    "GET /posts": [
      { id: 5, userId: 1 },
      { id: 6, userId: 2 },
    ],
    "GET /posts/5": { id: 5, title: "t", userId: 1 },
    "GET /about": [
      { type: "user", id: 1 },
      { type: "post", id: 5 },
      { type: "tag", id: 9 },
    ],
    "GET /users": [
      { id: 1, name: "Ada", team: "a" },
      { id: 2, name: "Bob", team: "a" },
    ],
    "GET /teams/a/members": [{ id: 1 }, { id: 2 }],
  };

  test.each(rowsOf("Fill-in"))("%s asks %s", async (query = "", calls = "") => {
    const { result, asked } = await answered({ schema, data, query });
    expect(result.errors).toBeUndefined();
    expect(asked).toEqual(calls.replaceAll("`", "").split(", ").toSorted());
  });
});
