import { GraphQLError } from "graphql";
import { describe, expect, test } from "vitest";

import type { RequestContext } from "../../src/connectors/request-context.ts";
import type { Executor, Operation, OperationResult } from "../../src/execution/executor.ts";
import type { Freshness } from "../../src/execution/folded-freshness.ts";
import type { ApolloHandlerOptions } from "../../src/server/apollo-handler.ts";
import type { HttpServerOptions } from "../../src/server/http-server.ts";
import { answeredAtMs, answerFreshness, freshnessOf, undated } from "./support/answer-freshness.ts";
import { graphqlJsExecutor } from "./support/graphql-js-executor.ts";
import { handlerOf, post, schemaWith, serve } from "./support/serve.ts";

const schema = schemaWith("type Query { greet(id: ID): String } type Mutation { change: String }", {
  Query: { greet: () => "hello" },
  Mutation: { change: () => "changed" },
});

interface Answering extends Partial<HttpServerOptions> {
  /** Undefined: nothing can be kept. */
  readonly total?: Freshness;
  readonly result?: OperationResult;
  readonly parts?: Readonly<Record<string, Freshness>>;
  readonly callerHeaders?: ApolloHandlerOptions["callerHeaders"];
  /** What the work for the request does to what is known of it. */
  readonly work?: (request: RequestContext) => void;
}

/** A server on an executor whose answers have this freshness. */
async function answering({ total, result, parts, callerHeaders, work, ...http }: Answering) {
  const asked: Operation[] = [];
  const executor: Executor = {
    async execute(operation) {
      asked.push(operation);
      work?.(operation.request);
      const wanted = operation.wantsFreshnessReport === true ? (parts ?? {}) : undefined;
      const freshness = total && answerFreshness(total, wanted);
      return { data: { greet: "hello" }, ...result, ...(freshness && { freshness }) };
    },
  };
  const handler = await handlerOf(schema, {
    executor,
    ...(callerHeaders !== undefined && { callerHeaders }),
  });
  return { ...(await serve(handler, http)), asked };
}

/** The headers of the answer to a query by POST that say something of caching. */
async function headersOf(options: Answering, headers: Readonly<Record<string, string>> = {}) {
  const { url } = await answering(options);
  const { response } = await post(url, { query: "{ greet }" }, { headers });
  return cachingHeaders(response);
}

