import { describe, expect, test } from "vitest";

import { all, readEvents, readMultipart } from "../server/support/read-parts.ts";
import { turns } from "../support/until.ts";
import { json, type Routes } from "../support/upstream.ts";
import { accepts, askInParts } from "./support/ask-in-parts.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
  type Query {
    post: Post @connect(source: "api", http: { GET: "/post" }, selection: "id title author: { id: authorId }")
    posts: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id title author: { id: authorId }")
  }
  type Post
    @connect(source: "api", http: { GET: "/stats/{$this.id}" }, selection: "likes")
    @connect(source: "api", http: { GET: "/must/{$this.id}" }, selection: "must")
  { id: ID! title: String author: User likes: Int must: Int! }
  type User
    @connect(source: "api", http: { GET: "/best/{$this.id}" }, selection: "best: { id: postId title }")
    @connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, selection: "id name")
  { id: ID! name: String best: Best }
  type Best @connect(source: "api", http: { GET: "/stats/{$this.id}" }, selection: "likes")
  { id: ID! title: String likes: Int }
`;

const post = { id: 1, title: "One", authorId: 7 };

/** A gateway over HTTP whose API holds back what is slow until it is let go. */
async function open(more: Routes = {}, settings: Partial<Parameters<typeof openGateway>[0]> = {}) {
  const gate = Promise.withResolvers<void>();
  const opened = await openGateway({
    schema,
    ...settings,
    routes: {
      "GET /post": () => json(post),
      "GET /posts": () => json([post, { id: 2, title: "Two", authorId: 8 }]),
      "GET /users": ({ query }) =>
        json(query.getAll("id").map((id) => ({ id: Number(id), name: `user ${id}` }))),
      "GET /stats/:id": async ({ params, aborted }) => {
        await Promise.race([gate.promise, aborted]);
        return json({ likes: Number(params["id"]) * 10 });
      },
      ...more,
    },
  });
  const { url } = await opened.gateway.start();
  return { ...opened, url, letGo: gate.resolve };
}

describe("a deferred fragment", () => {
  const query = `{ post { title ... @defer(label: "stats") { likes } } }`;

  test("comes after the rest, which does not wait for it", async () => {
    const { url, letGo } = await open();
    const parts = readMultipart(await askInParts(url, { query }));
    expect((await parts.next()).value).toEqual({
      data: { post: { title: "One" } },
      pending: [{ id: "0", path: ["post"], label: "stats" }],
      hasNext: true,
    });
    letGo();
    expect(await all(parts)).toEqual([
      {
        incremental: [{ id: "0", data: { likes: 10 } }],
        completed: [{ id: "0" }],
        hasNext: false,
      },
    ]);
  });

  test("comes at its path in the older format", async () => {
    const { url, letGo } = await open();
    const parts = readMultipart(await askInParts(url, { query }, { accept: accepts.legacy }));
    expect((await parts.next()).value).toEqual({ data: { post: { title: "One" } }, hasNext: true });
    letGo();
    expect(await all(parts)).toEqual([
      {
        incremental: [{ data: { likes: 10 }, path: ["post"], label: "stats" }],
        hasNext: false,
      },
    ]);
  });

  test("comes as an event", async () => {
    const { url, letGo } = await open();
    const events = readEvents(await askInParts(url, { query }, { accept: accepts.events }));
    expect((await events.next()).value).toMatchObject({
      event: "next",
      data: { data: { post: { title: "One" } }, hasNext: true },
    });
    letGo();
    expect(await all(events)).toMatchObject([
      { event: "next", data: { incremental: [{ data: { likes: 10 } }], hasNext: false } },
      { event: "complete" },
    ]);
  });

  test("comes with the rest for who takes no parts, over HTTP and in process", async () => {
    const { url, letGo, ask } = await open();
    letGo();
    const whole = { data: { post: { title: "One", likes: 10 } } };
    const response = await askInParts(url, { query }, { accept: "application/json" });
    expect(await response.json()).toEqual(whole);
    expect(await ask(query)).toEqual(whole);
    expect(await ask(query, { headers: { accept: accepts.current } })).toEqual(whole);
  });

  test("is none where its condition says so, and the answer is whole", async () => {
    const { url, letGo } = await open();
    letGo();
    const accept = `${accepts.current}, application/json`;
    const conditional = `query ($later: Boolean!) { post { title ... @defer(if: $later) { likes } } }`;
    const whole = { data: { post: { title: "One", likes: 10 } } };
    for (const operation of [
      { query: query.replace("(", "(if: false, ") },
      { query: conditional, variables: { later: false } },
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is easier to read
      const response = await askInParts(url, operation, { accept });
      expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
      // oxlint-disable-next-line no-await-in-loop -- the same
      expect(await response.json()).toEqual(whole);
    }
  });

  test("that asks for more of an object which came before has it at its place", async () => {
    const nested = "{ post { author { id } ... @defer { title author { name } likes } } }";
    const { url, letGo } = await open();
    letGo();
    const [, ...current] = await all(readMultipart(await askInParts(url, { query: nested })));
    expect(current.flatMap(({ incremental }) => incremental)).toEqual([
      { id: "0", data: { title: "One", likes: 10 } },
      { id: "0", subPath: ["author"], data: { name: "user 7" } },
    ]);
    const legacy = await askInParts(url, { query: nested }, { accept: accepts.legacy });
    expect(await all(readMultipart(legacy))).toEqual([
      { data: { post: { author: { id: "7" } } }, hasNext: true },
      {
        incremental: [
          { path: ["post"], data: { title: "One", likes: 10, author: { name: "user 7" } } },
        ],
        hasNext: false,
      },
    ]);
  });

  test("inside another one is told of with that, and comes after it", async () => {
    const inner = Promise.withResolvers<void>();
    const { url, letGo } = await open({
      "GET /must/:id": async () => {
        await inner.promise;
        return json({ must: 1 });
      },
    });
    const nested = `{ post { title ... @defer(label: "outer") { likes ...More @defer(label: "inner") } } }
      fragment More on Post { must }`;
    const parts = readMultipart(await askInParts(url, { query: nested }));
    expect((await parts.next()).value).toMatchObject({ pending: [{ id: "0", label: "outer" }] });
    letGo();
    expect((await parts.next()).value).toEqual({
      pending: [{ id: "1", path: ["post"], label: "inner" }],
      incremental: [{ id: "0", data: { likes: 10 } }],
      completed: [{ id: "0" }],
      hasNext: true,
    });
    inner.resolve();
    expect(await all(parts)).toEqual([
      { incremental: [{ id: "1", data: { must: 1 } }], completed: [{ id: "1" }], hasNext: false },
    ]);
  });

  test("fails alone: the rest of the answer stays", async () => {
    const failing: Routes = { "GET /stats/:id": () => json({}, { status: 500 }) };
    const { url, lines } = await open(failing);
    const [, last] = await all(readMultipart(await askInParts(url, { query })));
    const error = { path: ["post", "likes"], extensions: { code: "CONNECTOR_FETCH" } };
    expect(last).toMatchObject({
      incremental: [{ id: "0", data: { likes: null }, errors: [error] }],
      completed: [{ id: "0" }],
    });
    expect(lines()).toContainEqual(
      expect.objectContaining({
        msg: "request",
        status: 200,
        errors: 1,
        codes: ["CONNECTOR_FETCH"],
      }),
    );
  });

  test("whose field must not be null is gone as a whole when that is", async () => {
    const must = "{ post { title ... @defer { id must } } }";
    const failing: Routes = { "GET /must/:id": () => json({}, { status: 500 }) };
    const { url } = await open(failing);
    const error = { path: ["post", "must"], extensions: { code: "CONNECTOR_FETCH" } };
    expect(await all(readMultipart(await askInParts(url, { query: must })))).toMatchObject([
      { data: { post: { title: "One" } } },
      { completed: [{ id: "0", errors: [error] }], hasNext: false },
    ]);
    const legacy = await askInParts(url, { query: must }, { accept: accepts.legacy });
    expect(await all(readMultipart(legacy))).toMatchObject([
      { data: { post: { title: "One" } } },
      { incremental: [{ path: ["post"], data: null, errors: [error] }], hasNext: false },
    ]);
  });

  test("is in the report of freshness that comes with the last part, and not in that of the first", async () => {
    const { url, letGo } = await open();
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: accepts.current,
        "sluice-freshness": "report",
      },
      body: JSON.stringify({ query }),
    });
    const parts = readMultipart(response);
    expect((await parts.next()).value).toMatchObject({
      extensions: { freshness: [{ path: "post", keys: 1 }] },
    });
    letGo();
    expect(await all(parts)).toMatchObject([
      { extensions: { freshness: [{ path: "post", keys: 2 }] }, hasNext: false },
    ]);
  });

  test("is asked for no more when its client has gone", async () => {
    const aborted = Promise.withResolvers<void>();
    const { url, upstream, lines, gateway } = await open({
      "GET /stats/:id": async (request) => {
        await request.aborted;
        aborted.resolve();
        return json({});
      },
    });
    const client = new AbortController();
    const parts = readMultipart(await askInParts(url, { query }, { signal: client.signal }));
    await parts.next();
    await upstream.hasReceived(2);
    client.abort();
    await aborted.promise;
    await gateway.stop();
    expect(lines()).toContainEqual(
      expect.objectContaining({ msg: "request abandoned by its client" }),
    );
  });

  test("has the time of its request, and no more", async () => {
    const { url } = await open({}, { server: { requestTimeout: "300ms" } });
    const [first, last] = await all(readMultipart(await askInParts(url, { query })));
    expect(first).toMatchObject({ data: { post: { title: "One" } }, hasNext: true });
    expect(JSON.stringify(last)).toContain('"code":"GATEWAY_TIMEOUT"');
    expect(last).toMatchObject({ completed: [{ id: "0" }], hasNext: false });
  });

  test("comes from the schema that the request began with, though another is loaded", async () => {
    const best = Promise.withResolvers<void>();
    const { url, upstream, gateway, letGo, withSchema } = await open({
      "GET /best/:id": async () => {
        await best.promise;
        return json({ postId: 9, title: "Best" });
      },
    });
    const twoCalls = "{ post { title ... @defer { author { best { title likes } } } } }";
    const parts = readMultipart(await askInParts(url, { query: twoCalls }));
    await parts.next();
    const other = {
      ...withSchema("type Query { other: Int }"),
      resolvers: { Query: { other: () => 1 } },
    };
    await gateway.reload(other);
    expect(await gateway.execute({ query: "{ other }" })).toEqual({ data: { other: 1 } });
    // Nothing but the parts that are to come needs the source any more. The call for likes is yet to be made.
    await turns();
    expect(upstream.asked).toEqual(["GET /post", "GET /best/7"]);
    best.resolve();
    letGo();
    expect(await all(parts)).toMatchObject([
      {
        incremental: [{ data: { author: { best: { title: "Best", likes: 90 } } } }],
        hasNext: false,
      },
    ]);
  });

  test("comes though the gateway stops", async () => {
    const { url, gateway, letGo } = await open();
    const parts = readMultipart(await askInParts(url, { query }));
    await parts.next();
    const stopped = gateway.stop();
    letGo();
    expect(await all(parts)).toMatchObject([{ incremental: [{ data: { likes: 10 } }] }]);
    await stopped;
  });
});

/** What belongs to the first post comes at once, all else once the gate is open. */
function onlyFirstIsQuick(gate: Promise<void>): Routes {
  return {
    "GET /stats/:id": async ({ params }) => {
      if (params["id"] !== "1") await gate;
      return json({ likes: Number(params["id"]) * 10 });
    },
  };
}

describe("a streamed list", () => {
  const query = `{ posts @stream(initialCount: 1, label: "posts") { title likes } }`;

  test.each([
    {
      accept: accepts.current,
      pending: { pending: [{ id: "0", path: ["posts"], label: "posts" }] },
      entry: { id: "0", items: [{ title: "Two", likes: 20 }] },
      completed: { completed: [{ id: "0" }] },
    },
    {
      accept: accepts.legacy,
      pending: {},
      entry: { items: [{ title: "Two", likes: 20 }], path: ["posts", 1], label: "posts" },
      completed: {},
    },
  ])("has its first items with the rest, and the others later: $accept", async (expected) => {
    const { accept, pending, entry, completed } = expected;
    const gate = Promise.withResolvers<void>();
    const { url } = await open(onlyFirstIsQuick(gate.promise));
    const parts = readMultipart(await askInParts(url, { query }, { accept }));
    const data = { posts: [{ title: "One", likes: 10 }] };
    expect((await parts.next()).value).toEqual({ data, ...pending, hasNext: true });
    gate.resolve();
    expect(await all(parts)).toEqual([{ incremental: [entry], ...completed, hasNext: false }]);
  });

  test("that is all there at once comes at once, in one part", async () => {
    const { url, letGo } = await open();
    letGo();
    const posts = [
      { title: "One", likes: 10 },
      { title: "Two", likes: 20 },
    ];
    expect(await all(readMultipart(await askInParts(url, { query })))).toEqual([
      { data: { posts }, hasNext: false },
    ]);
  });

  test("must not be asked for fewer than no items at first", async () => {
    const { url } = await open();
    const negative = { query: query.replace("1", "-1") };
    const response = await askInParts(url, negative, { accept: "application/json" });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(
      "The initialCount of @stream must be 0 or more; it is -1.",
    );
  });
});
