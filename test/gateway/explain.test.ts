import { beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { batch, ProblemsError } from "../../src/gateway.ts";
import { createHeld } from "../support/held.ts";
import { turns, until } from "../support/until.ts";
import { json, type Routes } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
type Query {
  posts(limit: Int): [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id user: { id: userId }")
  post(id: ID!): Post @connect(source: "api", http: { GET: "/posts/{$args.id}" }, selection: "id user: { id: userId }")
  greet: String
}
type Mutation {
  addPost(title: String): Post @connect(source: "api", http: { POST: "/posts" }, selection: "id user: { id: userId }")
}
type Post @freshness(ttl: "0s") { id: ID! user: User }
type User @freshness(ttl: "1m")
  @connect(
    source: "api"
    http: { GET: "/users", queryParams: "id: $batch.id", headers: [{ name: "authorization", from: "authorization" }] }
    batch: { maxSize: 2 }
    selection: "id name boss: { id: bossId }"
  )
{ id: ID! name: String boss: User }
`;

const posts = [1, 2, 3, 4].map((id) => ({ id, userId: ((id - 1) % 3) + 1 }));
const routes: Routes = {
  "GET /posts": () => json(posts),
  "GET /posts/:id": () => json({}, { status: 500 }),
  "POST /posts": () => json({ id: 9 }),
  "GET /users": ({ query }) =>
    json(query.getAll("id").map((id) => ({ id, name: `User ${id}`, bossId: 9 }))),
};

const query = "{ posts { user { name } } }";
const resolvers = { Query: { greet: () => "hello" } };

const open = (more: Partial<Parameters<typeof openGateway>[0]> = {}) =>
  openGateway({ schema, routes, resolvers, ...more });

describe("gateway.explain", () => {
  test("tells the steps and calls of an operation, and asks nobody", async () => {
    const { gateway, upstream } = await open();

    const explained = await gateway.explain({ query, sizes: { posts: 4 } });

    expect(explained).toMatchObject({
      steps: [{ path: "posts", children: [{ path: "posts[].user", connector: { id: "User" } }] }],
      lists: [{ path: "posts", size: 4, from: { kind: "given" } }],
      total: { calls: { formula: "1 + ceil(posts/2)", value: 3 } },
    });
    expect(explained.analysis).toBeUndefined();
    expect(upstream.asked).toEqual([]);
  });

  test("takes lists to be as long as answers have had them", async () => {
    const { gateway, ask } = await open();
    await ask(query);
    expect(await gateway.explain({ query })).toMatchObject({
      lists: [{ path: "posts", size: 4, from: { kind: "observed" } }],
    });
  });

  test("runs it where it is to be analysed, and tells calls, keys and times beside it", async () => {
    const { gateway, upstream } = await open();

    const { analysis, steps } = await gateway.explain({
      query: `{ greet ${query.slice(1)}`,
      analyze: true,
    });

    expect(upstream.asked).toHaveLength(3);
    expect(analysis).toMatchObject({
      calls: 3,
      errors: 0,
      firstPartMs: undefined,
      sources: [{ source: "api", calls: 3 }],
      connectors: [
        {
          connector: "Query.posts",
          keys: { fetched: 1 },
          calls: [{ keys: 1, status: 200, attempts: 1 }],
        },
        { connector: "User", keys: { fetched: 3 }, joined: 0, calls: [{ keys: 2 }, { keys: 1 }] },
      ],
    });
    const ran = analysis?.steps.map(({ id, path, objects, keys }) => [
      id,
      path,
      objects,
      keys.fetched,
    ]);
    expect(ran?.toSorted()).toEqual([
      ["1", "greet", 1, 0],
      ["2", "posts", 1, 1],
      ["2.1", "posts.user", 4, 3],
    ]);
    expect(steps.map(({ path }) => path)).toEqual(["greet", "posts"]);
    const { upstreamMs = 0, waitingMs = 0, gatewayMs = 0 } = analysis?.split ?? {};
    expect(upstreamMs + waitingMs + gatewayMs).toBeCloseTo(analysis?.tookMs ?? 0, 1);
    expect(upstreamMs).toBeGreaterThan(0);
  });

  test("tells what was kept from what was fetched", async () => {
    const { gateway, ask } = await open();
    await ask(query);
    const { analysis } = await gateway.explain({ query, analyze: true });
    expect(analysis).toMatchObject({
      calls: 1,
      connectors: [{ keys: { fetched: 1 } }, { connector: "User", keys: { fresh: 3 }, calls: [] }],
    });
  });

  test("tells calls that failed, and counts the errors of the answer", async () => {
    const { gateway } = await open();
    const { analysis } = await gateway.explain({ query: "{ post(id: 1) { id } }", analyze: true });
    expect(analysis).toMatchObject({
      errors: 1,
      connectors: [{ keys: { failed: 1 }, calls: [{ status: 500 }] }],
    });
  });

  test("tells keys that were on their way for somebody else, and the call that both waited for", async () => {
    const held = createHeld();
    const { gateway, ask, upstream } = await open({
      routes: { ...routes, "GET /posts": held.hold(() => json(posts)) },
    });
    const other = ask("{ posts { id } }");
    await until(() => held.count() === 1);
    const analysed = gateway.explain({ query: "{ posts { id } }", analyze: true });
    // Its key is in flight once nothing else is left to do.
    await turns(10);
    held.letAllGo();

    const { analysis } = await analysed;
    await other;
    expect(upstream.asked).toEqual(["GET /posts"]);
    expect(analysis).toMatchObject({
      calls: 1,
      connectors: [{ connector: "Query.posts", joined: 1, calls: [{ status: 200 }] }],
    });
  });

  test("tells what waited: for company, and for a slot of the source", async () => {
    const { gateway } = await open({
      schema: schema.replace("type User @fresh", 'type User @batch(window: "30ms") @fresh'),
      api: { maxConcurrentCalls: 1 },
    });
    const { analysis } = await gateway.explain({ query, analyze: true });

    const [first, second] = analysis?.connectors[1]?.calls ?? [];
    // A full batch waits for no more company; what is left of the keys does.
    expect(first).toMatchObject({ keys: 2 });
    expect(second).toMatchObject({ keys: 1 });
    expect((second?.windowMs ?? 0) + (second?.queuedMs ?? 0)).toBeGreaterThan(25);
    expect(analysis?.split.waitingMs).toBeGreaterThan(0);
  });

  test("takes a batch resolver for a source of its own, and its time for the gateway's", async () => {
    const { gateway } = await open({
      schema: `${schema} extend type User { length: Int }`,
      resolvers: {
        ...resolvers,
        User: {
          length: batch<number, { readonly id: string }, unknown, "id">({
            reads: ["id"],
            load: (keys) => keys.map(({ parent }) => parent.id.length),
          }),
        },
      },
    });
    const { analysis, total } = await gateway.explain({
      query: "{ posts { user { length } } }",
      sizes: { posts: 4 },
      analyze: true,
    });
    expect(total.calls.value).toBe(2);
    expect(analysis).toMatchObject({
      calls: 2,
      sources: [
        { source: "api", calls: 1 },
        { source: "custom resolvers", calls: 1 },
      ],
      connectors: [{}, { connector: "User.length", calls: [{ isInProcess: true, keys: 3 }] }],
    });
  });

  test("runs it in parts where it has some, to the last", async () => {
    const { gateway } = await open();
    const inParts = "{ posts { id ... @defer { user { name } } } }";
    const { analysis, steps } = await gateway.explain({ query: inParts, analyze: true });
    expect(steps).toMatchObject([{ children: [{ timing: { kind: "deferred" } }] }]);
    expect(analysis).toMatchObject({ calls: 3, steps: [{ id: "1" }, { id: "1.1", objects: 4 }] });
    expect(analysis?.firstPartMs).toBeLessThan(analysis?.tookMs ?? 0);
  });

  test("counts the errors of later parts, too", async () => {
    const { gateway } = await open({
      routes: { ...routes, "GET /users": () => json({}, { status: 500 }) },
    });
    const inParts = "{ posts { id ... @defer { user { name } } } }";
    const { analysis } = await gateway.explain({ query: inParts, analyze: true });
    expect(analysis?.errors).toBe(4);
  });

  test("does not run a mutation, unless that is allowed", async () => {
    const { gateway, upstream } = await open();
    const mutation = { query: "mutation { addPost { id } }", analyze: true };

    await expect(gateway.explain(mutation)).rejects.toMatchObject({
      problems: [{ code: "MUTATION_NOT_ALLOWED" }],
    });
    expect(upstream.asked).toEqual([]);
    const { analysis } = await gateway.explain({ ...mutation, allowMutations: true });
    expect(analysis).toMatchObject({ calls: 1 });
    expect(upstream.asked).toEqual(["POST /posts"]);
    await gateway.explain({ ...mutation, analyze: false });
    expect(upstream.asked).toHaveLength(1);
  });

  test("gives an analysis up when the request takes too long", async () => {
    const held = createHeld();
    onTestFinished(() => held.letAllGo());
    const { gateway } = await open({
      routes: { ...routes, "GET /posts": held.hold(() => json(posts)) },
      server: { requestTimeout: "50ms" },
    });
    const { analysis } = await gateway.explain({ query, analyze: true });
    expect(analysis).toMatchObject({ errors: 1 });
  });

  test("tells nothing of headers, settings, variables and values", async () => {
    const secret = "hunter2";
    const { gateway, lines } = await open({
      http: `headers: [{ name: "x-key", value: "{$config.key}" }]`,
      api: { config: { key: secret } },
      routes: {
        ...routes,
        "GET /users": () => json([{ id: 1, name: secret, bossId: secret }]),
        "GET /posts/:id": () => json({ message: secret }, { status: 500 }),
      },
    });
    const text = "query ($id: ID!) { posts { user { name } } post(id: $id) { id } }";
    const explained = await gateway.explain({
      query: text,
      variables: { id: secret },
      headers: { authorization: secret },
      analyze: true,
    });
    expect(explained.analysis?.errors).toBeGreaterThan(0);
    expect(JSON.stringify(explained)).not.toContain(secret);
    expect(JSON.stringify(lines())).not.toContain(secret);
    expect(JSON.stringify(explained)).toContain('"headers":["authorization"]');
  });
});

describe("an operation that is wrong", () => {
  let problemsOf: (
    request: Parameters<Awaited<ReturnType<typeof open>>["gateway"]["explain"]>[0],
  ) => Promise<unknown>;

  beforeEach(async () => {
    const { gateway } = await open();
    problemsOf = async (request) => {
      const error = await gateway.explain(request).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      return error instanceof ProblemsError ? error.problems : error;
    };
  });

  test("is told with its place: syntax, fields, and the rules of parts", async () => {
    expect(await problemsOf({ query: "{ posts {" })).toMatchObject([
      { code: "OPERATION_SYNTAX", origin: { file: "operation", line: 1, column: 10 } },
    ]);
    expect(await problemsOf({ query: "{\n a\n b }", file: "a.graphql" })).toMatchObject([
      { code: "OPERATION_INVALID", origin: { file: "a.graphql", line: 2, column: 2 } },
      { code: "OPERATION_INVALID", origin: { line: 3, column: 2 } },
    ]);
    expect(await problemsOf({ query: "{ greet @stream }" })).toMatchObject([
      { code: "OPERATION_INVALID" },
    ]);
  });

  test("must be named where there are several", async () => {
    const two = "query A { greet } query B { greet } { __typename }".replace(" { __typename }", "");
    expect(await problemsOf({ query: two })).toMatchObject([
      { code: "OPERATION_NOT_FOUND", help: expect.stringContaining("A, B") },
    ]);
    expect(await problemsOf({ query: two, operationName: "C" })).toMatchObject([
      { message: expect.stringContaining('"C"') },
    ]);
    expect(await problemsOf({ query: "{ greet }", operationName: "C" })).toMatchObject([
      { help: expect.stringContaining("(no name)") },
    ]);
    expect(await problemsOf({ query: two, operationName: "B" })).toBeUndefined();
    const withFragment = `${two.replace("query B { greet }", "query B { ...F }")} fragment F on Query { greet }`;
    expect(await problemsOf({ query: withFragment })).toMatchObject([
      { help: expect.stringMatching(/: A, B\.$/) },
    ]);
    expect(await problemsOf({ query: "fragment F on Post { id }" })).toMatchObject([
      { code: "OPERATION_INVALID" },
    ]);
  });

  test("may have variables that are not known, but none that are wrong", async () => {
    const given = "{ post(id: 1) @include(if: true) { id ... @defer { user { id } } } }";
    expect(await problemsOf({ query: given })).toBeUndefined();
    const unknown =
      "query ($id: ID!) { post(id: $id) @include(if: true) { id ... @defer { id } } }";
    expect(await problemsOf({ query: unknown })).toBeUndefined();
    const withId =
      "query ($id: ID!, $all: Boolean!) { post(id: $id) @include(if: $all) { id @skip(if: $all) } }";
    expect(await problemsOf({ query: withId })).toBeUndefined();
    expect(await problemsOf({ query: withId, variables: { all: true } })).toMatchObject([
      { code: "OPERATION_VARIABLES_INVALID", message: expect.stringContaining("$id") },
    ]);
  });

  test("has no sizes of lists that are not in it", async () => {
    expect(await problemsOf({ query, sizes: { comments: 3 } })).toMatchObject([
      { code: "LIST_NOT_FOUND", help: expect.stringContaining("posts") },
    ]);
    expect(await problemsOf({ query: "{ greet }", sizes: { comments: 3 } })).toMatchObject([
      { help: expect.stringContaining("Leave it out") },
    ]);
  });

  test("is not followed beyond all bounds", async () => {
    const deep = (depth: number): string =>
      depth === 0 ? "id" : `a: boss { ${deep(depth - 1)} } b: boss { ${deep(depth - 1)} }`;
    expect(await problemsOf({ query: `{ posts { user { ${deep(14)} } } }` })).toMatchObject([
      { code: "OPERATION_TOO_LARGE" },
    ]);
  });
});

describe("the header Sluice-Explain, where it is allowed", () => {
  const server = { explain: true };

  test("plan answers with the plan and without data, and asks nobody", async () => {
    const opened = await open({ server });
    const response = await posted(opened, { "sluice-explain": "plan" });
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toMatchObject({
      data: null,
      extensions: { explain: { steps: [{ path: "posts" }], total: { calls: { value: 51 } } } },
    });
    expect(opened.upstream.asked).toEqual([]);
  });

  test("analyze answers with the data and what really happened, which nobody may keep", async () => {
    const opened = await open({ server });
    const response = await posted(opened, { "sluice-explain": "analyze" });
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toMatchObject({
      data: { posts: expect.arrayContaining([{ user: { name: "User 1" } }]) },
      extensions: { explain: { analysis: { calls: 3 } } },
    });
  });

  test("analyze answers whole, also who takes parts, and with the errors that there are", async () => {
    const { ask } = await open({
      server,
      routes: { ...routes, "GET /users": () => json({}, { status: 500 }) },
    });
    const headers = { "sluice-explain": "analyze" };
    expect(await ask("{ posts { id ... @defer { user { name } } } }", { headers })).toMatchObject({
      data: { posts: expect.arrayContaining([{ id: "1", user: { name: null } }]) },
      errors: expect.arrayContaining([
        expect.objectContaining({ path: ["posts", 0, "user", "name"] }),
      ]),
      extensions: { explain: { analysis: { errors: 4 } } },
    });
  });

  test("runs a mutation, as the caller has sent it to be run", async () => {
    const { ask } = await open({ server });
    const headers = { "sluice-explain": "analyze" };
    expect(await ask("mutation { addPost { id } }", { headers })).toMatchObject({
      data: { addPost: { id: "9" } },
      extensions: { explain: { operation: { kind: "mutation" }, analysis: { calls: 1 } } },
    });
  });

  test("tells what keeps an operation from starting as always", async () => {
    const { ask } = await open({ server });
    const headers = { "sluice-explain": "plan" };
    expect(await ask("query ($id: ID!) { post(id: $id) { id } }", { headers })).toMatchObject({
      errors: [{ extensions: { code: "BAD_USER_INPUT" } }],
    });
    expect(await ask("{ nothing }", { headers })).toMatchObject({
      errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }],
    });
  });

  test("says nothing with another value", async () => {
    const { ask } = await open({ server });
    const answer = await ask("{ greet }", { headers: { "sluice-explain": "everything" } });
    expect(answer).toEqual({ data: { greet: "hello" } });
  });

  test.each([
    ["production", undefined],
    ["development", false],
  ] as const)("is ignored in %s where server.explain is %s", async (mode, explain) => {
    const opened = await open({ mode, ...(explain === undefined ? {} : { server: { explain } }) });
    const response = await posted(opened, { "sluice-explain": "plan" }, { query: "{ greet }" });
    expect(await response.json()).toEqual({ data: { greet: "hello" } });
  });

  test("is taken in development where the settings do not say", async () => {
    const opened = await open({ mode: "development" });
    const response = await posted(opened, { "sluice-explain": "plan" }, { query: "{ greet }" });
    expect(await response.json()).toMatchObject({ data: null, extensions: { explain: {} } });
  });
});

async function posted(
  { gateway }: Awaited<ReturnType<typeof open>>,
  headers: Readonly<Record<string, string>>,
  body: unknown = { query },
) {
  const { url } = await gateway.start();
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}
