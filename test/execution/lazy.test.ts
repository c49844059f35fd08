import { parse } from "graphql";
import { describe, expect, test } from "vitest";

import type { Connector } from "../../src/contract/contract.ts";
import type { FetchKeys, Key, Outcome } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import type { MeasuredLazyField } from "../../src/telemetry/metrics.ts";
import { executorFor } from "../support/executor-for.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { mergedAnswer } from "../support/merged-answer.ts";
import { turns, until } from "../support/until.ts";

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  type Query {
    posts: [Post!] @connect(http: { GET: "https://api.test/posts" }, selection: "id title")
    weather: String @lazy(reason: "slow", budget: "0s")
      @connect(http: { GET: "https://api.test/weather" }, selection: "$")
  }
  type Post
    @connect(
      http: { GET: "https://api.test/reviews", queryParams: "id: $batch.id" }
      selection: "id reviews { id text author { id } }"
    ) {
    id: ID!
    title: String @lazy(reason: "elsewhere it is asked for")
    reviews: [Review] @lazy(reason: "few read them", budget: "50ms")
    rank: Int @lazy(reason: "counted by code", budget: "80ms")
    author: Author
      @connect(http: { GET: "https://api.test/author/{$this.id}" }, selection: "id name")
    stock: Int @lazy(reason: "counted one by one", budget: "50ms")
      @connect(http: { GET: "https://api.test/stock/{$this.id}" }, selection: "$")
    told(word: String): String @lazy(reason: "told by code", budget: "50ms")
  }
  type Review { id: ID text: String! author: Author fault: Int }
  type Author
    @connect(
      http: { GET: "https://api.test/authors", queryParams: "id: $batch.id" }
      selection: "id name"
    ) {
    id: ID
    name: String
    bio: String @lazy(reason: "long", budget: "10ms")
      @connect(http: { GET: "https://api.test/bio/{$this.id}" }, selection: "$")
  }
  type Mutation {
    write: Post @connect(http: { POST: "https://api.test/posts" }, selection: "id title")
  }
