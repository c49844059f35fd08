import { setImmediate as nextTurn } from "node:timers/promises";

import { GraphQLError } from "graphql";
import { describe, expect, test } from "vitest";

import { batch, type GatewayOptions } from "../../src/gateway.ts";
import { until } from "../support/until.ts";
import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

interface Key {
  readonly parent: { readonly id: string };
}

/** What the reviews API of the resolvers' own would say, and what it was asked. */
function createReviews() {
  const state = { stars: 5, failure: undefined as Error | undefined };
  const asked: string[][] = [];
  return {
    state,
    asked,
    load: (keys: readonly Key[]) => {
      asked.push(keys.map(({ parent }) => parent.id));
      if (state.failure !== undefined) throw state.failure;
      return keys.map(({ parent: { id } }) =>
        id === "0" ? undefined : { id, stars: state.stars },
      );
    },
  };
}

const schemaWith = (freshness: string, field = "") => `
  type Query { posts(ids: [ID!]!): [Post] }
  type Mutation { review: Boolean @invalidates(tags: ["review-1"]) }
  type Post { id: ID! review: Review ${field} }
  type Review ${freshness} { id: ID! stars: Int }
`;

const query = "query ($ids: [ID!]!) { posts(ids: $ids) { review { stars } } }";

async function open(
  schema: string,
  more: {
    readonly review?: object;
    readonly others?: GatewayOptions["resolvers"];
    readonly config?: Parameters<typeof openGateway>[0]["config"];
  } = {},
) {
  const reviews = createReviews();
  const resolvers: GatewayOptions["resolvers"] = {
    Query: {
      posts: (_: unknown, { ids }: { ids: readonly string[] }) => ids.map((id) => ({ id })),
    },
    Mutation: { review: () => true },
    Post: { review: batch({ reads: ["id"], load: reviews.load, ...more.review }) },
    ...more.others,
  };
  const opened = await openGateway({
    schema,
    resolvers,
    ...(more.config !== undefined && { config: more.config }),
  });
  const ask = async (...ids: readonly string[]) => {
    const { data, errors } = await opened.ask(query, { variables: { ids } });
    const posts = data?.["posts"] as { review: { stars: number } | null }[];
    const stars = posts.map(({ review }) => review?.stars);
    return errors === undefined ? stars : errors.map(({ message }) => message);
  };
  return { ...opened, ...reviews, resolvers, ask };
}

