import { type DocumentNode, GraphQLError, Kind, parse } from "graphql";
import { describe, expect, test } from "vitest";

import { newRequestContext } from "../../src/connectors/request-context.ts";
import type { FetchKeys } from "../../src/connectors/outcome.ts";
import type { Resolvers } from "../../src/execution/resolvers.ts";
import { executorFor } from "../support/executor-for.ts";

const none: FetchKeys = async (_connector, keys) => keys.map(() => ({ kind: "missing" }));

function run(
  sdl: string,
  document: DocumentNode | string,
  options: {
    readonly fetchKeys?: FetchKeys;
    readonly resolvers?: Resolvers;
    readonly operationName?: string;
    readonly variables?: Record<string, unknown>;
    readonly signal?: AbortSignal;
  } = {},
) {
  const { executor } = executorFor(sdl, {
    fetchKeys: options.fetchKeys ?? none,
    resolvers: options.resolvers ?? {},
  });
  return executor.execute({
    document: typeof document === "string" ? parse(document) : document,
    operationName: options.operationName,
    variables: options.variables ?? {},
    request: { ...newRequestContext(), signal: options.signal },
  });
}

const greeting = 'type Query { greet(name: String! = "you"): String }';
const resolvers = { Query: { greet: (_: unknown, { name }: { name: string }) => `hello ${name}` } };

describe("an operation that cannot start has errors and no data", () => {
  test.each([
    [
      "of a document with several, where none is named",
      undefined,
      "The document has no operation.",
    ],
    ["that is not in its document", "C", 'The document has no operation named "C".'],
  ])("%s", async (_name, operationName, message) => {
    const result = await run(greeting, "query A { greet } query B { greet }", {
      resolvers,
      ...(operationName !== undefined && { operationName }),
    });
    expect(result).not.toHaveProperty("data");
    expect(result.errors).toMatchObject([{ message, extensions: { code: "BAD_USER_INPUT" } }]);
  });

  test("whose variables do not fit", async () => {
    const query = "query ($name: String!) { greet(name: $name) }";
    const result = await run(greeting, query, { resolvers, variables: { name: 17 } });
    expect(result).not.toHaveProperty("data");
    expect(result.errors).toMatchObject([
      {
        message: expect.stringContaining('Variable "$name" got invalid value 17'),
        locations: [{ line: 1, column: 8 }],
        extensions: { code: "BAD_USER_INPUT" },
      },
    ]);
  });
});

test("a document need not come from the parser: what is optional in it may be absent", async () => {
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        kind: Kind.OPERATION_DEFINITION,
        operation: "query" as never,
        selectionSet: {
          kind: Kind.SELECTION_SET,
          selections: [
            { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "greet" } },
            {
              kind: Kind.FIELD,
              name: { kind: Kind.NAME, value: "__type" },
              arguments: [
                {
                  kind: Kind.ARGUMENT,
                  name: { kind: Kind.NAME, value: "name" },
                  value: { kind: Kind.STRING, value: "Query" },
                },
              ],
              selectionSet: {
                kind: Kind.SELECTION_SET,
                selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: "name" } }],
              },
            },
          ],
        },
      },
    ],
  };
  expect(await run(greeting, document, { resolvers })).toEqual({
    data: { greet: "hello you", __type: { name: "Query" } },
  });
});

test("any name may be a response key, also one that every object has", async () => {
  const query = "{ __proto__: greet constructor: greet toString: greet }";
  const result = await run(greeting, query, { resolvers });
  expect(JSON.stringify(result)).toBe(
    '{"data":{"__proto__":"hello you","constructor":"hello you","toString":"hello you"}}',
  );
});

test("an object of which nothing is selected is empty, as in graphql-js", async () => {
  const sdl = "type Query { a: Thing } type Thing { x: Int }";
  const aThing = { Query: { a: () => ({ x: 1 }) } };
  expect(await run(sdl, "{ a }", { resolvers: aThing })).toEqual({ data: { a: {} } });
});

test.each(["mutation", "subscription"])(
  "a %s is refused where the schema has none",
  async (kind) => {
    const result = await run(greeting, `${kind} { a }`, { resolvers });
    expect(result).toMatchObject({
      errors: [{ message: `The schema has no ${kind}s.`, extensions: { code: "BAD_USER_INPUT" } }],
    });
  },
);