function cachingHeaders({ headers }: Response) {
  return Object.fromEntries(
    ["cache-control", "age", "cache-status"].map((name) => [name, headers.get(name)]),
  );
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
      { total: at({ ageMs: 90_000, leftMs: -30_000 }, { stale: 2, ...ifError }) },
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
      null,
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
      null,
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
      "cache-status": "Sluice; hit; ttl=9",
    });
    expect(await headersOf({ result: { data: null, errors } })).toEqual({
      "cache-control": "no-store",
      age: null,
      "cache-status": null,
    });
  });

  test("the answer to an operation that could not start", async () => {
    const handler = await handlerOf(schema, {
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
    const url = (await serve(await handlerOf(schema))).url;
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

const preflight = { "apollo-require-preflight": "true" };

const get = (url: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${url}?query={greet}`, { method, headers: { ...preflight, ...headers } });

const tagOf = async (url: string, headers: Record<string, string> = {}) =>
  (await get(url, { accept: "application/json", ...headers })).headers.get("etag");

describe("a GET", () => {
  const total = freshnessOf({ ageMs: 3000, leftMs: 9000 });
  test("of an answer that may be kept has a tag, by which it is not sent again", async () => {
    const { url } = await answering({ total });
    const first = await get(url);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{27}"$/);

    const again = await get(url, { "if-none-match": etag });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
    expect(again.headers.get("etag")).toBe(etag);
    expect(again.headers.get("vary")).toBe(first.headers.get("vary"));
    expect(again.headers.get("content-type")).toBe(first.headers.get("content-type"));
    expect(again.headers.get("content-length")).toBeNull();
    expect(cachingHeaders(again)).toEqual(cachingHeaders(first));
  });

  test.each([
    ["made weak by a proxy", "W/TAG", 304],
    ["among others", '"other", TAG', 304],
    ["for any answer", "*", 304],
    ["of another answer", '"other"', 200],
    ["with nothing that is a tag", "other", 200],
  ])("with a tag %s", async (_what, tags, status) => {
    const { url } = await answering({ total });
    const known = tags.replace("TAG", (await tagOf(url)) ?? "");
    expect((await get(url, { "if-none-match": known })).status).toBe(status);
  });

  test("has another tag for another answer, and for another content type", async () => {
    const [{ url }, older, other] = await Promise.all([
      answering({ total }),
      answering({ total: freshnessOf({ ageMs: 4000, leftMs: 8000 }) }),
      answering({ total, result: { data: { greet: "hi" } } }),
    ]);
    const tag = await tagOf(url);
    expect(await tagOf(older.url)).toBe(tag);
    expect(await tagOf(other.url)).not.toBe(tag);
    expect(await tagOf(url, { accept: "application/graphql-response+json" })).not.toBe(tag);
  });

  test.each<[string, Answering, string]>([
    ["that nobody may keep", {}, "{greet}"],
    ["with errors", { total, result: { errors: [new GraphQLError("no")] } }, "{greet}"],
    ["that was refused", { total }, "{"],
  ])("of an answer %s has no tag, and no answer is left out", async (_what, options, query) => {
    const { url } = await answering(options);
    const headers = { ...preflight, "if-none-match": "*" };
    const response = await fetch(`${url}?query=${query}`, { headers });
    expect(response.status).not.toBe(304);
    expect(response.headers.get("etag")).toBeNull();
    expect(response.headers.get("vary")).toBeNull();
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("may be HEAD: the same headers, and no body", async () => {
    const { url } = await answering({ total });
    const [whole, head] = [await get(url), await get(url, {}, "HEAD")];
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
    for (const name of ["etag", "content-type", "content-length", "cache-control", "vary"]) {
      expect(head.headers.get(name)).toBe(whole.headers.get(name));
    }
    const etag = whole.headers.get("etag") ?? "";
    expect((await get(url, { "if-none-match": etag }, "HEAD")).status).toBe(304);
  });

  test("varies by what its form depends on; for one caller, by what tells callers apart", async () => {
    const callerHeaders = ["x-tenant", "authorization"];
    const forAll = await answering({ total, callerHeaders });
    expect((await get(forAll.url)).headers.get("vary")).toBe("accept, sluice-freshness");
    const forOne = await answering({ total: { ...total, isPrivate: true }, callerHeaders });
    expect((await get(forOne.url)).headers.get("vary")).toBe(
      "accept, sluice-freshness, authorization, x-tenant",
    );
  });

  test("from a browser varies by its origin, too; what it may read are all headers of these", async () => {
    const { url } = await answering({ total, corsOrigins: [/\.app\.example$/] });
    const { headers } = await get(url, { origin: "https://one.app.example" });
    expect(headers.get("vary")).toBe("Origin, accept, sluice-freshness");
    expect(headers.get("access-control-expose-headers")).toBe("Age, Cache-Status, ETag");
  });

  test("by POST has no tag", async () => {
    const { url } = await answering({ total });
    const asking = { headers: { "if-none-match": "*" } };
    const { response } = await post(url, { query: "{ greet }" }, asking);
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBeNull();
    expect(response.headers.get("vary")).toBeNull();
  });
});

test("an executor that tells nothing of freshness is never kept", async () => {
  const handler = await handlerOf(schema, { executor: graphqlJsExecutor(schema) });
  const { response } = await post((await serve(handler)).url, { query: "{ greet }" });
  expect(response.headers.get("cache-control")).toBe("no-store");
});