`;

interface Ask {
  readonly id: string;
  readonly lane: string | undefined;
  readonly keys: readonly unknown[];
  readonly answer: () => void;
}

/** An executor whose connectors answer when they are told to. */
function setUp({
  isHeld = (_id: string, _keys: readonly string[]): boolean => true,
  rank = (): unknown => 7,
} = {}) {
  const clock = createManualClock();
  const asks: Ask[] = [];
  const fetchKeys: FetchKeys = (connector, keys, { lane }) => {
    const { promise, resolve } = Promise.withResolvers<readonly Outcome[]>();
    const answer = (): void => resolve(keys.map((key) => outcomeOf(connector, key)));
    const ids = keys.map(idOf);
    asks.push({ id: connector.id, lane, keys: ids, answer });
    if (!isHeld(connector.id, ids)) answer();
    return promise;
  };
  const measured: MeasuredLazyField[] = [];
  const { executor } = executorFor(sdl, {
    fetchKeys,
    clock,
    resolvers: {
      Review: { fault },
      Post: { rank, told: (parent: object) => Object.keys(parent).join() },
    },
    metrics: { lazyEnded: (lazy) => void measured.push(lazy) },
  });
  const controller = new AbortController();
  const run = (query: string, takesParts = false) =>
    executor.execute({
      document: parse(query),
      operationName: undefined,
      variables: {},
      request: { ...newRequestContext(), signal: controller.signal },
      takesParts,
    });
  return { clock, asks, run, measured, abort: (reason: GatewayError) => controller.abort(reason) };
}

function fault(): never {
  throw new Error("a fault");
}

function outcomeOf({ coordinate }: Connector, key: Key): Outcome {
  const id = idOf(key);
  switch (coordinate) {
    case "Post.stock":
      return { kind: "value", value: 3 };
    case "Query.posts":
      return { kind: "value", value: ["1", "2"].map((it) => ({ id: it, title: `Post ${it}` })) };
    case "Mutation.write":
      return { kind: "value", value: { id: "1", title: "Post 1" } };
    case "Post":
      return { kind: "value", value: { id, reviews: [{ id, text: `of ${id}`, author: { id } }] } };
    case "Author":
    case "Post.author":
      return { kind: "value", value: { id, name: `Author ${id}` } };
    default:
      return { kind: "value", value: "there" };
  }
}

const isLate = (id: string): boolean => id === "Post";

describe("a lazy field", () => {
  test("is asked for with the others, after them and in the lane of what can wait", async () => {
    const { asks, run } = setUp({ isHeld: () => false });
    const { data } = await run("{ posts { id reviews { text } author { name } } }");
    expect(data?.["posts"]).toEqual([
      { id: "1", reviews: [{ text: "of 1" }], author: { name: "Author 1" } },
      { id: "2", reviews: [{ text: "of 2" }], author: { name: "Author 2" } },
    ]);
    expect(asks.map(({ id, lane, keys }) => [id, lane, keys])).toEqual([
      ["Query.posts", undefined, [""]],
      ["Post.author", undefined, ["1"]],
      ["Post.author", undefined, ["2"]],
      ["Post", "background", ["1", "2"]],
    ]);
  });

  test("keeps its place in the order of the answer", async () => {
    const { run } = setUp({ isHeld: () => false });
    const { data } = await run("{ posts { reviews { text } title id } }");
    expect(JSON.stringify(data)).toMatch(/^{"posts":\[{"reviews":.*"title":.*"id":/);
  });

  test("that the object holds already is there like any other", async () => {
    const { asks, run } = setUp({ isHeld: () => false });
    const { data } = await run("{ posts { title } }");
    expect(data?.["posts"]).toEqual([{ title: "Post 1" }, { title: "Post 2" }]);
    expect(asks.map(({ id }) => id)).toEqual(["Query.posts"]);
  });

  test("costs nothing where nobody selects it", async () => {
    const { asks, run } = setUp({ isHeld: () => false });
    await run("{ posts { id title } }");
    expect(asks.map(({ id }) => id)).toEqual(["Query.posts"]);
  });

  test("is null, with a code, once the operation has waited for its budget", async () => {
    const { clock, asks, run } = setUp({ isHeld: isLate });
    const answer = run("{ posts { id reviews { text } } }");
    await until(() => asks.length === 2);
    await until(() => clock.timerCount() > 0);
    clock.advance(49);
    await turns(5);
    clock.advance(1);
    const { data, errors } = await answer;
    expect(data?.["posts"]).toEqual([
      { id: "1", reviews: null },
      { id: "2", reviews: null },
    ]);
    expect(errors?.map(({ path }) => path)).toEqual([
      ["posts", 0, "reviews"],
      ["posts", 1, "reviews"],
    ]);
    expect(errors?.[0]?.originalError).toMatchObject({
      code: "LAZY_BUDGET_EXCEEDED",
      retryable: true,
      extensions: { budgetMs: 50 },
    });
    expect(errors?.[0]?.message).toContain('"Post.reviews" is lazy');
  });

  test("of one object does not wait for those of others", async () => {
    const { clock, asks, run } = setUp({
      isHeld: (id, keys) => id === "Post.stock" && keys.includes("2"),
    });
    const answer = run("{ posts { id stock } }");
    await until(() => asks.length === 3 && clock.timerCount() > 0);
    clock.advance(50);
    const { data, errors } = await answer;
    expect(data?.["posts"]).toEqual([
      { id: "1", stock: 3 },
      { id: "2", stock: null },
    ]);
    expect(errors?.map(({ path }) => path)).toEqual([["posts", 1, "stock"]]);
  });

  test("that comes while the operation waits for another one is in the answer", async () => {
    const rank = Promise.withResolvers<number>();
    const { clock, asks, run } = setUp({ isHeld: isLate, rank: () => rank.promise });
    const answer = run("{ posts { reviews { text } rank } }");
    await until(() => asks.length === 2 && clock.timerCount() === 2);
    clock.advance(60);
    asks[1]?.answer();
    await turns(5);
    clock.advance(20);
    const { data, errors } = await answer;
    expect(data?.["posts"]).toMatchObject([
      { reviews: [{ text: "of 1" }], rank: null },
      { reviews: [{ text: "of 2" }], rank: null },
    ]);
    expect(errors).toHaveLength(2);
  });

  test("that code gives has the fields which the others of its object have", async () => {
    const { run } = setUp({ isHeld: () => false });
    const { data } = await run("{ posts { reviews { text } author { name } told } }");
    expect(data?.["posts"]).toMatchObject([{ told: "id,title" }, { told: "id,title" }]);
  });

  test("changes nothing in an answer that has left without it", async () => {
    const { clock, asks, run, measured } = setUp({ isHeld: isLate });
    const answer = run("{ posts { id reviews { author { name } } } }");
    await until(() => asks.length === 2 && clock.timerCount() > 0);
    clock.advance(50);
    const { data } = await answer;
    const before = JSON.stringify(data);
    expect(measured).toEqual([]);
    clock.advance(10);
    asks[1]?.answer();
    // What belongs to it is fetched all the same, for those who ask next.
    await until(() => asks.length === 3);
    expect(asks[2]).toMatchObject({ id: "Author", lane: "background", keys: ["1", "2"] });
    await turns(5);
    expect(JSON.stringify(data)).toBe(before);
    expect(measured).toEqual([{ coordinate: "Post.reviews", budgetMs: 50, tookMs: 60 }]);
  });

  test("counts its budget from the start of the operation", async () => {
    const { clock, asks, run } = setUp();
    const answer = run("{ posts { id reviews { text } } }");
    await until(() => asks.length === 1);
    clock.advance(200);
    asks[0]?.answer();
    const { errors } = await answer;
    expect(errors).toHaveLength(2);
    expect(asks.map(({ id }) => id)).toEqual(["Query.posts", "Post"]);
  });

  test("that is there without waiting is in time, however small its budget", async () => {
    const { clock, run } = setUp({ isHeld: () => false });
    expect(await run("{ weather }")).toEqual({ data: { weather: "there" } });
    expect(clock.timerCount()).toBe(0);
  });

  test("does not hold up another: each has a budget of its own", async () => {
    const rank = Promise.withResolvers<number>();
    const { clock, asks, run } = setUp({ isHeld: isLate, rank: () => rank.promise });
    const answer = run("{ posts { reviews { text } rank } }");
    await until(() => asks.length === 2 && clock.timerCount() === 2);
    clock.advance(60);
    rank.resolve(7);
    const { data, errors } = await answer;
    expect(data?.["posts"]).toEqual([
      { reviews: null, rank: 7 },
      { reviews: null, rank: 7 },
    ]);
    expect(errors).toHaveLength(2);
  });

  test("fails by itself, at its own path", async () => {
    const { run } = setUp({
      isHeld: () => false,
      rank() {
        throw new Error("no rank");
      },
    });
    const { data, errors } = await run("{ posts { id rank } }");
    expect(data?.["posts"]).toEqual([
      { id: "1", rank: null },
      { id: "2", rank: null },
    ]);
    expect(errors?.map(({ message, path }) => [message, path])).toEqual([
      ["no rank", ["posts", 0, "rank"]],
      ["no rank", ["posts", 1, "rank"]],
    ]);
  });

  test("has what failed in it at its path", async () => {
    const { run } = setUp({ isHeld: () => false });
    const { data, errors } = await run("{ posts { reviews { text fault } } }");
    expect(data?.["posts"]).toEqual([
      { reviews: [{ text: "of 1", fault: null }] },
      { reviews: [{ text: "of 2", fault: null }] },
    ]);
    expect(errors?.map(({ path }) => path?.join("."))).toEqual([
      "posts.0.reviews.0.fault",
      "posts.1.reviews.0.fault",
    ]);
  });

  test("of a mutation's result is lazy as well", async () => {
    const { clock, asks, run } = setUp({ isHeld: isLate });
    const answer = run("mutation { write { id reviews { text } } }");
    await until(() => asks.length === 2 && clock.timerCount() > 0);
    clock.advance(50);
    const { data, errors } = await answer;
    expect(data).toEqual({ write: { id: "1", reviews: null } });
    expect(errors).toHaveLength(1);
  });

  test("is given up with its request", async () => {
    const { clock, asks, run, abort } = setUp({ rank: () => new Promise(() => {}) });
    const answer = run("{ posts { id rank } }");
    await until(() => asks.length === 1);
    asks[0]?.answer();
    await until(() => clock.timerCount() > 0);
    abort(new GatewayError("GATEWAY_TIMEOUT", "took too long"));
    const { errors } = await answer;
    expect(errors?.[0]?.originalError).toMatchObject({ code: "GATEWAY_TIMEOUT" });
  });

  test("is waited for to its end where it is deferred, and nobody waits for that", async () => {
    const { clock, asks, run } = setUp({ isHeld: isLate });
    const first = await run("{ posts { id ... @defer { reviews { text } rank } } }", true);
    expect(first.data).toEqual({ posts: [{ id: "1" }, { id: "2" }] });
    clock.advance(5000);
    asks.find(({ id }) => id === "Post")?.answer();
    const { data, errors, payloads } = await mergedAnswer(first);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      posts: [
        { id: "1", reviews: [{ text: "of 1" }], rank: 7 },
        { id: "2", reviews: [{ text: "of 2" }], rank: 7 },
      ],
    });
    expect(payloads).toHaveLength(1);
  });

  test("in something that is deferred is waited for to its end as well", async () => {
    const { clock, asks, run } = setUp({ isHeld: (id) => id === "Author.bio" });
    const first = await run("{ posts { id ... @defer { author { name bio } } } }", true);
    await until(() => asks.filter(({ id }) => id === "Author.bio").length === 2);
    clock.advance(5000);
    for (const { id, answer } of asks) if (id === "Author.bio") answer();
    const { data, errors } = await mergedAnswer(first);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ posts: [{ author: { bio: "there" } }, { author: {} }] });
  });

  test("may hold what is deferred or streamed: that comes after it has joined the others", async () => {
    const { run } = setUp({ isHeld: (id) => id === "Author" });
    const first = await run(
      "{ posts { id reviews @stream { text ... @defer { author { name } } } } }",
      true,
    );
    expect(first.data).toMatchObject({ posts: [{ id: "1" }, { id: "2" }] });
  });
});

function idOf({ this: parent }: Key): string {
  const { id } = parent;
  return typeof id === "string" ? id : "";
}