describe("what fails while an operation runs", () => {
  test("a port that breaks its promise and rejects fails the fields that asked it", async () => {
    const bug = new Error("a bug");
    const result = await run(
      `type Query {
         ok: Int @connect(http: { GET: "https://x.dev/ok" }, selection: "$")
         bad: Thing @connect(http: { GET: "https://x.dev/bad" }, selection: "id")
       }
       type Thing @connect(http: { GET: "https://x.dev/{$this.id}" }, selection: "id a b") { id: ID a: Int b: Int }`,
      "{ ok bad { id a b } }",
      {
        fetchKeys: async (connector, keys) => {
          if (connector.place.kind === "object") throw bug;
          return keys.map(() => ({
            kind: "value",
            value: connector.coordinate === "Query.ok" ? 1 : { id: 2 },
          }));
        },
      },
    );
    expect(result.data).toEqual({ ok: 1, bad: { id: "2", a: null, b: null } });
    expect(result.errors).toMatchObject([
      { path: ["bad", "a"], originalError: bug },
      { path: ["bad", "b"], originalError: bug },
    ]);
  });

  test("arguments that are null only now fail the resolver's field, and it is not called", async () => {
    const query = 'query ($name: String = "me") { a: greet(name: $name) b: greet }';
    expect(await run(greeting, query, { resolvers, variables: { name: null } })).toMatchObject({
      data: { a: null, b: "hello you" },
      errors: [{ path: ["a"], message: expect.stringContaining("must not be null") }],
    });
    const type = 'query ($name: String = "me") { __type(name: $name) { name } b: greet }';
    expect(await run(greeting, type, { resolvers, variables: { name: null } })).toMatchObject({
      data: { __type: null, b: "hello you" },
      errors: [{ path: ["__type"], message: expect.stringContaining("must not be null") }],
    });
  });

  test("a resolver is not called once nobody waits", async () => {
    const client = new AbortController();
    const called: string[] = [];
    const result = await run("type Query { a: Thing } type Thing { b: Int }", "{ a { b } }", {
      signal: client.signal,
      resolvers: {
        Query: {
          a() {
            called.push("a");
            client.abort();
            return {};
          },
        },
        Thing: { b: () => called.push("b") },
      },
    });
    expect(called).toEqual(["a"]);
    expect(result).toMatchObject({
      data: { a: { b: null } },
      errors: [{ path: ["a", "b"], originalError: { code: "REQUEST_ABORTED" } }],
    });
  });
});

test("a list may be any iterable, and an error in the place of a value is one", async () => {
  const error = new GraphQLError("not here");
  const result = await run(
    "type Query { set: [Int] thing: Thing things: [Thing!] error: [Int] } type Thing { a: Int }",
    "{ set thing { a } things { a } error }",
    {
      resolvers: {
        Query: {
          set: () => new Set([3, 4]),
          thing: () => error,
          things: () => [{ a: 1 }, error],
          error: () => error,
        },
      },
    },
  );
  expect(result).toMatchObject({
    data: { set: [3, 4], thing: null, things: null, error: null },
    errors: [{ path: ["thing"] }, { path: ["things", 1] }, { path: ["error"] }],
  });
  expect(result.errors?.map(({ message }) => message)).toEqual(Array(3).fill("not here"));
});

test("a fragment spread twice counts once, and fields of one name merge", async () => {
  const result = await run(
    "type Query { a: Thing } type Thing { x: Int y: Int }",
    "{ ...A ...A a { y } } fragment A on Query { a { x ...X ...X } } fragment X on Thing { x }",
    { resolvers: { Query: { a: () => ({ x: 1, y: 2 }) } } },
  );
  expect(JSON.stringify(result)).toBe('{"data":{"a":{"x":1,"y":2}}}');
});

describe("several failures below one place", () => {
  test("that take each other's nulls are all told", async () => {
    const result = await run("type Query { grid: [[Int!]!] } ", "{ grid }", {
      resolvers: { Query: { grid: () => [[1, "x"], ["y"], [2]] } },
    });
    expect(result.data).toEqual({ grid: null });
    expect(result.errors).toMatchObject([{ path: ["grid", 0, 1] }, { path: ["grid", 1, 0] }]);
  });

  test("are found in the objects of each type of an interface", async () => {
    const result = await run(
      `interface I { n: [[Int!]!] }
       type A implements I { n: [[Int!]!] } type B implements I { n: [[Int!]!] deep: [I] }
       type Query { all: [[I]] }`,
      "{ all { n ... on B { deep { n } } } }",
      {
        resolvers: {
          Query: {
            all: () => [
              [
                { __typename: "A", n: [["x"]] },
                { __typename: "B", n: [[1]], deep: null },
              ],
              null,
              [{ __typename: "B", n: [["y"]], deep: [null, { __typename: "A", n: [["z"]] }] }],
            ],
          },
        },
      },
    );
    expect(result.data).toEqual({
      all: [
        [{ n: null }, { n: [[1]], deep: null }],
        null,
        [{ n: null, deep: [null, { n: null }] }],
      ],
    });
    expect(result.errors?.map(({ path }) => path?.join("."))).toEqual([
      "all.0.0.n.0.0",
      "all.2.0.n.0.0",
      "all.2.0.deep.1.n.0.0",
    ]);
  });
});
