import { describe, expect, test } from "vitest";

import {
  type Answer,
  body,
  chunked,
  drop,
  endless,
  half,
  json,
  stall,
  startUpstream,
  text,
} from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
  type Query {
    good: Thing @connect(source: "api", http: { GET: "/good" }, selection: "id name")
    bad: Thing @connect(source: "api", http: { GET: "/bad" }, selection: "id name")
    things: [Thing!] @connect(source: "api", http: { GET: "/things" }, selection: "id")
  }
  type Thing @connect(source: "api", http: { GET: "/details/{$this.id}" }, selection: "id name") {
    id: ID
    name: String
  }
`;
const good = { id: "1", name: "good" };

const failures: readonly (readonly [string, Answer, object])[] = [
  [
    "JSON that is broken",
    body("<html>", { headers: { "content-type": "application/json" } }),
    {
      message: "The answer is not the JSON that it says it is.",
      extensions: { code: "CONNECTOR_RESPONSE_INVALID", http: { status: 200 } },
    },
  ],
  [
    "status 500",
    json({ secret: "stack trace" }, { status: 500 }),
    {
      message: "Request failed",
      extensions: { code: "CONNECTOR_FETCH", http: { status: 500 } },
    },
  ],
  [
    "status 500 with a page",
    body("<h1>oops</h1>", { status: 500, headers: { "content-type": "text/html" } }),
    { message: "Request failed", extensions: { code: "CONNECTOR_FETCH", http: { status: 500 } } },
  ],
  [
    "a redirect",
    json(null, { status: 302, headers: { location: "/good" } }),
    { message: "Request failed", extensions: { code: "CONNECTOR_FETCH", http: { status: 302 } } },
  ],
  [
    "a connection that closes",
    drop(),
    {
      message: expect.stringMatching(/^The source "api" could not be reached, or broke off/),
      extensions: { code: "HTTP_CLIENT_ERROR" },
    },
  ],
  ["a body that ends too early", half('{"id":'), { extensions: { code: "HTTP_CLIENT_ERROR" } }],
  [
    "a body that announces too much",
    json({ id: "x".repeat(5000) }),
    {
      message: 'The source "api" sent more than the 4096 bytes that are read of an answer.',
      extensions: { code: "RESPONSE_TOO_LARGE" },
    },
  ],
  [
    "a body that grows too long",
    chunked(["[", " ".repeat(3000), " ".repeat(3000), "]"]),
    { extensions: { code: "RESPONSE_TOO_LARGE" } },
  ],
  ["a body without end", endless(), { extensions: { code: "RESPONSE_TOO_LARGE" } }],
  [
    "a body that stops",
    stall('{"id":'),
    {
      message: 'The source "api" did not answer within 150 ms.',
      extensions: { code: "GATEWAY_TIMEOUT" },
    },
  ],
];

describe("a source that answers with", () => {
  test.each(failures)(
    "%s fails its own field, and its siblings survive",
    async (_name, answer, error) => {
      const { ask, upstream } = await openGateway({
        schema,
        api: { maxResponseBytes: 4096, timeout: "150ms" },
        routes: { "GET /good": () => json(good), "GET /bad": () => answer },
      });
      const result = await ask("{ bad { id } good { id name } }");
      expect(result.data).toEqual({ bad: null, good });
      expect(result.errors).toMatchObject([
        {
          path: ["bad"],
          locations: [{ line: 1, column: 3 }],
          ...error,
        },
      ]);
      expect(result.errors?.[0]?.extensions).toMatchObject({
        service: "api",
        connector: { coordinate: "Query.bad" },
      });
      expect(JSON.stringify(result)).not.toContain("stack trace");
      expect(upstream.asked.toSorted()).toEqual(["GET /bad", "GET /good"]);
    },
  );

  test.each([
    ["a page", body("<h1>hi</h1>", { headers: { "content-type": "text/html" } })],
    ["nothing", body("", { status: 204 })],
    ["null", json(null)],
  ])("%s has no such thing, which is no error", async (_name, answer) => {
    const { ask } = await openGateway({
      schema,
      routes: { "GET /good": () => json(good), "GET /bad": () => answer },
    });
    expect(await ask("{ bad { id } good { id name } }")).toEqual({ data: { bad: null, good } });
  });

  test("nothing at all in time fails at its deadline, and not the next call", async () => {
    let isFirst = true;
    const { ask } = await openGateway({
      schema,
      api: { timeout: "100ms" },
      routes: {
        "GET /good": async ({ aborted }) => {
          if (isFirst) {
            isFirst = false;
            await aborted;
          }
          return json(good);
        },
      },
    });
    expect(await ask("{ good { id } }")).toMatchObject({
      data: { good: null },
      errors: [{ path: ["good"], extensions: { code: "GATEWAY_TIMEOUT", service: "api" } }],
    });
    expect(await ask("{ good { id } }")).toEqual({ data: { good: { id: "1" } } });
  });
});

test("a source that cannot be reached fails its own fields", async () => {
  const gone = await startUpstream({});
  await gone.close();
  const { ask } = await openGateway({
    schema: `${schema}
      extend schema @source(name: "gone", http: { baseURL: "${gone.url}" })
      extend type Query { lost: Int @connect(source: "gone", http: { GET: "/lost" }, selection: "$") }
    `,
    routes: { "GET /good": () => json(good) },
  });
  expect(await ask("{ lost good { id name } }")).toEqual({
    data: { lost: null, good },
    errors: [
      {
        message: 'The source "gone" could not be reached, or broke off (ECONNREFUSED).',
        path: ["lost"],
        locations: [{ line: 1, column: 3 }],
        extensions: {
          code: "HTTP_CLIENT_ERROR",
          retryable: true,
          service: "gone",
          connector: { coordinate: "Query.lost" },
        },
      },
    ],
  });
});

test("an error is in the words of the schema, with its extensions over those of the source", async () => {
  const { ask } = await openGateway({
    source: `errors: { message: "$.reason", extensions: "code: $('FROM_SOURCE') from: $('source') status: $status" }`,
    schema: `type Query {
      plain: Int @connect(source: "api", http: { GET: "/fails" }, selection: "$")
      own: Int
        @connect(
          source: "api"
          http: { GET: "/fails" }
          errors: { message: "$(['Sorry:', $.reason])->joinNotNull(' ')", extensions: "from: $('connector')" }
          selection: "$"
        )
      odd: Int @connect(source: "api", http: { GET: "/text" }, isSuccess: "$->eq('fine')", selection: "$(1)")
      fine: Int @connect(source: "api", http: { GET: "/text?fine" }, isSuccess: "$->eq('fine')", selection: "$(1)")
    }`,
    routes: {
      "GET /fails": () => json({ reason: "no more" }, { status: 418 }),
      "GET /text": ({ query }) => text(query.has("fine") ? "fine" : "not so fine"),
    },
  });
  const result = await ask("{ plain own odd fine }");
  expect(result.data).toEqual({ plain: null, own: null, odd: null, fine: 1 });
  expect(result.errors).toMatchObject([
    {
      message: "no more",
      path: ["plain"],
      extensions: { code: "FROM_SOURCE", from: "source", status: 418, http: { status: 418 } },
    },
    {
      message: "Sorry: no more",
      path: ["own"],
      extensions: { code: "FROM_SOURCE", from: "connector" },
    },
    { message: "Request failed", path: ["odd"], extensions: { code: "FROM_SOURCE", status: 200 } },
  ]);
});

test("one item's failure among many is its own", async () => {
  const { ask } = await openGateway({
    schema,
    routes: {
      "GET /things": () => json([{ id: 1 }, { id: 2 }, { id: 3 }]),
      "GET /details/:id": ({ params: { id } }) =>
        id === "2" ? json({}, { status: 404 }) : json({ id, name: `thing ${id}` }),
    },
  });
  expect(await ask("{ things { id name } }")).toMatchObject({
    data: {
      things: [
        { id: "1", name: "thing 1" },
        { id: "2", name: null },
        { id: "3", name: "thing 3" },
      ],
    },
    errors: [{ path: ["things", 1, "name"], extensions: { http: { status: 404 } } }],
  });
});

test("more calls than may wait are refused at once; the others are answered", async () => {
  const { ask, upstream } = await openGateway({
    schema,
    api: { maxConcurrentCalls: 1, maxQueuedCalls: 1 },
    routes: {
      "GET /things": () => json([{ id: 1 }, { id: 2 }, { id: 3 }]),
      "GET /details/:id": ({ params: { id } }) => json({ id, name: `thing ${id}` }),
    },
  });
  const { data, errors } = await ask("{ things { name } }");
  expect(data).toEqual({ things: [{ name: "thing 1" }, { name: "thing 2" }, { name: null }] });
  expect(errors).toMatchObject([
    { path: ["things", 2, "name"], extensions: { code: "SOURCE_OVERLOADED" } },
  ]);
  expect(upstream.asked).toEqual(["GET /things", "GET /details/1", "GET /details/2"]);
});
