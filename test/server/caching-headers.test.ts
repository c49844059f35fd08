import { GraphQLError } from "graphql";
import { describe, expect, test } from "vitest";

import type { RequestContext } from "../../src/connectors/request-context.ts";
import { answeredAtMs, freshnessOf, undated } from "./support/answer-freshness.ts";
import { answering, type Answering, cachingHeaders, greetingSchema } from "./support/answering.ts";
import { graphqlJsExecutor } from "./support/graphql-js-executor.ts";
import { handlerOf, post, serve } from "./support/serve.ts";

/** The headers of the answer to a query by POST that say something of caching. */
async function headersOf(options: Answering, headers: Readonly<Record<string, string>> = {}) {
  const { url } = await answering(options);
  const { response } = await post(url, { query: "{ greet }" }, { headers });
  return cachingHeaders(response);
}

const callerControl = () => true;

const ago = (ms: number): string => new Date(answeredAtMs - ms).toISOString();

const joined = (asked: number, ofThem: number) => (request: RequestContext) => {
  request.tally.asked += asked;
  request.tally.joined += ofThem;
};

describe("an answer says how long it may be kept, how old it is, and where it is from", () => {
  const at = freshnessOf;
  const whileRevalidating = { staleReasons: new Set(["revalidating"]) };
  const ifError = { staleReasons: new Set(["revalidating", "CIRCUIT_OPEN"]) };
  test.each<[string, Answering, string, string | null, string | null]>([
    [
      "all of it kept",
      { total: at({ ageMs: 4999, leftMs: 30_999 }, { fresh: 2 }) },
      "max-age=30, public",
      "4",
      "Sluice; hit; ttl=30",
    ],
    [
      "kept for its caller alone",
      { total: at({ ageMs: 0, leftMs: 30_000 }, { fresh: 1, isPrivate: true }) },
      "max-age=30, private",
      "0",
      "Sluice; hit; ttl=30",
    ],
    [
      "fetched just now",
      { total: at({ ageMs: 250, leftMs: 59_750 }, { fetched: 3 }) },
      "max-age=59, public",
      "0",
      "Sluice; fwd=miss; stored; ttl=59",
    ],
    [
      "fetched by somebody else, who had asked already",
      { total: at({ ageMs: 0, leftMs: 60_000 }, { fetched: 2 }), work: joined(2, 2) },
      "max-age=60, public",
      "0",
      "Sluice; fwd=miss; stored; collapsed; ttl=60",
    ],
    [
      "fetched, and some of it by somebody else",
      { total: at({ ageMs: 0, leftMs: 60_000 }, { fetched: 2 }), work: joined(2, 1) },
      "max-age=60, public",
      "0",
      "Sluice; fwd=miss; stored; ttl=60",
    ],
    [
      "some kept, some fetched",
      { total: at({ ageMs: 9000, leftMs: 1000 }, { fresh: 1, fetched: 1 }) },
      "max-age=1, public",
      "9",
      "Sluice; fwd=partial; stored; ttl=1",
    ],
    [
      "some kept, some never kept",
      { total: at({ ageMs: 9000, leftMs: 1000 }, { fresh: 1, neverKept: 1, isKeepable: false }) },
      "no-store",
      "9",
      "Sluice; fwd=partial",
    ],
    [
      "some fetched, some never kept",
      { total: at({ ageMs: 0, leftMs: 1000 }, { fetched: 1, neverKept: 1, isKeepable: false }) },
      "no-store",
      "0",
      "Sluice; fwd=miss",
    ],
    [
      "all kept, beside what a resolver gave",
      { total: at({ ageMs: 0, leftMs: 1000 }, { fresh: 1, isKeepable: false }) },
      "no-store",
      "0",
      "Sluice; hit",
    ],
    [
      "stale, while it is asked for anew",
      { total: at({ ageMs: 61_000, leftMs: -1 }, { stale: 1, fresh: 1, ...whileRevalidating }) },
      "max-age=0, public",
      "61",
      "Sluice; hit; ttl=-1; detail=stale-while-revalidate",
    ],
    [
      "stale, as its source failed",
      {
        total: at({ ageMs: 90_000, leftMs: -30_000 }, { stale: 2, ...ifError }),
        work: joined(1, 1),
      },
      "max-age=0, public",
      "90",
      "Sluice; hit; ttl=-30; detail=stale-if-error",
    ],
    [
      "some stale, some fetched",
      { total: at({ ageMs: 9, leftMs: -1 }, { stale: 1, fetched: 1, ...whileRevalidating }) },
      "max-age=0, public",
      "0",
      "Sluice; fwd=partial; stored; ttl=-1; detail=stale-while-revalidate",
    ],
    [
      "fresh no more, since just now",
      { total: at({ ageMs: 100, leftMs: -100 }, { fetched: 1 }) },
      "max-age=0, public",
      "0",
      "Sluice; fwd=miss; stored; ttl=-1",
    ],
    [
      "true in the future, by a clock that was set",
      { total: at({ ageMs: -5000, leftMs: 9000 }) },
      "max-age=9, public",
      "0",
      "Sluice; hit; ttl=9",
    ],
    [
      "from resolvers alone, under contracts of their own",
      { total: at({ ageMs: 0, leftMs: 5000 }, { isPrivate: true }) },
      "max-age=5, private",
      "0",
      "Sluice; fwd=bypass; ttl=5",
    ],
    ["of which nothing can be kept", {}, "no-store", null, "Sluice; fwd=bypass"],
    [
      "of which nothing can be kept, with a report of that",
      { total: { ...undated, neverKept: 1, isKeepable: false } },
      "no-store",
      null,
      "Sluice; fwd=bypass",
    ],
    [
      "for which nothing was asked, with a report of that",
      { total: undated },
      "no-store",
      null,
      "Sluice; fwd=bypass",
    ],
  ])("%s", async (_what, options, cacheControl, age, cacheStatus) => {
    expect(await headersOf(options)).toEqual({
      "cache-control": cacheControl,
      age,
      "cache-status": cacheStatus,
    });
  });
});

