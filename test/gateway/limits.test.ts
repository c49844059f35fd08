import { createHash } from "node:crypto";

import { type FormattedExecutionResult, getIntrospectionQuery } from "graphql";
import { describe, expect, test } from "vitest";

import type { ConfigInput } from "../../src/gateway.ts";
import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
  enum Colour { RED GREEN }
  type Query {
    value(colour: Colour): Int @connect(source: "api", http: { GET: "/value" }, selection: "$")
    users(first: Int, ids: [ID!]): [User] @connect(source: "api", http: { GET: "/users" }, selection: "id")
    sized(size: Int): [User] @listSize(slicingArguments: ["size"])
      @connect(source: "api", http: { GET: "/users" }, selection: "id")
    me: User @connect(source: "api", http: { GET: "/me" }, selection: "id")
  }
  type User {
    id: ID
    friend: User @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id")
  }
`;

/** A gateway over HTTP, and how often its source was asked. */
async function open(
  limits: NonNullable<ConfigInput["limits"]> = {},
  server: ConfigInput["server"] = {},
) {
  const opened = await openGateway({
    schema,
    config: { limits },
    server,
    routes: {
      "GET /value": () => json(1),
      "GET /users": () => json([{ id: 1 }]),
      "GET /me": () => json({ id: 1 }),
      "GET /users/1": () => json({ id: 2 }),
    },
  });
  const { url } = await opened.gateway.start();
  const post = async (body: string) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const text = await response.text();
    const answer = JSON.parse(text) as FormattedExecutionResult;
    return { status: response.status, headers: response.headers, text, ...answer };
  };
  const send = (query: string, variables?: unknown) => post(JSON.stringify({ query, variables }));
  /** What is told of a refused operation. */
  const refusal = async (query: string, variables?: unknown) => {
    const { status, errors, data } = await send(query, variables);
    return { status, data, ...errors?.[0]?.extensions };
  };
  return { ...opened, url, post, send, refusal };
}

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, it) => text(it)).join(" ");

const withVariable = (value: string) => `{"query": "{ value }", "variables": {"a": ${value}}}`;
const deep = (levels: number, inside = "") => "[".repeat(levels) + inside + "]".repeat(levels);

describe("an operation at a limit is answered, and one just beyond it is refused, and nothing asked for it", () => {
  test.each<{
    limits: NonNullable<ConfigInput["limits"]>;
    at: string;
    beyond: string;
    code: string;
    variables?: readonly [unknown, unknown];
  }>([
    {
      limits: { documentBytes: 9 },
      at: "{ value }",
      beyond: "{ value  }",
      code: "DOCUMENT_TOO_LARGE",
    },
    { limits: { tokens: 3 }, at: "{ value }", beyond: "{ value value }", code: "TOO_MANY_TOKENS" },
    {
      limits: { depth: 2 },
      at: "{ me { id } }",
      beyond: "{ me { friend { id } } }",
      code: "TOO_DEEP",
    },
    {
      limits: { fields: 2 },
      at: "{ me { id } }",
      beyond: "{ me { ...A } value } fragment A on User { id }",
      code: "TOO_MANY_FIELDS",
    },
    {
      limits: { rootFields: 2 },
      at: "{ value b: value }",
      beyond: "{ value b: value c: value }",
      code: "TOO_MANY_ROOT_FIELDS",
    },
    {
      limits: { aliases: 1 },
      at: "{ value b: value }",
      beyond: "{ value b: value c: value }",
      code: "TOO_MANY_ALIASES",
    },
    {
      limits: { directives: 1 },
      at: "{ value @include(if: true) }",
      beyond: "{ value @include(if: true) b: value @skip(if: false) }",
      code: "TOO_MANY_DIRECTIVES",
    },
    {
      limits: { directivesPerField: 1 },
      at: "{ value @include(if: true) }",
      beyond: "{ value @include(if: true) @skip(if: false) }",
      code: "TOO_MANY_DIRECTIVES",
    },
    {
      limits: { listSize: 10 },
      at: "{ users(first: 10) { id } }",
      beyond: "{ users(first: 11) { id } }",
      code: "LIST_TOO_LONG",
    },
    {
      limits: { listSize: 10 },
      at: "query($n: Int) { sized(size: $n) { id } }",
      beyond: "query($n: Int) { sized(size: $n) { id } }",
      variables: [{ n: 10 }, { n: 11 }],
      code: "LIST_TOO_LONG",
    },
    {
      limits: { listSize: 2 },
      at: "query($ids: [ID!]) { users(ids: $ids) { id } }",
      beyond: "query($ids: [ID!]) { users(ids: $ids) { id } }",
      variables: [{ ids: [1, 2] }, { ids: [1, 2, 3] }],
      code: "LIST_TOO_LONG",
    },
    {
      limits: { variableDepth: 1 },
      at: "{ value }",
      beyond: "{ value }",
      variables: [{ a: [1] }, { a: [[1]] }],
      code: "VARIABLES_TOO_DEEP",
    },
    {
      limits: { variableValues: 2 },
      at: "{ value }",
      beyond: "{ value }",
      variables: [{ a: [1] }, { a: [1, 2] }],
      code: "TOO_MANY_VALUES",
    },
  ])("$limits: $beyond", async ({ limits, at, beyond, code, variables = [] }) => {
    const { send, refusal, upstream } = await open(limits);
    const [[name, limit] = []] = Object.entries(limits);

    expect(await refusal(beyond, variables[1])).toMatchObject({
      status: 400,
      data: undefined,
      code,
      setting: `limits.${name}`,
      limit,
    });
    expect(upstream.asked).toEqual([]);
    expect(await send(at, variables[0])).toMatchObject({ status: 200 });
  });

  test("in process, too", async () => {
    const { ask, upstream } = await open({ rootFields: 1 });
    expect(await ask("{ value b: value }")).toMatchObject({
      errors: [{ extensions: { code: "TOO_MANY_ROOT_FIELDS", found: 2 } }],
    });
    expect(upstream.asked).toEqual([]);
    expect(await ask("{ value }")).toEqual({ data: { value: 1 } });
  });

  test("by GET, too, with what was found, and where", async () => {
    const { url } = await open({ depth: 2 });
    const query = encodeURIComponent("{ me { friend { id } } }");
    const response = await fetch(`${url}?query=${query}`, {
      headers: { "apollo-require-preflight": "1" },
    });
    expect(response.status).toBe(400);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({
      errors: [
        {
          message:
            "An operation may have 2 levels of fields; this one has 3. Ask for less at a time, or in several operations. (limits.depth)",
          locations: [{ line: 1, column: 17 }],
          extensions: { code: "TOO_DEEP", setting: "limits.depth", limit: 2, found: 3 },
        },
      ],
    });
  });
});

describe("limits that change", () => {
  test("hold from the next request on, for documents that are known, too", async () => {
    const { gateway, send, refusal, withSource } = await open({ depth: 2 });
    const query = "{ me { id } }";
    expect(await send(query)).toMatchObject({ status: 200 });
    gateway.tune({ ...withSource({}), limits: { depth: 1 } });
    expect(await refusal(query)).toMatchObject({ status: 400, code: "TOO_DEEP", limit: 1 });
    gateway.tune({ ...withSource({}), limits: { depth: 3 } });
    expect(await send(query)).toMatchObject({ status: 200 });
  });
});

describe("with the limits that there are by default", () => {
  test("the usual introspection query passes, where introspection is on", async () => {
    const { send } = await open({}, { introspection: true });
    const { status, data } = await send(getIntrospectionQuery({ inputValueDeprecation: true }));
    expect({ status, data }).toMatchObject({ status: 200, data: { __schema: {} } });
  });

  test("where it is off, no message suggests a name: of a field, an argument, or a value", async () => {
    const { send } = await open();
    const misspelt: readonly (readonly [string, unknown?])[] = [
      ["{ valu }"],
      ["{ value(color: RED) }"],
      ["{ value(colour: REDD) }"],
      ["{ me { idd } }"],
      ["{ ... on Usr { id } }"],
      ["query($colour: Colou) { value(colour: $colour) }"],
      ["query($colour: Colour) { value(colour: $colour) }", { colour: "GREE" }],
      ["query($colour: Colour = GREE) { value(colour: $colour) }"],
      ["{ value @incude(if: true) }"],
    ];
    const answers = await Promise.all(
      misspelt.map(async ([query, variables]) => ({ query, ...(await send(query, variables)) })),
    );
    expect(answers.map(({ query, status }) => [query, status])).toEqual(
      misspelt.map(([query]) => [query, 400]),
    );
    for (const { text } of answers) expect(text).not.toMatch(/did you mean|GREEN/i);
  });

  const fragments = (count: number, body: (index: number) => string) =>
    times(count, (it) => `fragment f${it} on User { ${body(it)} }`);
  const doubling = fragments(30, (it) =>
    it === 29 ? "id" : `a: friend { ...f${it + 1} } b: friend { ...f${it + 1} }`,
  );

  test.each([
    ["10,000 aliases", `{ ${times(10_000, (it) => `a${it}: value`)} }`],
    ["101 aliases", `{ me { ${times(101, (it) => `a${it}: id`)} } }`],
    ["very many levels", `{ me ${"{ friend ".repeat(1000)} { id } ${"}".repeat(1000)} }`],
    ["13 levels", `{ me ${"{ friend ".repeat(11)} { id } ${"}".repeat(11)} }`],
    ["fragments that double each other", `{ me { ...f0 } } ${doubling}`],
    ["a fragment in itself", "{ me { ...A } } fragment A on User { id ...A }"],
    [
      "fragments in a circle",
      `{ me { ...f0 } } ${fragments(9, (it) => `friend { ...f${(it + 1) % 9} }`)}`,
    ],
    ["a token that is huge", `{ value(colour: "${"x".repeat(500_000)}") }`],
    ["a name that is huge", `{ ${"x".repeat(60_000)} }`],
    ["a flood of comments", `{ value } ${"# comment\n".repeat(90_000)}`],
    ["a flood of commas", `{ value ${",".repeat(900_000)} }`],
    ["100,000 directives", `{ value ${"@a".repeat(100_000)} }`],
    ["1,000 directives", `{ value ${"@a".repeat(1000)} }`],
    ["a list of 20,000 values", `{ users(ids: [${"1 ".repeat(20_000)}]) { id } }`],
    ["deep lists", `{ users(ids: ${"[".repeat(30_000)}`],
    ["one field very often", `{ ${"me { id } ".repeat(1000)} }`],
    ["one field at the root often", `{ ${"value ".repeat(2000)} }`],
    ["many operations", times(700, (it) => `query q${it} { value }`)],
    ["what is no GraphQL", "}".repeat(60_000)],
  ])("hostile documents are refused, whatever they have: %s", async (_, query) => {
    const { send, upstream } = await open();
    const { status, errors = [], text } = await send(query);

    expect({ status, codes: errors.map(({ extensions }) => typeof extensions?.["code"]) }).toEqual({
      status: 400,
      codes: errors.map(() => "string"),
    });
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.length).toBeLessThanOrEqual(21);
    expect(text.length).toBeLessThan(100_000);
    expect(upstream.asked).toEqual([]);
    expect(await send("{ value }")).toMatchObject({ status: 200, data: { value: 1 } });
  });

  test("variables that are very deep, or very many, are refused, and nothing breaks", async () => {
    const { post, upstream } = await open();
    const sent = [
      [deep(400_000), "VARIABLES_TOO_DEEP"],
      // Long numbers are read in a way that has a stack.
      [deep(400_000, "12345678901234567890"), "VARIABLES_TOO_DEEP"],
      ['{"a":'.repeat(100_000) + "1" + "}".repeat(100_000), "VARIABLES_TOO_DEEP"],
      [`[${"1,".repeat(400_000)}1]`, "LIST_TOO_LONG"],
      [`{${times(20_000, (it) => `"k${it}": 1,`)} "z": 1}`, "TOO_MANY_VALUES"],
      [`[${"1,".repeat(2000)}1]`, "LIST_TOO_LONG"],
    ] as const;
    const answers = await Promise.all(sent.map(([value]) => post(withVariable(value))));
    expect(answers).toMatchObject(
      sent.map(([, code]) => ({ status: 400, errors: [{ extensions: { code } }] })),
    );
    expect(upstream.asked).toEqual([]);
    expect(await post(withVariable(deep(16)))).toMatchObject({ status: 200 });
  });

  test("a list of operations is refused, and says so", async () => {
    const { post, upstream } = await open();
    expect(await post('[{"query":"{ value }"},{"query":"{ value }"}]')).toMatchObject({
      status: 400,
      errors: [
        {
          message:
            "A request is one operation, and this one is a list of 2. Send them one by one; they may be sent at one time.",
          extensions: { code: "BATCHING_UNSUPPORTED" },
        },
      ],
    });
    expect(upstream.asked).toEqual([]);
  });
});

test("a document that is refused cannot be asked for by its hash", async () => {
  const { post } = await open({ depth: 1 });
  const query = "{ me { id } }";
  const sha256Hash = createHash("sha256").update(query).digest("hex");
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  expect(await post(JSON.stringify({ query, extensions }))).toMatchObject({ status: 400 });
  expect(await post(JSON.stringify({ extensions }))).toMatchObject({
    errors: [{ extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }],
  });
});
