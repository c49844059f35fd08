import { parse } from "graphql";
import { describe, expect, test } from "vitest";

import type { Outcome, OutcomeFreshness } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import { readContractFromFiles } from "../../src/contract/read-contract.ts";
import { ListSizes } from "../../src/execution/list-sizes.ts";
import type { KeyLoader } from "../../src/execution/run-options.ts";
import { createExecutor } from "../../src/execution/create-executor.ts";
import { coordinatesOf } from "../../src/execution/resolvers.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import type { Json } from "../../src/kernel/json.ts";
import { createManualClock } from "../support/manual-clock.ts";

const clock = createManualClock();
const now = clock.dateMs();

const get = (path: string, selection: string) =>
  `@connect(http: { GET: "https://api.test/${path}" }, selection: "${selection}")`;

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  type Query {
    posts: [Post] ${get("posts", "id title author: { id: authorId }")}
    things: [Thing] ${get("things", "__typename: kind id")}
    user(id: ID!): User ${get("users/{$args.id}", "id name")}
    greeting: String
    time: Int @freshness(ttl: "5s")
    weather: Int @cacheControl(maxAge: 7, scope: PUBLIC)
    dice: Int @freshness(ttl: "0s")
  }
  type Mutation {
    touch: User ${get("touch", "id name")}
  }
  union Thing = Page | Song
  type Page { id: ID motto: String @freshness(ttl: "9s") }
  type Song { id: ID slogan: String }
  type Post { id: ID! title: String author: User motto: String @freshness(ttl: "9s") }
  type User @connect(
    http: { GET: "https://api.test/users", queryParams: "id: $batch.id" } selection: "id name"
  ) { id: ID! name: String friend: User ${get("users/{$this.id}/friend", "id name")} }
