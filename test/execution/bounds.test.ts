import { parse } from "graphql";
import { describe, expect, test } from "vitest";

import { newRequestContext } from "../../src/connectors/request-context.ts";
import type { FetchKeys } from "../../src/connectors/outcome.ts";
import type { Resolvers } from "../../src/execution/resolvers.ts";
import type { Json } from "../../src/kernel/json.ts";
import { executorFor } from "../support/executor-for.ts";

const link =
  'extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])';
const get = (path: string, selection: string) =>
  `@connect(http: { GET: "https://x.dev/${path}" }, selection: "${selection}")`;

function open(
  sdl: string,
  options: {
    readonly values?: Readonly<Record<string, Json>>;
    readonly resolvers?: Resolvers;
    readonly maxAnswerItems?: number;
    readonly maxAnswerText?: number;
  },
) {
  const asked: string[] = [];
  const fetchKeys: FetchKeys = async ({ coordinate }, keys) => {
    asked.push(coordinate);
    return keys.map(() => ({ kind: "value", value: options.values?.[coordinate] ?? null }));
  };
  const { executor } = executorFor(`${link}\n${sdl}`, { ...options, fetchKeys });
  const run = async (query: string, signal?: AbortSignal) =>
    executor.execute({
      document: parse(query),
      operationName: undefined,
      variables: {},
      request: { ...newRequestContext(), signal },
    });
  return { run, asked };
}

describe("the texts of an answer", () => {
  const sdl = `
    scalar Any
    type Query { all: [Item] ${get("all", "id text list any")} }
    type Item { id: ID text: String list: [String] any: Any }
  `;
  const long = "x".repeat(100);
  const item = { id: "12345678", text: long, list: [long, long], any: { key: [long, 1, null] } };
  const values = { "Query.all": [item, item] };

  test.each([
    ["of a String", "{ all { text } }", 200],
    ["of an ID", "{ all { id } }", 16],
    ["in lists", "{ all { list } }", 400],
    ["in a scalar that may be anything, with its keys", "{ all { any } }", 206],
    ["as often as they are selected", "{ all { text again: text more: text } }", 600],
  ])("may have as many characters as they may, and no more: %s", async (_what, query, length) => {
    const within = open(sdl, { values, maxAnswerText: length });
    expect((await within.run(query)).errors).toBeUndefined();
    const beyond = open(sdl, { values, maxAnswerText: length - 1 });
    expect(await beyond.run(query)).toMatchObject({
      data: null,
      errors: [
        {
          message: expect.stringContaining(`may have ${length - 1} characters in all`),
          extensions: { code: "ANSWER_TOO_LARGE" },
        },
      ],
    });
  });
});

describe("an answer", () => {
  const sdl = `
    type Query { all: [Item] ${get("all", "id")} }
    type Item { id: ID! more: [Item] ${get("more/{$this.id}", "id")} }
  `;
  const items = [{ id: 1 }, { id: 2 }, { id: 3 }];
  const values = { "Query.all": items, "Item.more": items };

  test("may have as many list items as it may", async () => {
    const { run } = open(sdl, { values, maxAnswerItems: 12 });
    expect((await run("{ all { more { id } } }")).errors).toBeUndefined();
  });

  test("with more is given up whole, with one error, and nothing more is asked for", async () => {
    const { run, asked } = open(sdl, { values, maxAnswerItems: 11 });
    expect(await run("{ all { more { more { more { id } } } } }")).toMatchObject({
      data: null,
      errors: [{ extensions: { code: "ANSWER_TOO_LARGE" } }],
    });
    expect(asked.filter((coordinate) => coordinate === "Item.more")).toHaveLength(3);
  });
});

test("a scalar that is nested too deeply fails its own field, and the rest is answered", async () => {
  let deep: Json = 1;
  for (let depth = 0; depth < 600; depth += 1) deep = [deep];
  const { run } = open(
    `scalar Blob
     type Query { deep: Blob ${get("deep", "$")} flat: Blob ${get("flat", "$")} }`,
    { values: { "Query.deep": deep, "Query.flat": { a: [1, { b: null }] } } },
  );
  expect(await run("{ deep flat }")).toMatchObject({
    data: { deep: null, flat: { a: [1, { b: null }] } },
    errors: [{ path: ["deep"], message: expect.stringContaining("500 levels") }],
  });
});

test.each([
  ["a list", [{ id: 1 }]],
  ["a string", "text"],
])(
  "%s where a connector's field is an object is an error, not an object of nulls",
  async (what, value) => {
    const { run } = open(
      `type Query { thing: Thing ${get("thing", "id")} } type Thing { id: ID }`,
      {
        values: { "Query.thing": value },
      },
    );
    expect(await run("{ thing { id } }")).toMatchObject({
      data: { thing: null },
      errors: [{ path: ["thing"], message: expect.stringContaining(`but found ${what}`) }],
    });
  },
);

describe("a resolver", () => {
  test("that never ends is given up with the request", async () => {
    const never = new Promise<never>(() => {});
    const { run } = open("type Query { never: Int now: Int }", {
      resolvers: { Query: { never: () => never, now: () => 1 } },
    });
    const client = new AbortController();
    const result = run("{ never now }", client.signal);
    client.abort();
    expect(await result).toMatchObject({
      data: { never: null, now: 1 },
      errors: [{ path: ["never"], extensions: { code: "REQUEST_ABORTED" } }],
    });
  });

  const sdl = `
    type Query { whole: User ${get("whole", "id first last")} stub: User ${get("stub", "id")} }
    type User ${get("users/{$this.id}", "id first last")} { id: ID! first: String last: String full: String }
  `;
  const ada = { id: 1, first: "Ada", last: "Lovelace" };
  const resolvers = {
    User: { full: (user: { first?: string; last?: string }) => `${user.first} ${user.last}` },
  };

  test("gets what the operation asks of its parent, also where it had to be filled in", async () => {
    const { run, asked } = open(sdl, {
      values: { "Query.whole": ada, "Query.stub": { id: 1 }, User: ada },
      resolvers,
    });
    expect((await run("{ whole { full } stub { full first last } }")).data).toEqual({
      whole: { full: "Ada Lovelace" },
      stub: { full: "Ada Lovelace", first: "Ada", last: "Lovelace" },
    });
    expect(asked).toEqual(["Query.whole", "Query.stub", "User"]);
  });

  test("may return objects with getters, which connectors fill up", async () => {
    class Person {
      readonly id = 1;
      get first(): string {
        return "Grace";
      }
    }
    const { run } = open(
      `type Query { me: User }
       type User ${get("users/{$this.id}", "id first last")} { id: ID! first: String last: String }`,
      { values: { User: ada }, resolvers: { Query: { me: () => new Person() } } },
    );
    expect((await run("{ me { first last } }")).data).toEqual({
      me: { first: "Grace", last: "Lovelace" },
    });
  });
});
