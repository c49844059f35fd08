import { createHash } from "node:crypto";
import { join } from "node:path";

import { describe, expect, test, vi } from "vitest";

import { temporaryDirectory } from "../config/temporary-directory.ts";
import { type TestRedis, describeWithRedis, startRedis } from "../support/redis.ts";
import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";
import { readScrape, valueOf } from "./support/scraped.ts";
import { openRedisConsole, type RedisConsole } from "./support/redis-console.ts";

const known = "query Known { greeting { text } }";
const other = "query Other { greeting { text } }";
const streamed =
  "query S($n: Int, $all: Boolean! = true) { greeting @include(if: $all) { text } ... @defer(if: $all) { list @stream(initialCount: $n) } }";
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

const schema = `
  type Query {
    greeting: Greeting @connect(source: "api", http: { GET: "/greeting" }, selection: "text")
    list: [Int] @connect(source: "api", http: { GET: "/list" }, selection: "$")
  }
  type Greeting { text: String }
`;
const greeted = { data: { greeting: { text: "hello" } } };

interface Settings {
  readonly mode?: "off" | "log" | "enforce";
  readonly apq?: boolean;
  readonly manifest?: unknown;
  readonly redis?: { readonly url: string };
  readonly metrics?: { readonly port: number };
}

/** A gateway that listens, with a manifest of the document "known" unless it is to have another. */
async function openTrusting({ manifest = { known }, redis, metrics, ...settings }: Settings = {}) {
  const directory = temporaryDirectory({ "manifest.json": JSON.stringify(manifest) });
  const opened = await openGateway({
    schema,
    routes: { "GET /greeting": () => json({ text: "hello" }) },
    config: {
      documents: { manifests: [join(directory, "manifest.json")], ...settings },
      ...(redis !== undefined && { redis: { url: redis.url } }),
      ...(metrics && { metrics }),
    },
  });
  const { url } = await opened.gateway.start();
  return {
    ...opened,
    post: async (body: unknown, more: Record<string, string> = {}) => {
      const headers = { "content-type": "application/json", ...more };
      return answer(await fetch(url, { method: "POST", headers, body: JSON.stringify(body) }));
    },
    get: async (parameters: Record<string, string>, more: Record<string, string> = {}) => {
      const headers = { "apollo-require-preflight": "1", ...more };
      const search = new URLSearchParams(parameters).toString();
      return answer(await fetch(`${url}?${search}`, { headers }));
    },
  };
}

async function answer(response: Response) {
  return { status: response.status, body: await response.json() };
}

const persisted = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } });
const refusedWith = (code: string) => ({ errors: [{ extensions: { code } }] });

describe("a trusted document is run", () => {
  test.each([
    ["its id", { documentId: "known" }],
    ["its hash", { documentId: `sha256:${hashOf(known)}` }],
    ["its id in the extension persistedQuery", { extensions: persisted("known") }],
    ["its hash in the extension persistedQuery", { extensions: persisted(hashOf(known)) }],
    ["its text", { query: known }],
    ["its text and its hash", { query: known, extensions: persisted(hashOf(known)) }],
  ])("by %s, whatever the mode, by POST and by GET", async (_how, named) => {
    const parameters = Object.entries(named).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    for (const mode of ["off", "log", "enforce"] as const) {
      // oxlint-disable-next-line no-await-in-loop
      const { post, get } = await openTrusting({ mode });
      // oxlint-disable-next-line no-await-in-loop
      expect(await post(named)).toEqual({ status: 200, body: greeted });
      // oxlint-disable-next-line no-await-in-loop
      expect(await get(Object.fromEntries(parameters))).toEqual({ status: 200, body: greeted });
    }
  });

  test("with the operation and the variables that the request names", async () => {
    const { post } = await openTrusting({
      manifest: {
        two: "query A($no: Boolean!) { greeting @skip(if: $no) { text } } query B { __typename }",
      },
    });
    const named = { documentId: "two", operationName: "A" };
    expect(await post({ ...named, variables: { no: false } })).toMatchObject({ body: greeted });
    expect(await post({ ...named, variables: { no: true } })).toMatchObject({ body: { data: {} } });
    expect(await post({ documentId: "two", operationName: "B" })).toMatchObject({
      body: { data: { __typename: "Query" } },
    });
  });
});

