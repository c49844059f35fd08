import { parse } from "graphql";
import { describe, expect, test } from "vitest";

import type { FetchKeys } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import type { Resolvers } from "../../src/execution/resolvers.ts";
import { executorFor } from "../support/executor-for.ts";
import { createManualClock } from "../support/manual-clock.ts";

const none: FetchKeys = async (_connector, keys) => keys.map(() => ({ kind: "missing" }));

const feedFor = (types: string) => `
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  type Query { feed: [Item!] @freshness(ttl: "1h") @cacheControl(scope: PUBLIC) }
  ${types}
`;

interface Asking {
  readonly items?: readonly object[];
  readonly resolvers?: Resolvers;
}

/** For how many seconds an answer may be kept, and by whom; "never" where it may not. */
async function kept(sdl: string, query: string, { items = [], resolvers = {} }: Asking = {}) {
  const { executor } = executorFor(sdl, {
    fetchKeys: none,
    clock: createManualClock(),
    resolvers: { Query: { feed: () => items }, ...resolvers },
  });
  const { errors, freshness } = await executor.execute({
    document: parse(query),
    operationName: undefined,
    variables: {},
    request: newRequestContext(),
  });
  expect(errors).toBeUndefined();
  if (freshness === undefined || !freshness.total.isKeepable) return "never";
  const { freshUntilMs, fetchedAtMs, isPrivate } = freshness.total;
  return `${(freshUntilMs - fetchedAtMs) / 1000} ${isPrivate ? "private" : "public"}`;
}

describe("what a resolver gives is kept for the least of all that is selected of it", () => {
  const sdl = feedFor(`
    type Item {
      name: String
      price: Int @freshness(ttl: "5s")
      email: String @cacheControl(scope: PRIVATE)
      secret: Secret
      told: Secret @freshness(ttl: "9s")
      own: Account
      shown: Account @cacheControl(scope: PUBLIC)
      part: Part @cacheControl(inheritMaxAge: true)
      related: [Item!]!
      hidden: Part @freshness(ttl: "0s")
    }
    type Secret @freshness(ttl: "0s") { value: Int }
    type Account @cacheControl(maxAge: 20, scope: PRIVATE) { id: ID }
    type Part { size: Int @freshness(ttl: "7s") weight: Int }
  `);
  test.each([
    ["the field's own, where nothing else says any", "name", "3600 public"],
    ["a type without a contract forbids nothing", "part { weight }", "3600 public"],
    ["a field's", "name price", "5 public"],
    ["one that is private", "email", "3600 private"],
    ["all of them together", "name price email", "5 private"],
    ["a type's that is never kept", "name secret { value }", "never"],
    ["the same for its name alone", "secret { __typename }", "never"],
    ["a field's, which stands for its type", "told { value }", "9 public"],
    ["a field's that is never kept", "hidden { weight }", "never"],
    ["a type's", "own { id }", "20 private"],
    ["a type's, and its field's scope", "shown { id }", "20 public"],
    ["however deep", "related { related { part { size } } }", "7 public"],
    ["in a fragment", "... on Item { price }", "5 public"],
    [
      "under another name, and selected several times",
      "part { weight } part { s: size }",
      "7 public",
    ],
    [
      "and not of what is skipped",
      "name price @skip(if: true) ... @include(if: false) { price }",
      "3600 public",
    ],
  ])("%s", async (_what, selection, expected) => {
    expect(await kept(sdl, `{ feed { ${selection} } }`)).toBe(expected);
  });
});

describe("below an abstract type", () => {
  const sdl = feedFor(`
    type Item { it: Any of: Any @freshness(ttl: "40s") @cacheControl(scope: PUBLIC) }
    union Any = Page | Song | Secret
    interface Sized @freshness(ttl: "8s") { size: Int next: Sized }
    interface Owned @cacheControl(maxAge: 30, scope: PRIVATE) { size: Int }
    type Page implements Sized { size: Int text: String next: Sized }
    type Song implements Sized & Owned @cacheControl(maxAge: 60) { size: Int next: Sized }
    type Tune implements Sized & Owned { size: Int next: Sized }
    type Secret @freshness(ttl: "0s") { value: Int }
  `);
  test.each([
    [
      "its type's, before those of the interfaces, which say the rest",
      "... on Song { size }",
      "60 private",
    ],
    ["that of its interface, where its type has none", "... on Page { text }", "8 public"],
    ["the least of all types that it may be", "... on Sized { size }", "8 private"],
    [
      "those of types of which something is selected",
      "... on Page { next { ... on Tune { size } } }",
      "8 private",
    ],
    ["all types, where what all have is selected", "__typename", "never"],
  ])("%s", async (_what, selection, expected) => {
    expect(await kept(sdl, `{ feed { it { ${selection} } } }`)).toBe(expected);
  });

  test("a field's stands for all types", async () => {
    expect(await kept(sdl, "{ feed { of { __typename } } }")).toBe("40 public");
  });

  test("a deep selection of many types is walked once for each of them", async () => {
    const names = Array.from({ length: 12 }, (_, index) => `T${index}`);
    const types = names.map((name) => `type ${name} implements Item { size: Int next: Item }`);
    const many = feedFor(`interface Item { size: Int next: Item } ${types.join(" ")}`);
    const deep = `${"next { ".repeat(25)} size ${"}".repeat(25)}`;
    expect(await kept(many, `{ feed { ${deep} } }`)).toBe("3600 public");
  });
});

describe("below a resolver's field", () => {
  const sdl = feedFor(`
    type Item {
      id: ID
      rating: Int @freshness(ttl: "2s")
      raw: Int
      author: User @connect(http: { GET: "https://api.test/{$this.id}" }, selection: "id email")
    }
    type User @freshness(ttl: "30s") { id: ID email: String @cacheControl(scope: PRIVATE) }
  `);
  const resolvers = { Item: { rating: () => 5, raw: () => 6 } };

  test("that of another resolver is not its own: it counts where that runs", async () => {
    expect(await kept(sdl, "{ feed { rating } }", { resolvers })).toBe("3600 public");
    const items = [{ id: 1 }];
    expect(await kept(sdl, "{ feed { rating } }", { resolvers, items })).toBe("2 private");
    expect(await kept(sdl, "{ feed { raw } }", { resolvers, items })).toBe("never");
  });

  test("that of a connector is its own: where the object has the value, nobody else is asked", async () => {
    const items = [{ id: 1, author: { id: 2, email: "a@b.test" } }];
    expect(await kept(sdl, "{ feed { author { id } } }", { resolvers, items })).toBe("30 public");
    expect(await kept(sdl, "{ feed { author { email } } }", { resolvers, items })).toBe(
      "30 private",
    );
  });
});

test("a resolver's field without a contract is never kept, whatever its type says", async () => {
  const sdl = `type Query { feed: [Item!] } type Item @freshness(ttl: "1m") { id: ID }`;
  expect(await kept(sdl, "{ feed { id } }")).toBe("never");
});
