import { describe, expect, onTestFinished, test } from "vitest";

import { turns } from "../support/until.ts";
import { drop, json, startUpstream } from "../support/upstream.ts";
import { rowsFor } from "./support/posts-and-users.ts";
import { openGateway } from "./support/open-gateway.ts";
import { answerOf, namesOf, openUsers } from "./support/open-users.ts";

describe("requests at the same time", () => {
  test("that want the same cost the calls of one, over HTTP and in process", async () => {
    const { post, run, held, areHeld, asked, upstream } = await openUsers({
      schema: `extend type Query {
        me: Int @connect(source: "api", http: { GET: "/me" }, selection: "$")
      }`,
      routes: { "GET /me": () => json(1) },
    });
    const first = post("{ users(ids: [1, 2]) { name } me }");
    await areHeld(1);
    const others = [run(namesOf(1, 2)), run(namesOf(2, 1)), run(namesOf(2))];
    await turns(20);
    held.letAllGo();
    expect(await first).toEqual({ status: 200, data: { ...answerOf(1, 2).data, me: 1 } });
    expect(await Promise.all(others)).toEqual([answerOf(1, 2), answerOf(2, 1), answerOf(2)]);
    expect(upstream.asked.toSorted()).toEqual(["GET /me", "GET /users?id=1&id=2"]);
    expect(asked()).toEqual([[1, 2]]);
  });

  test("share the next call while the source is busy", async () => {
    const { run, held, areHeld, asked } = await openUsers({ api: { maxConcurrentCalls: 1 } });
    const answers = [run(namesOf(1))];
    await areHeld(1);
    answers.push(run(namesOf(2)), run(namesOf(3, 4)));
    await turns(20);
    answers.push(run(namesOf(5)));
    await turns(20);
    held.letAllGo();
    expect(await Promise.all(answers)).toEqual([
      answerOf(1),
      answerOf(2),
      answerOf(3, 4),
      answerOf(5),
    ]);
    expect(asked()).toEqual([[1], [2, 3, 4, 5]]);
  });

  test("never wait for each other while it is not", async () => {
    const { run, held, asked } = await openUsers();
    held.letAllGo();
    expect(await run(namesOf(1))).toEqual(answerOf(1));
    expect(await run(namesOf(1))).toEqual(answerOf(1));
    expect(asked()).toEqual([[1], [1]]);
  });
});

describe("@batch(window:)", () => {
  test("holds keys for company: of other requests too, until the call is full", async () => {
    const { run, held, asked } = await openUsers({
      batch: "batch: { maxSize: 3 }",
      schema: 'extend type User @batch(window: "1h")',
    });
    held.letAllGo();
    const answers = await Promise.all([run(namesOf(1)), run(namesOf(2)), run(namesOf(3))]);
    expect(answers).toEqual([answerOf(1), answerOf(2), answerOf(3)]);
    expect(asked()).toEqual([[1, 2, 3]]);
  });

  test("is over when its time is", async () => {
    const { run, held, asked } = await openUsers({
      schema: 'extend type User @batch(window: "20ms")',
    });
    held.letAllGo();
    const startMs = performance.now();
    expect(await run(namesOf(1, 2))).toEqual(answerOf(1, 2));
    expect(performance.now() - startMs).toBeGreaterThan(19);
    expect(asked()).toEqual([[1, 2]]);
  });

  test("may be shortened by the operator", async () => {
    const { run, held } = await openUsers({
      schema: 'extend type User @batch(window: "1h")',
      api: { batch: { window: "0s" } },
    });
    held.letAllGo();
    expect(await run(namesOf(1))).toEqual(answerOf(1));
  });
});

test("@batch(sharing: REQUEST) keeps requests apart", async () => {
  const { run, held, areHeld, asked } = await openUsers({
    schema: "extend type User @batch(sharing: REQUEST)",
  });
  const answers = [run(namesOf(1, 2)), run(namesOf(1))];
  await areHeld(2);
  held.letAllGo();
  expect(await Promise.all(answers)).toEqual([answerOf(1, 2), answerOf(1)]);
  expect(asked().toSorted((a, b) => b.length - a.length)).toEqual([[1, 2], [1]]);
});