describe("a document that is in no manifest", () => {
  test("is run where the mode is off, and nothing is said", async () => {
    const { post, get, lines } = await openTrusting();
    expect(await post({ query: other })).toEqual({ status: 200, body: greeted });
    expect(await get({ query: other })).toEqual({ status: 200, body: greeted });
    expect(lines().filter(({ documentHash }) => documentHash !== undefined)).toEqual([]);
  });

  test("is run where the mode is log, and told of once, by its hash", async () => {
    const { post, get, lines } = await openTrusting({ mode: "log" });
    expect(await post({ query: other })).toEqual({ status: 200, body: greeted });
    expect(await get({ query: other })).toEqual({ status: 200, body: greeted });
    expect(await post({ query: known })).toEqual({ status: 200, body: greeted });
    const told = lines().filter(({ documentHash }) => documentHash !== undefined);
    expect(told).toMatchObject([{ level: "warn", documentHash: hashOf(other) }]);
    expect(JSON.stringify(told)).not.toContain("greeting");
  });

  test("is told of with its operation and its client, once for each of them", async () => {
    const { post, get, lines } = await openTrusting({ mode: "log" });
    const apollo = { "apollographql-client-name": "web", "apollographql-client-version": "1.2" };
    await post({ query: other }, apollo);
    await post({ query: other }, apollo);
    await get({ query: other, operationName: "Other" }, { "graphql-client-name": "ios" });
    await post({ query: "{ list }" }, { "graphql-client-name": "a".repeat(101) });
    await post({ query: "{ a: list }", operationName: "no name" });
    await post({ query: '# query No\nquery Yes { list @tag(text: "query Value {") }' });
    await post({ query: '{ list @tag(text: "query Value {") }' });
    const told = lines().filter(({ documentHash }) => documentHash !== undefined);
    expect(
      told.map(({ operationName, clientName, clientVersion }) => [
        operationName,
        clientName,
        clientVersion,
      ]),
    ).toEqual([
      ["Other", "web", "1.2"],
      ["Other", "ios", undefined],
      [undefined, undefined, undefined],
      [undefined, undefined, undefined],
      ["Yes", undefined, undefined],
      [undefined, undefined, undefined],
    ]);
  });

  test.each([
    ["log", [3, 2, 1]],
    ["enforce", [3, undefined, 3]],
    ["off", [undefined, undefined, undefined]],
  ] as const)("is counted, so that one sees how many are left: %s", async (mode, expected) => {
    const { post, gateway } = await openTrusting({ mode, metrics: { port: 0 } });
    await post({ query: known });
    await post({ documentId: "known" });
    await post({ extensions: persisted(hashOf(known)) });
    await post({ query: other, extensions: persisted(hashOf(other)) });
    await post({ extensions: persisted(hashOf(other)) });
    await post({ documentId: "nobody's" });
    const metrics = readScrape((await gateway.metrics()) ?? "");
    const counts = ["trusted", "unknown", "refused"].map((result) =>
      valueOf(metrics, "sluice_documents_total", { sluice_document_result: result }),
    );
    expect(counts).toEqual(expected);
  });

  test.each([
    ["as a text", { query: other }],
    ["as a text with its hash", { query: other, extensions: persisted(hashOf(other)) }],
    [
      "as a text with the hash of a known one",
      { query: other, extensions: persisted(hashOf(known)) },
    ],
    ["as the introspection of tools", { query: "{ __schema { types { name } } }" }],
  ])(
    "is refused where the mode is enforce, and asks nobody for anything: %s",
    async (_how, body) => {
      const { post, get, upstream } = await openTrusting({ mode: "enforce" });
      expect(await post(body)).toMatchObject({
        status: 403,
        body: refusedWith("DOCUMENT_NOT_TRUSTED"),
      });
      expect(await get({ query: body.query })).toMatchObject({ status: 403 });
      expect(upstream.asked).toEqual([]);
    },
  );

  test("is refused by its hash, too, though it may have been sent before", async () => {
    const { post, get } = await openTrusting({ mode: "enforce" });
    const named = { extensions: persisted(hashOf(other)) };
    const refused = { status: 404, body: refusedWith("DOCUMENT_NOT_FOUND") };
    expect(await post(named)).toMatchObject(refused);
    expect(await post({ ...named, query: "" })).toMatchObject(refused);
    expect(await get({ extensions: JSON.stringify(named.extensions) })).toMatchObject(refused);
  });

  test("is not run by a hash that is no text", async () => {
    const { post } = await openTrusting();
    await post({ query: other, extensions: persisted(hashOf(other)) });
    const { version, sha256Hash } = persisted(hashOf(other)).persistedQuery;
    const extensions = { persistedQuery: { version, sha256Hash: [sha256Hash] } };
    expect(await post({ extensions })).toMatchObject({
      status: 400,
      body: refusedWith("BAD_REQUEST"),
    });
  });

  test("is refused without being read where it is too large to be run", async () => {
    const long = `${known}${" ".repeat(70_000)}`;
    const enforced = await openTrusting({ mode: "enforce" });
    expect(await enforced.post({ query: long })).toMatchObject({
      status: 403,
      body: refusedWith("DOCUMENT_NOT_TRUSTED"),
    });
    const logged = await openTrusting({ mode: "log" });
    expect(await logged.post({ query: long })).toMatchObject({
      status: 400,
      body: refusedWith("DOCUMENT_TOO_LARGE"),
    });
  });

  test("is refused where the extensions of a GET are no JSON", async () => {
    const { get, upstream } = await openTrusting({ mode: "enforce" });
    expect(await get({ extensions: "{" })).toMatchObject({ status: 400 });
    expect(upstream.asked).toEqual([]);
  });

  test.each([
    [{ query: { kind: "Document" } }, 400],
    [{ query: [other] }, 400],
    [[{ query: other }], 400],
    ["{ greeting { text } }", 400],
  ])("gets through in no other form: %j", async (body, status) => {
    const { post, upstream } = await openTrusting({ mode: "enforce" });
    expect(await post(body)).toMatchObject({ status });
    expect(upstream.asked).toEqual([]);
  });
});