describe("what a batch resolver gives is kept", () => {
  test("as long as its type allows, each key for itself", async () => {
    const { ask, asked } = await open(schemaWith('@freshness(ttl: "1h")'));
    expect(await ask("1", "2")).toEqual([5, 5]);
    expect(await ask("2", "3", "1")).toEqual([5, 5, 5]);
    expect(asked).toEqual([["1", "2"], ["3"]]);
  });

  test("or its field, and not where nobody says so", async () => {
    const ofField = await open(schemaWith("", '@freshness(ttl: "1h")'));
    const ofNobody = await open(schemaWith(""));
    for (const { ask } of [ofField, ofNobody]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect([await ask("1"), await ask("1")]).toEqual([[5], [5]]);
    }
    expect(ofField.asked).toHaveLength(1);
    expect(ofNobody.asked).toHaveLength(2);
    expect(ofNobody.lines()).toContainEqual(
      expect.objectContaining({ code: "MISSING_TTL", level: "warn" }),
    );
  });

  test("a scalar as long as the object that it is of", async () => {
    let calls = 0;
    const { ask } = await openGateway({
      schema: `
        type Query { post: Post @connect(source: "api", http: { GET: "/post" }, selection: "id") }
        type Post @freshness(ttl: "1h") { id: ID! rating: Float }
      `,
      routes: { "GET /post": () => json({ id: 1 }) },
      resolvers: {
        Post: { rating: batch({ reads: ["id"], load: (keys) => keys.map(() => ++calls) }) },
      },
    });
    await ask("{ post { rating } }");
    expect(await ask("{ post { rating } }")).toEqual({ data: { post: { rating: 1 } } });
  });

  test("until its tag is invalidated, by a mutation or by hand", async () => {
    const { ask, asked, state, gateway } = await open(
      schemaWith('@freshness(ttl: "1h", tags: ["review-{$key.id}"])'),
    );
    await ask("1", "2");
    state.stars = 3;
    await gateway.execute({ query: "mutation { review }" });
    expect(await ask("1", "2")).toEqual([3, 5]);
    await gateway.invalidate({ types: ["Review"] });
    expect(await ask("2")).toEqual([3]);
    state.stars = 1;
    await gateway.invalidate({ connectors: ["Post.review"] });
    expect(await ask("2")).toEqual([1]);
    expect(asked).toEqual([["1", "2"], ["1"], ["2"], ["2"]]);
  });

  test("with what it takes of it: what a value need not hold does not count", async () => {
    const schema = `
      type Query { posts(ids: [ID!]!): [Post] }
      type Mutation { review: Boolean }
      type Post { id: ID! review: Review }
      type Review @freshness(ttl: "1h") { id: ID! stars: Int author: User }
      type User { name: String }
    `;
    const others = { User: { name: () => "Ada" }, Review: { author: () => null } };
    const whole = await open(schema, { others });
    const part = await open(schema, { others, review: { selection: "id stars" } });
    for (const { ask } of [whole, part]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect([await ask("1"), await ask("1")]).toEqual([[5], [5]]);
    }
    expect(whole.asked).toHaveLength(2);
    expect(part.asked).toHaveLength(1);
  });

  test("for undefined as long as a missing item, for null as a value", async () => {
    const { ask, asked } = await open(schemaWith('@freshness(ttl: "1h")'));
    const remembering = await open(schemaWith('@freshness(ttl: "1h", missingTtl: "1h")'));
    for (const opened of [ask, remembering.ask]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect([await opened("0"), await opened("0")]).toEqual([[undefined], [undefined]]);
    }
    expect(asked).toHaveLength(2);
    expect(remembering.asked).toHaveLength(1);
  });

  test("and stands in for what fails, but not for what a GraphQLError refuses", async () => {
    const { ask, state } = await open(
      schemaWith('@freshness(ttl: "1ms", staleIfError: "1h", tags: ["reviews"])'),
    );
    await ask("1", "2");
    const keptAtMs = Date.now();
    await until(() => Date.now() > keptAtMs + 1);
    state.failure = new Error("away");
    expect(await ask("1")).toEqual([5]);
    expect(await ask("3")).toEqual(["Internal server error"]);
    state.failure = new GraphQLError("gone");
    expect(await ask("1")).toEqual(["gone"]);
    state.failure = new Error("away");
    expect(await ask("1")).toEqual(["Internal server error"]);
    state.failure = new GraphQLError("busy", { extensions: { retryable: true } });
    expect(await ask("2")).toEqual([5]);
  });

  test("for each caller alone, where it reads who asks; and callers are told", async () => {
    let calls = 0;
    const { gateway } = await openGateway({
      schema: 'type Query { me: String @freshness(ttl: "1h") all: String @freshness(ttl: "1h") }',
      resolvers: {
        Query: {
          me: batch({
            headers: ["authorization"],
            load: (keys, { headers }) => {
              calls++;
              return keys.map(() => `I am ${String(headers.authorization)}`);
            },
          }),
          all: batch({ load: (keys) => keys.map(() => "everybody") }),
        },
      },
    });
    const { url } = await gateway.start();
    const ask = async (text: string, authorization: string) => {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", authorization },
        body: JSON.stringify({ query: text }),
      });
      return [await response.json(), response.headers.get("cache-control")];
    };
    const told = /^max-age=3\d{3}, private$/;
    for (const name of ["a", "b", "a"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await ask("{ me }", name)).toEqual([
        { data: { me: `I am ${name}` } },
        expect.stringMatching(told),
      ]);
    }
    expect(calls).toBe(2);
    expect(await ask("{ all }", "a")).toEqual([
      { data: { all: "everybody" } },
      expect.stringMatching(/^max-age=3\d{3}, public$/),
    ]);
  });
});

describe("a reload", () => {
  test("keeps what the same code gave, and nothing of code that has changed", async () => {
    const { ask, asked, gateway, withSchema, resolvers } = await open(
      schemaWith('@freshness(ttl: "1h")'),
    );
    const options = withSchema(schemaWith('@freshness(ttl: "1h")'));
    await ask("1");
    await nextTurn();
    await gateway.reload({ ...options, resolvers: resolvers ?? {} });
    await ask("1");
    expect(asked).toHaveLength(1);
    const changed = batch({
      reads: ["id"],
      load: (keys: readonly Key[]) => keys.map(() => ({ stars: 7 })),
    });
    await gateway.reload({ ...options, resolvers: { ...resolvers, Post: { review: changed } } });
    expect(await ask("1")).toEqual([7]);
  });

  test("goes by the version, where there is one", async () => {
    const schema = 'type Query { n: Int @freshness(ttl: "1h") }';
    const first = { Query: { n: batch({ version: "1", load: (keys) => keys.map(() => 1) }) } };
    const { ask, gateway, withSchema } = await openGateway({ schema, resolvers: first });
    const options = withSchema(schema);
    const reload = async (version: string) => {
      const n = batch({ version, load: (keys) => keys.map(() => Number(version) + 10) });
      await gateway.reload({ ...options, resolvers: { Query: { n } } });
      return (await ask("{ n }")).data?.["n"];
    };
    expect((await ask("{ n }")).data?.["n"]).toBe(1);
    await nextTurn();
    expect(await reload("1")).toBe(1);
    expect(await reload("2")).toBe(12);
  });
});
