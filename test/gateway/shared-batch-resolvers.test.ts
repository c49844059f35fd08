import fc from "fast-check";
import type { FormattedExecutionResult } from "graphql";
import { describe, expect, onTestFinished, test } from "vitest";

import { batch, type BatchResolver, createGateway } from "../../src/gateway.ts";
import { json } from "../support/upstream.ts";
import { turns } from "../support/until.ts";
import { countedLoad, rate } from "./support/counted-load.ts";
import { createLogMemory, openGateway, schemaFile } from "./support/open-gateway.ts";

describe("who shares a call", () => {
  test("are all who ask at one time, for equal keys once", async () => {
    const { asked, load } = countedLoad(rate);
    const { ask } = await openGateway({
      schema: `
        type Query { any(ids: [ID!]!): [Post] }
        type Post { id: ID! rating: Float }
      `,
      resolvers: {
        Query: {
          any: (_: unknown, { ids }: { ids: readonly string[] }) => ids.map((id) => ({ id })),
        },
        Post: { rating: batch({ reads: ["id"], load }) },
      },
    });
    const query = "query ($ids: [ID!]!) { any(ids: $ids) { rating } }";
    const answers = await Promise.all(
      [["1", "2"], ["2", "3"], ["3"]].map((ids) => ask(query, { variables: { ids } })),
    );
    expect(answers.map(({ data }) => data?.["any"])).toEqual([
      [{ rating: 1 }, { rating: 2 }],
      [{ rating: 2 }, { rating: 3 }],
      [{ rating: 3 }],
    ]);
    expect(asked).toEqual([["1", "2", "3"]]);
  });

  test("are those for whom all headers that it reads are equal", async () => {
    const calls: unknown[] = [];
    const { ask } = await openGateway({
      schema: "type Query { me: String }",
      resolvers: {
        Query: {
          me: batch({
            headers: ["authorization"],
            load: (keys, { headers }) => {
              calls.push(headers.authorization);
              return keys.map(() => `I am ${String(headers.authorization)}`);
            },
          }),
        },
      },
    });
    const callers = ["a", "b", "a"].map((authorization) =>
      ask("{ me }", { headers: { authorization } }),
    );
    expect((await Promise.all(callers)).map(({ data }) => data?.["me"])).toEqual([
      "I am a",
      "I am b",
      "I am a",
    ]);
    expect(calls).toEqual(["a", "b"]);
  });

  test("is nobody with @batch(sharing: REQUEST)", async () => {
    const { asked, load } = countedLoad(rate);
    const { ask } = await openGateway({
      schema: `
        type Query { any: [Post] }
        type Post { id: ID! rating: Float @batch(sharing: REQUEST) }
      `,
      resolvers: {
        Query: { any: () => [{ id: "1" }] },
        Post: { rating: batch({ reads: ["id"], load }) },
      },
    });
    await Promise.all([ask("{ any { rating } }"), ask("{ any { rating } }")]);
    expect(asked).toEqual([["1"], ["1"]]);
  });

  test("are those who come within the window of @batch", async () => {
    const { asked, load } = countedLoad(rate);
    const { ask } = await openGateway({
      schema: `
        type Query { now: [Post] later: [Post] }
        type Post { id: ID! rating: Float @batch(window: "10s") }
      `,
      resolvers: {
        Query: {
          now: () => [{ id: "1" }],
          later: () =>
            new Promise((resolve) =>
              setImmediate(() => setImmediate(() => resolve([{ id: "2" }]))),
            ),
        },
        Post: { rating: batch({ reads: ["id"], maxSize: 2, load }) },
      },
    });
    await ask("{ now { rating } later { rating } }");
    expect(asked).toEqual([["1", "2"]]);
  });

  test("causes no more calls than an operation may", async () => {
    const { asked, load } = countedLoad(rate);
    const { ask } = await openGateway({
      schema: `
        type Query { posts: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id") }
        type Post { id: ID! rating: Float }
      `,
      routes: { "GET /posts": () => json([1, 2, 3, 4].map((id) => ({ id }))) },
      config: { limits: { callsPerOperation: 3 } },
      resolvers: { Post: { rating: batch({ reads: ["id"], maxSize: 1, load }) } },
    });
    const { data, errors } = await ask("{ posts { rating } }");
    expect(data?.["posts"]).toEqual([1, 2, 3, null].map((rating) => ({ rating })));
    expect(errors).toMatchObject([
      { path: ["posts", 3, "rating"], extensions: { code: "TOO_MANY_CALLS" } },
    ]);
    expect(asked).toHaveLength(3);
  });
});