describe("a document of an unknown name", () => {
  test("is 404, and the message says what else may be sent", async () => {
    const { post, get } = await openTrusting();
    const refused = { status: 404, body: refusedWith("DOCUMENT_NOT_FOUND") };
    const { status, body } = await post({ documentId: "unknown" });
    expect({ status, body }).toMatchObject(refused);
    expect(JSON.stringify(body)).toContain("Send the document itself");
    expect(await get({ documentId: "unknown" })).toMatchObject(refused);
  });

  test.each([
    [{ documentId: 7 }, /documentId must be a text/],
    [{ documentId: "known", query: known }, /and this one has both/],
  ])("or one that is no name, or not the only one, is refused: %j", async (body, message) => {
    const { post } = await openTrusting();
    const refused = await post(body);
    expect(refused).toMatchObject({ status: 400, body: refusedWith("BAD_REQUEST") });
    expect(JSON.stringify(refused)).toMatch(message);
  });
});

describe("trusted documents are planned at the start", () => {
  test("and the log says how many", async () => {
    const { lines } = await openTrusting({
      manifest: { known, two: `${other} query B { ...F } fragment F on Query { __typename }` },
    });
    expect(lines()).toContainEqual(
      expect.objectContaining({
        msg: "trusted documents are planned",
        documents: 2,
        operations: 3,
      }),
    );
  });

  test("and those that do not fit the schema are named, and stop nothing", async () => {
    const { lines, post } = await openTrusting({
      manifest: { known, old: "query Old { gone }", broken: "query {" },
    });
    const told = lines().filter(({ msg }) => msg === "a trusted document cannot be run");
    expect(told).toMatchObject([
      { documentId: "old", operationName: "Old", reason: expect.stringContaining('"gone"') },
      { documentId: "broken", reason: expect.stringContaining("Syntax Error") },
    ]);
    // Those are not counted among the ones that are planned.
    expect(lines()).toContainEqual(
      expect.objectContaining({
        msg: "trusted documents are planned",
        documents: 1,
        operations: 1,
      }),
    );
    expect(await post({ documentId: "known" })).toEqual({ status: 200, body: greeted });
    expect(await post({ documentId: "old" })).toMatchObject({
      status: 400,
      body: refusedWith("GRAPHQL_VALIDATION_FAILED"),
    });
  });

  test("without asking sources for anything", async () => {
    const { upstream } = await openTrusting({
      manifest: { known, change: "mutation { x }", streamed },
    });
    expect(upstream.asked).toEqual([]);
  });
});