describe("nobody may keep", () => {
  const kept = freshnessOf({ ageMs: 3000, leftMs: 9000 });

  test("an answer with errors; how old the rest is can be seen", async () => {
    const errors = [new GraphQLError("no")];
    expect(await headersOf({ total: kept, result: { errors } })).toEqual({
      "cache-control": "no-store",
      age: "3",
      "cache-status": "Sluice; hit",
    });
    expect(await headersOf({ result: { data: null, errors } })).toEqual({
      "cache-control": "no-store",
      age: null,
      "cache-status": null,
    });
  });

  test("the answer to an operation that could not start", async () => {
    const handler = await handlerOf(greetingSchema, {
      executor: { execute: async () => ({ errors: [new GraphQLError("no")] }) },
    });
    const { response } = await post((await serve(handler)).url, { query: "{ greet }" });
    expect(response.status).toBe(400);
    expect(cachingHeaders(response)).toEqual({
      "cache-control": "no-store",
      age: null,
      "cache-status": null,
    });
  });

  test.each([
    ["does not parse", { query: "{" }],
    ["is not valid", { query: "{ nothing }" }],
    ["is no request", {}],
  ])("the refusal of an operation that %s", async (_what, request) => {
    const { url } = await answering({ total: kept });
    const { response } = await post(url, request);
    expect(response.status).toBe(400);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("cache-status")).toBeNull();
  });

  test("the answer to a mutation", async () => {
    const url = (await serve(await handlerOf(greetingSchema))).url;
    const { response } = await post(url, { query: "mutation { change }" });
    expect(cachingHeaders(response)).toEqual({
      "cache-control": "no-store",
      age: null,
      "cache-status": "Sluice; fwd=method",
    });
  });

  test.each(["PUT", "GET"])("the answer to a %s that is at the wrong place", async (method) => {
    const { url, origin } = await answering({});
    const response = await fetch(method === "PUT" ? url : `${origin}/nowhere`, { method });
    expect(response.status).toBeGreaterThanOrEqual(404);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });
});