`;

const resolvers = {
  Query: { greeting: () => "hello", time: () => 12, weather: () => 20, dice: () => 4 },
  Post: { motto: () => "read" },
  Page: { motto: () => "read" },
  Song: { slogan: () => "write" },
};

const lists: Readonly<Record<string, Json>> = {
  "Query.posts": [1, 2, 1].map((author, index) => ({
    id: index + 1,
    title: `post ${index + 1}`,
    author: { id: author },
  })),
  "Query.things": [
    { __typename: "Page", id: 1 },
    { __typename: "Song", id: 2 },
  ],
};

/** What a freshness layer says of a value that it has kept for `ageMs` and that has `leftMs` left. */
const kept = (
  ageMs: number,
  leftMs: number,
  more: Partial<OutcomeFreshness> = {},
): OutcomeFreshness => ({
  fetchedAtMs: now - ageMs,
  freshUntilMs: now + leftMs,
  isPrivate: false,
  isHit: true,
  stale: undefined,
  ...more,
});

const fetched = (leftMs: number): OutcomeFreshness => kept(0, leftMs, { isHit: false });

const failure = new GatewayError("CIRCUIT_OPEN", "The source is failing.");

interface Setting {
  /** By the connector's place, and the id in the key where there is one; undefined: not kept. */
  readonly freshness?: Readonly<Record<string, OutcomeFreshness>>;
  readonly failing?: string;
  readonly missing?: string;
}

function run(query: string, { freshness = {}, failing, missing }: Setting = {}, report = false) {
  const executor = createExecutor({
    contract: readContractFromFiles([{ file: "schema.graphql", text: sdl }], {
      resolvers: coordinatesOf(resolvers),
    }),
    resolvers,
    invalidate: async () => undefined,
    createLoaders: () => {
      const first: KeyLoader = {
        load: async ({ coordinate }, keys) =>
          keys.map((key): Outcome => {
            const { id } = { ...key.args, ...key.this };
            const place =
              typeof id === "string" || typeof id === "number" ? `${coordinate}:${id}` : coordinate;
            const its = freshness[place] ?? freshness[coordinate];
            if (failing === place) return { kind: "error", error: failure };
            if (missing === place) return { kind: "missing", freshness: its };
            return {
              kind: "value",
              value: lists[coordinate] ?? { id: id ?? null, name: "user" },
              freshness: its,
            };
          }),
      };
      return { first, late: first, later: first };
    },
    clock,
    listSizes: new ListSizes(),
    hideSuggestions: false,
    bounds: () => ({ items: 1000, text: 1_000_000 }),
    tracing: undefined,
  });
  return executor.execute({
    document: parse(query),
    operationName: undefined,
    variables: {},
    request: newRequestContext(),
    ...(report && { wantsFreshnessReport: true }),
  });
}

describe("the freshness of an answer", () => {
  test("is that of its value, where there is one", async () => {
    const { freshness } = await run("{ user(id: 1) { name } }", {
      freshness: { "Query.user:1": kept(3000, 7000) },
    });
    expect(freshness).toEqual({
      answeredAtMs: now,
      total: {
        fetchedAtMs: now - 3000,
        freshUntilMs: now + 7000,
        isPrivate: false,
        isKeepable: true,
        fresh: 1,
        stale: 0,
        fetched: 0,
        neverKept: 0,
        staleReasons: undefined,
      },
      byPath: undefined,
    });
  });

  test("ends with the first of its values, and is as old as the oldest", async () => {
    const { freshness } = await run("{ posts { author { name } } }", {
      freshness: {
        "Query.posts": kept(9000, 5000),
        "User:1": kept(20_000, 8000),
        "User:2": fetched(2000),
      },
    });
    expect(freshness?.total).toMatchObject({
      fetchedAtMs: now - 20_000,
      freshUntilMs: now + 2000,
      isKeepable: true,
      fresh: 2,
      fetched: 1,
    });
  });

  test("counts equal keys of a step once, however many objects have them", async () => {
    const { freshness } = await run("{ posts { author { name } } }", {
      freshness: { "Query.posts": kept(0, 1), User: kept(0, 1) },
    });
    expect(freshness?.total.fresh).toBe(1 + 2);
    const all = await run("{ posts { author { friend { name } } } }", {
      freshness: { "Query.posts": kept(0, 1), "User.friend": kept(0, 1) },
    });
    expect(all.freshness?.total).toMatchObject({ fresh: 1 + 2, neverKept: 0 });
  });

  test("is private as soon as one value is", async () => {
    const { freshness } = await run("{ a: user(id: 1) { name } b: user(id: 2) { name } }", {
      freshness: {
        "Query.user:1": kept(0, 9, { isPrivate: true }),
        "Query.user:2": kept(0, 9),
      },
    });
    expect(freshness?.total.isPrivate).toBe(true);
  });

  test("tells why stale values were served", async () => {
    const { freshness } = await run("{ posts { author { name } } }", {
      freshness: {
        "Query.posts": kept(9, -5, { stale: { kind: "revalidating" } }),
        "User:1": kept(9, -7, { stale: { kind: "error", error: failure } }),
        User: kept(0, 60),
      },
    });
    expect(freshness?.total).toMatchObject({ stale: 2, fresh: 1, freshUntilMs: now - 7 });
    expect([...(freshness?.total.staleReasons ?? [])]).toEqual(["revalidating", "CIRCUIT_OPEN"]);
  });

  test("of an item that is known to be missing counts as any other", async () => {
    const { freshness } = await run("{ posts { author { name } } }", {
      freshness: { "Query.posts": kept(0, 60), User: kept(0, 30) },
      missing: "User:2",
    });
    expect(freshness?.total).toMatchObject({ fresh: 3, isKeepable: true, freshUntilMs: now + 30 });
  });
});

describe("an answer may not be kept", () => {
  test("where one of its values has no contract", async () => {
    const { freshness } = await run("{ a: user(id: 1) { name } b: user(id: 2) { name } }", {
      freshness: { "Query.user:1": kept(0, 9) },
    });
    expect(freshness?.total).toMatchObject({ isKeepable: false, fresh: 1, neverKept: 1 });
  });

  test("where one of its values failed, and the rest has a freshness all the same", async () => {
    const { errors, freshness } = await run("{ posts { author { name } } }", {
      freshness: { "Query.posts": kept(0, 60), User: kept(0, 30) },
      failing: "User:2",
    });
    expect(errors).toHaveLength(1);
    expect(freshness?.total).toMatchObject({ isKeepable: false, fresh: 2, neverKept: 1 });
  });

  test.each(["greeting", "dice"])("where a resolver gives %s, which has no ttl", async (field) => {
    const { freshness } = await run(`{ user(id: 1) { name } ${field} }`, {
      freshness: { "Query.user:1": kept(0, 9) },
    });
    expect(freshness?.total).toMatchObject({ isKeepable: false, fresh: 1, neverKept: 0 });
  });
});

describe("what a resolver gives under a contract of its field's own", () => {
  test("is as old as its answer, and may be kept as long as that says, by its caller", async () => {
    const { freshness } = await run("{ time }");
    expect(freshness?.total).toMatchObject({
      fetchedAtMs: now,
      freshUntilMs: now + 5000,
      isPrivate: true,
      isKeepable: true,
      fresh: 0,
      fetched: 0,
    });
  });

  test("may be kept by all where the schema says that it is the same for all", async () => {
    const { freshness } = await run("{ weather }");
    expect(freshness?.total).toMatchObject({ freshUntilMs: now + 7000, isPrivate: false });
  });
});

describe("there is nothing to tell", () => {
  test.each([
    ["of a mutation", "mutation { touch { name } }"],
    ["where no value has a contract", "{ user(id: 1) { name } }"],
    ["of the schema itself", "{ __typename __schema { queryType { name } } }"],
  ])("%s", async (_what, query) => {
    const result = await run(query, {
      freshness: { "Mutation.touch": kept(0, 9) },
    });
    expect(result.data).toBeDefined();
    expect(result).not.toHaveProperty("freshness");
  });
});

describe("a report", () => {
  test("tells the same of each field by itself, without its places in lists", async () => {
    const { freshness } = await run(
      "{ all: posts { who: author { name friend { name } } motto } greeting }",
      {
        freshness: {
          "Query.posts": kept(9000, 5000),
          "User:1": kept(8000, -4000, { stale: { kind: "error", error: failure } }),
          User: kept(2000, 3000),
        },
      },
      true,
    );
    expect(Object.fromEntries(freshness?.byPath ?? [])).toMatchObject({
      all: { fresh: 1, fetchedAtMs: now - 9000, freshUntilMs: now + 5000 },
      greeting: { isKeepable: false, fresh: 0 },
      "all.motto": { freshUntilMs: now + 9000, isKeepable: true, fresh: 0 },
      "all.who": {
        fresh: 1,
        stale: 1,
        fetchedAtMs: now - 8000,
        freshUntilMs: now - 4000,
        staleReasons: new Set(["CIRCUIT_OPEN"]),
      },
      "all.who.friend": { neverKept: 2, isKeepable: false },
    });
    expect(freshness?.total).toMatchObject({ fresh: 2, stale: 1, neverKept: 2 });
  });

  test("takes together what objects of several types have at one place", async () => {
    const query = "{ things { ... on Page { says: motto } ... on Song { says: slogan } } }";
    const { freshness } = await run(query, { freshness: { "Query.things": kept(0, 99) } }, true);
    expect(freshness?.byPath?.get("things.says")).toMatchObject({
      freshUntilMs: now + 9000,
      isKeepable: false,
    });
  });

  test("is there for an answer of which nothing can be kept, too", async () => {
    const { freshness } = await run("{ user(id: 1) { name } }", {}, true);
    expect([...(freshness?.byPath?.keys() ?? [])]).toEqual(["user"]);
  });
});
