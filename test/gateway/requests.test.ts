import { describe, expect, test, vi } from "vitest";

import { type Answer, json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const connect = (http: string, selection = "$") =>
  `@connect(source: "api", http: { ${http} }, selection: "${selection}")`;
const ok = () => json(1);

describe("a mutation", () => {
  test.each(["POST", "PUT", "PATCH", "DELETE"])("may %s a JSON body", async (method) => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { a: Int ${connect('GET: "/a"')} }
        type Mutation {
          save(id: ID!, post: PostInput!): Int
            ${connect(`${method}: "/posts/{$args.id}", body: "id: $args.id, post: $args.post"`)}
        }
        input PostInput { title: String tags: [String!] size: Int }
      `,
      routes: { [`${method} /posts/:id`]: ok },
    });
    const result = await ask(
      'mutation ($size: Int) { save(id: "a/b", post: { title: "Ünï", tags: ["x"], size: $size }) }',
      { variables: { size: null } },
    );
    expect(result).toEqual({ data: { save: 1 } });
    expect(upstream.asked).toEqual([`${method} /posts/a%2Fb`]);
    expect(upstream.requests[0]?.headers["content-type"]).toBe("application/json");
    expect(upstream.requests[0]?.body).toBe(
      '{"id":"a/b","post":{"title":"Ünï","tags":["x"],"size":null}}',
    );
  });

  test("may send a form", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { a: Int ${connect('GET: "/a"')} }
        type Mutation {
          save(title: String, tags: [String!]): Int ${connect(
            'POST: "/posts", headers: { name: "content-type", value: "application/x-www-form-urlencoded" }, body: "title: $args.title tags: $args.tags"',
          )}
        }
      `,
      routes: { "POST /posts": ok },
    });
    expect(await ask('mutation { save(title: "a b&c", tags: ["x", "y"]) }')).toEqual({
      data: { save: 1 },
    });
    expect(upstream.requests[0]?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(upstream.requests[0]?.body).toBe("title=a+b%26c&tags%5B0%5D=x&tags%5B1%5D=y");
  });

  test("keeps the digits of long integers in variables, over HTTP too", async () => {
    const { gateway, upstream } = await openGateway({
      schema: `
        scalar Json
        type Query { a: Int ${connect('GET: "/a"')} }
        type Mutation { save(id: ID, any: Json): Json ${connect('POST: "/posts", body: "id: $args.id any: $args.any"')} }
      `,
      routes: { "POST /posts": () => json(1) },
    });
    const { url } = await gateway.start();
    await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"query":"mutation ($any: Json) { save(any: $any, id: 9223372036854775807) }","variables":{"any":[9223372036854775806]}}',
    });
    expect(upstream.requests[0]?.body).toBe(
      '{"id":"9223372036854775807","any":[9223372036854775806]}',
    );
  });
});

describe("mutations in one operation", () => {
  const schema = `
    type Query { a: Int ${connect('GET: "/a"')} }
    type Mutation {
      add(n: Int!): Counter ${connect('POST: "/add", body: "n: $args.n"', "id")}
    }
    type Counter ${connect('GET: "/counters/{$this.id}"', "id value")} { id: ID value: Int again: Int ${connect(
      'GET: "/counters/{$this.id}"',
      "$.value",
    )} }
  `;

  test("run one after the other, each with all that is below it; equal ones run both", async () => {
    let value = 0;
    const { ask, upstream } = await openGateway({
      schema,
      routes: {
        "POST /add": ({ body }) => {
          value += (JSON.parse(body) as { n: number }).n;
          return json({ id: 1 });
        },
        "GET /counters/:id": () => json({ id: 1, value }),
      },
    });
    expect(
      await ask("mutation { a: add(n: 2) { value } b: add(n: 2) { value } c: add(n: 1) { id } }"),
    ).toEqual({
      data: { a: { value: 2 }, b: { value: 4 }, c: { id: "1" } },
    });
    // What was read after the first is read anew after the second.
    expect(upstream.asked).toEqual([
      "POST /add",
      "GET /counters/1",
      "POST /add",
      "GET /counters/1",
      "POST /add",
    ]);
  });

  test("go on after one that failed, which is not tried again", async () => {
    let isFirst = true;
    const fail = (): Answer => {
      const answer = isFirst ? json({}, { status: 503 }) : json({ id: 1 });
      isFirst = false;
      return answer;
    };
    const { ask, upstream } = await openGateway({ schema, routes: { "POST /add": fail } });
    expect(await ask("mutation { a: add(n: 2) { id } b: add(n: 2) { id } }")).toMatchObject({
      data: { a: null, b: { id: "1" } },
      errors: [{ path: ["a"], extensions: { code: "CONNECTOR_FETCH" } }],
    });
    expect(upstream.asked).toEqual(["POST /add", "POST /add"]);
  });
});

test("two queries never share what they read: each asks anew", async () => {
  let value = 0;
  const { ask } = await openGateway({
    schema: `type Query { a: Int ${connect('GET: "/a"')} }`,
    routes: { "GET /a": () => json((value += 1)) },
  });
  expect([await ask("{ a }"), await ask("{ a }")]).toEqual([
    { data: { a: 1 } },
    { data: { a: 2 } },
  ]);
});