describe("a caller's Cache-Control", () => {
  const total = freshnessOf({ ageMs: 0, leftMs: 9000 }, { fetched: 1 });
  test("tells how old values may be, where the operator lets callers say so", async () => {
    const { url, asked } = await answering({ total, callerControl });
    await post(url, { query: "{ greet }" }, { headers: { "cache-control": "max-age=5" } });
    await post(url, { query: "{ greet }" });
    expect(asked.map(({ request }) => request.maxAgeMs)).toEqual([5000, undefined]);
  });

  test.each([{}, { callerControl: () => false }])(
    "says nothing where the operator does not",
    async (options) => {
      const { url, asked } = await answering({ total, ...options });
      await post(url, { query: "{ greet }" }, { headers: { "cache-control": "no-cache" } });
      expect(asked.map(({ request }) => request.maxAgeMs)).toEqual([undefined]);
    },
  );

  test("is the reason of a call that it made necessary", async () => {
    expect(await headersOf({ total, callerControl }, { "cache-control": "no-cache" })).toEqual({
      "cache-control": "max-age=9, public",
      age: "0",
      "cache-status": "Sluice; fwd=request; stored; ttl=9",
    });
  });
});

describe("extensions.freshness", () => {
  const total = freshnessOf({ ageMs: 0, leftMs: 9000 });
  const parts = {
    "posts.user": freshnessOf(
      { ageMs: 90_000, leftMs: -30_000 },
      { fresh: 1, stale: 2, staleReasons: new Set(["CIRCUIT_OPEN"]), isPrivate: true },
    ),
    posts: freshnessOf({ ageMs: 1000, leftMs: 9000 }, { fetched: 1 }),
    greeting: { ...undated, neverKept: 1, isKeepable: false },
  };

  test("tells how fresh each field is, to a caller who asks for a report", async () => {
    const { url } = await answering({ total, parts });
    const asking = { headers: { "sluice-freshness": "report" } };
    const { body } = await post(url, { query: "{ greet }" }, asking);
    expect(body).toEqual({
      data: { greet: "hello" },
      extensions: {
        freshness: [
          { path: "greeting", keys: 1, kept: false },
          { path: "posts", keys: 1, fetchedAt: ago(1000), freshUntil: ago(-9000) },
          {
            path: "posts.user",
            keys: 3,
            fetchedAt: ago(90_000),
            freshUntil: ago(30_000),
            stale: { keys: 2, reasons: ["CIRCUIT_OPEN"] },
            private: true,
          },
        ],
      },
    });
  });

  test("is there beside errors, too", async () => {
    const errors = [new GraphQLError("no")];
    const { url } = await answering({ total, parts, result: { errors } });
    const asking = { headers: { "sluice-freshness": "report" } };
    const { body } = await post(url, { query: "{ greet }" }, asking);
    expect(body).toMatchObject({ extensions: { freshness: { length: 3 } }, errors: [{}] });
  });

  test.each([{}, { "sluice-freshness": "no" }])("is not there for others: %o", async (headers) => {
    const { url } = await answering({ total, parts });
    const { body } = await post(url, { query: "{ greet }" }, { headers });
    expect(body).toEqual({ data: { greet: "hello" } });
  });
});

test("an executor that tells nothing of freshness is never kept", async () => {
  const handler = await handlerOf(greetingSchema, { executor: graphqlJsExecutor(greetingSchema) });
  const { response } = await post((await serve(handler)).url, { query: "{ greet }" });
  expect(response.headers.get("cache-control")).toBe("no-store");
});