describe("who goes away, or is late", () => {
  const schema = "type Query { slow: Int }";

  test("ends the call, and the code is told, when nobody waits for it any more", async () => {
    const started = Promise.withResolvers<AbortSignal>();
    const { ask } = await openGateway({
      schema,
      resolvers: {
        Query: {
          slow: batch({
            load: (_keys, { signal }) => {
              started.resolve(signal);
              return new Promise(() => undefined);
            },
          }),
        },
      },
    });
    const leaving = new AbortController();
    const first = ask("{ slow }", { signal: leaving.signal });
    const signal = await started.promise;
    leaving.abort();
    expect(await first).toMatchObject({ errors: [{ extensions: { code: "REQUEST_ABORTED" } }] });
    expect(signal.aborted).toBe(true);
  });
});

interface Ask {
  readonly who: string | undefined;
  readonly ids: readonly string[];
  readonly isRefreshing: boolean;
  readonly waits: number;
}

const someAsks = fc.array(
  fc.record<Ask>({
    who: fc.constantFrom("a", "b", "c", undefined),
    ids: fc.uniqueArray(fc.constantFrom("1", "2", "3", "4"), { minLength: 1 }),
    isRefreshing: fc.boolean(),
    waits: fc.nat(3),
  }),
  { minLength: 2, maxLength: 12 },
);

/** Whether a value is that of a caller and a post. */
function isOwn(who: string | undefined, id: string, value: unknown): boolean {
  return value === `${String(who)} ${id}` || (value === null && id === "4");
}

test("over HTTP, whatever the interleaving: callers get their own, and no key is asked for twice at one time", async () => {
  const calls: { readonly who: unknown; readonly keys: readonly string[] }[] = [];
  const underWay = new Set<string>();
  const twice: string[] = [];
  let isFailing = false;
  const { log } = createLogMemory();
  const mine = (isKept: boolean): BatchResolver<string, { readonly id: string }> =>
    batch({
      reads: ["id"],
      headers: ["Authorization"],
      maxSize: 3,
      async load(keys, { headers }) {
        const who = headers.authorization;
        const ids = keys.map(({ parent }) => parent.id);
        calls.push({ who, keys: ids });
        const names = ids.map((id) => `${isKept} ${String(who)} ${id}`);
        twice.push(...names.filter((name) => underWay.has(name)));
        for (const name of names) underWay.add(name);
        await turns(ids.length);
        for (const name of names) underWay.delete(name);
        return ids.map((id) =>
          id === "4" && isFailing ? new Error(`no, ${String(who)}`) : `${String(who)} ${id}`,
        );
      },
    });
  const gateway = await createGateway({
    schema: schemaFile(`
      type Query { posts(ids: [ID!]!): [Post] }
      type Post { id: ID! mine: String kept: String @freshness(ttl: "1h") }
    `),
    config: { server: { port: 0 }, cache: { callerControl: true } },
    resolvers: {
      Query: {
        posts: (_: unknown, { ids }: { ids: readonly string[] }) => ids.map((id) => ({ id })),
      },
      Post: { mine: mine(false), kept: mine(true) },
    },
    mode: "development",
    log,
  });
  onTestFinished(() => gateway.stop());
  const { url } = await gateway.start();

  const ask = async ({ who, ids, isRefreshing, waits }: Ask) => {
    await turns(waits);
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(who !== undefined && { authorization: who }),
        ...(isRefreshing && { "cache-control": "max-age=1" }),
      },
      body: JSON.stringify({
        query: "query ($ids: [ID!]!) { posts(ids: $ids) { mine kept } }",
        variables: { ids },
      }),
    });
    return response.json() as Promise<FormattedExecutionResult>;
  };
  await fc.assert(
    fc.asyncProperty(someAsks, fc.boolean(), async (asks, fails) => {
      isFailing = fails;
      const answers = await Promise.all(asks.map(ask));
      for (const [index, { data, errors }] of answers.entries()) {
        const { who, ids } = asks[index] as Ask;
        const posts = data?.["posts"] as readonly unknown[];
        for (const [place, id] of ids.entries()) {
          const { mine: own, kept } = Object(posts[place]);
          expect([own, kept].every((value) => isOwn(who, id, value))).toBe(true);
        }
        for (const { message, path } of errors ?? []) {
          expect(message).toBe(`no, ${String(who)}`);
          expect(ids[Number(path?.[1])]).toBe("4");
        }
      }
    }),
    { numRuns: 30 },
  );
  expect(twice).toEqual([]);
  expect(calls.every(({ keys }) => keys.length <= 3)).toBe(true);
});