test("headers have fixed values, the client's, and those of $config and $env", async () => {
  vi.stubEnv("SLUICE_TEST_TENANT", "acme");
  const { ask, upstream } = await openGateway({
    source: "",
    schema: `type Query {
      a(trace: String): Int ${connect(`GET: "/a", headers: [
        { name: "Authorization", from: "Authorization" }
        { name: "X-Forwarded", from: "x-client" }
        { name: "X-Absent", from: "x-absent" }
        { name: "X-Key", value: "key {$config.key}" }
        { name: "X-Tenant", value: "{$env.SLUICE_TEST_TENANT}" }
        { name: "X-Trace", value: "t-{$args.trace}" }
        { name: "X-From-Mapping", value: "{$request.headers.'x-client'->first}" }
      ]`)}
    }`,
    api: { config: { key: "s3cret" } },
    routes: { "GET /a": ok },
  });
  vi.unstubAllEnvs();
  const headers = {
    authorization: "Bearer me",
    "x-client": ["one", "two"],
    "x-secret": "not sent",
  };
  expect(await ask('{ a(trace: "7") }', { headers })).toEqual({ data: { a: 1 } });
  const sent = upstream.requests[0]?.headers;
  expect(sent).toMatchObject({
    authorization: "Bearer me",
    "x-forwarded": "one, two",
    "x-key": "key s3cret",
    "x-tenant": "acme",
    "x-trace": "t-7",
    "x-from-mapping": "one",
  });
  expect(sent).not.toHaveProperty("x-absent");
  expect(sent).not.toHaveProperty("x-secret");
});

test("the configuration's baseUrl stands in for the schema's", async () => {
  const real = await openGateway({
    schema: `type Query { a: Int ${connect('GET: "/a"')} }`,
    routes: { "GET /v2/a": ok, "GET /a": () => json(17) },
  });
  const { ask } = await openGateway({
    schema: `type Query { a: Int ${connect('GET: "/a"')} }`,
    api: { baseUrl: `${real.upstream.url}/v2` },
  });
  expect(await ask("{ a }")).toEqual({ data: { a: 1 } });
  expect(real.upstream.asked).toEqual(["GET /v2/a"]);
});

test("a connector without a source has an absolute URL; one without http makes no call", async () => {
  const other = await openGateway({
    schema: `type Query { a: Int ${connect('GET: "/a"')} }`,
    routes: { "GET /direct": () => json({ x: 5 }) },
  });
  const { ask, upstream } = await openGateway({
    schema: `type Query {
      direct: Int @connect(http: { GET: "${other.upstream.url}/direct" }, selection: "$.x")
      sum(n: Int!): Sum @connect(selection: "n: $args.n text: 'given'")
    }
    type Sum { n: Int text: String }`,
  });
  expect(await ask("{ direct sum(n: 3) { n text } }")).toEqual({
    data: { direct: 5, sum: { n: 3, text: "given" } },
  });
  expect(other.upstream.asked).toEqual(["GET /direct"]);
  expect(upstream.asked).toEqual([]);
});

test("a redirect is not followed, whoever it leads to", async () => {
  const { ask, upstream } = await openGateway({
    schema: `type Query { a: Int ${connect('GET: "/a"')} }`,
    routes: {
      "GET /a": () => json({}, { status: 301, headers: { location: "/b" } }),
      "GET /b": ok,
    },
  });
  expect(await ask("{ a }")).toMatchObject({
    data: { a: null },
    errors: [{ extensions: { code: "CONNECTOR_FETCH", http: { status: 301 } } }],
  });
  expect(upstream.asked).toEqual(["GET /a"]);
});

test("a request that cannot be built fails its own field, and nothing is sent for it", async () => {
  const { ask, upstream } = await openGateway({
    schema: `type Query {
      good: Int ${connect('GET: "/good"')}
      bad(in: In): Int ${connect('GET: "/bad/{$args.in}"')}
    }
    input In { x: Int }`,
    routes: { "GET /good": ok },
  });
  expect(await ask("{ good bad(in: { x: 1 }) }")).toMatchObject({
    data: { good: 1, bad: null },
    errors: [
      {
        path: ["bad"],
        extensions: {
          code: "CONNECTOR_REQUEST_INVALID",
          service: "api",
          connector: { coordinate: "Query.bad" },
        },
      },
    ],
  });
  expect(upstream.asked).toEqual(["GET /good"]);
});

test("calls use kept-alive connections, and no more at a time than maxConcurrentCalls", async () => {
  let inside = 0;
  let most = 0;
  const { ask, upstream } = await openGateway({
    schema: `type Query { things: [Thing!] ${connect('GET: "/things"', "id")} }
      type Thing ${connect('GET: "/things/{$this.id}"', "id name")} { id: ID name: String }`,
    api: { maxConcurrentCalls: 3 },
    routes: {
      "GET /things": () => json(Array.from({ length: 12 }, (_, id) => ({ id }))),
      "GET /things/:id": async ({ params: { id } }) => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise(setImmediate);
        inside -= 1;
        return json({ id, name: "x" });
      },
    },
  });
  const { errors } = await ask("{ things { name } }");
  expect(errors).toBeUndefined();
  expect(upstream.asked).toHaveLength(13);
  expect(most).toBeLessThanOrEqual(3);
  expect(upstream.connectionCount()).toBeLessThanOrEqual(3);
});