describe("automatic persisted queries", () => {
  const registered = { query: other, extensions: persisted(hashOf(other)) };
  const named = { extensions: persisted(hashOf(other)) };

  test("are known by their hash once they were sent", async () => {
    const { post } = await openTrusting();
    expect(await post(named)).toMatchObject({ body: refusedWith("PERSISTED_QUERY_NOT_FOUND") });
    expect(await post(registered)).toEqual({ status: 200, body: greeted });
    expect(await post(named)).toEqual({ status: 200, body: greeted });
  });

  test("are not taken where that is switched off", async () => {
    const { post } = await openTrusting({ apq: false });
    const refused = { body: refusedWith("PERSISTED_QUERY_NOT_SUPPORTED") };
    expect(await post(registered)).toMatchObject(refused);
    expect(await post(named)).toMatchObject(refused);
    expect(await post({ extensions: persisted(hashOf(known)) })).toMatchObject({ body: greeted });
  });

  test("are not kept where they do not fit the schema", async () => {
    const { post } = await openTrusting();
    const wrong = { query: "{ gone }", extensions: persisted(hashOf("{ gone }")) };
    expect(await post(wrong)).toMatchObject({ body: refusedWith("GRAPHQL_VALIDATION_FAILED") });
    expect(await post({ extensions: wrong.extensions })).toMatchObject({
      body: refusedWith("PERSISTED_QUERY_NOT_FOUND"),
    });
  });
});

const texts = async ({ send }: RedisConsole) => [await send("KEYS", "*:text:*")].flat();

async function withRedis(work: (redis: TestRedis) => Promise<void>) {
  const redis = await startRedis();
  try {
    await work(redis);
  } finally {
    await redis.kill();
  }
}

describeWithRedis("automatic persisted queries of replicas with a Redis", () => {
  const named = { extensions: persisted(hashOf(other)) };

  test("are known to all once one was sent them", () =>
    withRedis(async (redis) => {
      const one = await openTrusting({ redis });
      const two = await openTrusting({ redis });
      const console = await openRedisConsole(redis.url);
      expect(await one.post({ query: other, ...named })).toMatchObject({ body: greeted });
      await vi.waitUntil(async () => (await texts(console)).length > 0, { timeout: 5000 });
      console.close();
      expect(await two.post(named)).toEqual({ status: 200, body: greeted });
    }));

  test("are run by none that enforces its manifests, and told of where the mode is log", () =>
    withRedis(async (redis) => {
      const open = await openTrusting({ redis });
      expect(await open.post({ query: other, ...named })).toMatchObject({ body: greeted });
      const console = await openRedisConsole(redis.url);
      await vi.waitUntil(async () => (await texts(console)).length > 0, { timeout: 5000 });
      console.close();
      const log = await openTrusting({ redis, mode: "log" });
      // Once it has it from there, the store is what the next must not have it from.
      await vi.waitUntil(async () => (await log.post(named)).status === 200, { timeout: 5000 });
      expect(log.lines()).toContainEqual(expect.objectContaining({ documentHash: hashOf(other) }));
      const enforce = await openTrusting({ redis, mode: "enforce" });
      for (const sha256Hash of [hashOf(other), [hashOf(other)]]) {
        const extensions = { persistedQuery: { version: 1, sha256Hash } };
        // oxlint-disable-next-line no-await-in-loop
        expect((await enforce.post({ extensions })).status).toBeGreaterThanOrEqual(400);
      }
      expect(enforce.upstream.asked).toEqual([]);
    }));

  test("are asked for again while the Redis is away, and nothing else suffers", () =>
    withRedis(async (redis) => {
      const { post } = await openTrusting({ redis });
      await redis.kill();
      expect(await post(named)).toMatchObject({ body: refusedWith("PERSISTED_QUERY_NOT_FOUND") });
      expect(await post({ query: other, ...named })).toEqual({ status: 200, body: greeted });
      expect(await post(named)).toEqual({ status: 200, body: greeted });
    }));
});