describe("callers of different credentials share no call", () => {
  test.each([
    [
      "where the source sends them",
      { http: 'headers: [{ name: "authorization", from: "authorization" }]' },
    ],
    [
      "where the source's query reads them",
      { http: 'queryParams: "token: $request.headers.authorization->first"' },
    ],
  ])("%s; those of equal ones do", async (_where, { http }) => {
    const { run, held, areHeld, upstream } = await openUsers({
      http,
      answer: ({ query, headers }) =>
        json(
          query.getAll("id").map((id) => ({
            id,
            name: query.get("token") ?? headers.authorization ?? "nobody",
          })),
        ),
    });
    const as = (authorization: string) => run(namesOf(1), { authorization });
    const answers = [as("a"), as("b"), as("a"), run(namesOf(1))];
    await areHeld(3);
    await turns(20);
    held.letAllGo();
    expect((await Promise.all(answers)).slice(0, 3)).toEqual(
      ["a", "b", "a"].map((name) => ({ data: { users: [{ name }] } })),
    );
    expect(upstream.asked).toHaveLength(3);
  });
});

const withoutThree = ({ query }: { readonly query: URLSearchParams }) =>
  query.has("id", "3") ? json({ error: "3 is bad" }, { status: 422 }) : json(rowsFor(query));

describe("a call that is refused for one bad key", () => {
  test("fails that one alone", async () => {
    const { run, held, asked, lines } = await openUsers({ answer: withoutThree });
    held.letAllGo();
    const { data, errors } = await run(namesOf(1, 2, 3, 4));
    expect(data).toEqual({
      users: [{ name: "user 1" }, { name: "user 2" }, { name: null }, { name: "user 4" }],
    });
    expect(errors).toMatchObject([
      {
        path: ["users", 2, "name"],
        extensions: { code: "CONNECTOR_FETCH", http: { status: 422 } },
      },
    ]);
    expect(asked()[0]).toEqual([1, 2, 3, 4]);
    expect(asked()).toHaveLength(5);
    const reports = lines().filter(({ msg }) => msg === "batch failed");
    expect(reports).toMatchObject([{ keys: 1, failed: 1 }]);
  });

  test("fails all of them with @batch(onFailure: TOGETHER)", async () => {
    const { run, held, asked } = await openUsers({
      answer: withoutThree,
      schema: "extend type User @batch(onFailure: TOGETHER)",
    });
    held.letAllGo();
    const { errors } = await run(namesOf(1, 2, 3, 4));
    expect(errors).toHaveLength(4);
    expect(asked()).toEqual([[1, 2, 3, 4]]);
  });
});

test("an operation that needs more calls than it may have is told where", async () => {
  const { run, held, asked } = await openUsers({
    batch: "batch: { maxSize: 1 }",
    config: { limits: { callsPerOperation: 2 } },
  });
  held.letAllGo();
  const { data, errors } = await run(namesOf(1, 2, 3));
  expect(data).toEqual({ users: [{ name: "user 1" }, { name: "user 2" }, { name: null }] });
  expect(errors).toMatchObject([
    { path: ["users", 2, "name"], extensions: { code: "TOO_MANY_CALLS", service: "api" } },
  ]);
  expect(asked()).toHaveLength(2);
});

test("a source may have a limit of its own", async () => {
  const { run, held, asked } = await openUsers({
    batch: "batch: { maxSize: 1 }",
    api: { callsPerOperation: 1 },
    config: { limits: { callsPerOperation: 2 } },
  });
  held.letAllGo();
  const { errors } = await run(namesOf(1, 2));
  expect(errors).toMatchObject([
    {
      path: ["users", 1, "name"],
      message: expect.stringMatching(/^An operation may cause 1 calls to the source "api"/),
    },
  ]);
  expect(asked()).toHaveLength(1);
});

describe("a mutation", () => {
  const schema = `type Mutation {
    create: Int @connect(source: "api", http: { POST: "/create" }, selection: "$")
    pay: Int @connect(source: "api", http: { POST: "/pay" }, selection: "$") @idempotent(header: "X-Once")
  }`;

  async function open() {
    let created = 0;
    let attempts = 0;
    const opened = await openUsers({
      schema,
      api: { retry: { attempts: 3, backoff: "1ms" } },
      routes: {
        "POST /create": () => (++attempts === 3 ? drop() : json(++created)),
        "POST /pay": () => (++attempts < 3 ? drop() : json(7)),
      },
    });
    return opened;
  }

  test("is never joined, and never made again", async () => {
    const { run, upstream } = await open();
    const answers = await Promise.all([1, 2, 3].map(() => run("mutation { create }")));
    expect(upstream.asked).toHaveLength(3);
    const made = answers.map(
      ({ data, errors }) => data?.["create"] ?? errors?.[0]?.extensions?.["code"],
    );
    expect(new Set(made)).toEqual(new Set([1, 2, "HTTP_CLIENT_ERROR"]));
  });

  test("lets those who read the same source begin anew, and those who read another one go on together", async () => {
    const other = await startUpstream({ "POST /touch": () => json(1) });
    onTestFinished(() => other.close());
    const { run, held, areHeld, asked } = await openUsers({
      schema: `
        extend schema @source(name: "other", http: { baseURL: "${other.url}" })
        type Mutation {
          touch: Int @connect(source: "other", http: { POST: "/touch" }, selection: "$")
          create: Int @connect(source: "api", http: { POST: "/create" }, selection: "$")
        }
      `,
      routes: { "POST /create": () => json(1) },
    });
    const answers = [run(namesOf(1))];
    await areHeld(1);
    await run("mutation { touch }");
    answers.push(run(namesOf(1)));
    await turns(20);
    expect(asked()).toEqual([[1]]);
    await run("mutation { create }");
    answers.push(run(namesOf(1)));
    await areHeld(2);
    held.letAllGo();
    expect(await Promise.all(answers)).toEqual([answerOf(1), answerOf(1), answerOf(1)]);
    expect(asked()).toEqual([[1], [1]]);
  });

  test("that is idempotent is made again, with one key", async () => {
    const { run, upstream } = await open();
    expect(await run("mutation { pay }")).toEqual({ data: { pay: 7 } });
    const keys = upstream.requests.map(({ headers }) => headers["x-once"]);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/./);
  });
});

test("connectors with absolute URLs have a source for each host: one that is down stops no other", async () => {
  const [one, other] = await Promise.all([
    startUpstream({ "GET /a": () => json({}, { status: 500 }), "GET /b": () => json(2) }),
    startUpstream({ "GET /a": () => json(3) }),
  ]);
  onTestFinished(async () => {
    await Promise.all([one.close(), other.close()]);
  });
  const { ask } = await openGateway({
    schema: `type Query {
      a: Int @connect(http: { GET: "${one.url}/a" }, selection: "$")
      b: Int @connect(http: { GET: "${one.url}/b" }, selection: "$")
      c: Int @connect(http: { GET: "${other.url}/a" }, selection: "$")
      d: Int @connect(source: "api", http: { GET: "/a" }, selection: "$")
    }`,
    routes: { "GET /a": () => json(4) },
  });
  // The breaker of hosts is the default one: half of twenty calls.
  for (let count = 0; count < 30; count++) {
    // oxlint-disable-next-line no-await-in-loop -- each is a call of its own
    await ask("{ a }");
  }
  const { data, errors } = await ask("{ b c d }");
  expect(data).toEqual({ b: null, c: 3, d: 4 });
  expect(errors).toMatchObject([
    { path: ["b"], extensions: { code: "CIRCUIT_OPEN", service: one.url } },
  ]);
  expect(one.asked).not.toContain("GET /b");
});
