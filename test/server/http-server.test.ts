import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createServer, Socket } from "node:net";
import { text } from "node:stream/consumers";

import { describe, expect, onTestFinished, test, vi } from "vitest";

import { ProblemsError } from "../../src/kernel/problem.ts";
import { developmentOrigins } from "../../src/server/cors-origins.ts";
import type { GraphqlHandler } from "../../src/server/graphql-handler.ts";
import { rawRequest } from "./support/raw-request.ts";
import { logLines } from "./support/log-lines.ts";
import { handlerOf, post, schemaWith, serve, start } from "./support/serve.ts";

const schema = schemaWith("type Query { greet(id: Any): String } scalar Any", {
  Query: { greet: (_parent: unknown, { id }: { id?: unknown }) => `hello ${String(id)}` },
});
const handler = await handlerOf(schema);

async function refusal(body: string, contentType?: string) {
  const { url } = await serve(handler, { maxBodyBytes: 1000 });
  return await rawRequest(url, { method: "POST", body, contentType });
}

describe("a request body", () => {
  test("that is too large is refused with 413 and the limit", async () => {
    const answer = await refusal(
      JSON.stringify({ query: `{ ${" ".repeat(2000)} }` }),
      "application/json",
    );
    expect(answer.status).toBe(413);
    expect(answer.body).toEqual({
      errors: [
        {
          message: "A request body may have 1000 bytes; this one has more. Send a smaller one.",
          extensions: { code: "PAYLOAD_TOO_LARGE" },
        },
      ],
    });
  });

  test("that is not JSON is refused with 400 and where it breaks", async () => {
    const answer = await refusal('{"query": "{ greet }"', "application/json");
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].message).toMatch(
      /^The request body is not JSON \(SyntaxError: .*position 21/,
    );
    expect(answer.body.errors[0].extensions).toEqual({ code: "BAD_REQUEST" });
  });

  test("that is empty is refused with 400", async () => {
    const answer = await refusal("", "application/json");
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].message).toBe(
      'The request body is empty. Send a JSON object with a "query".',
    );
  });

  test.each([
    ["text/plain", 'this one has "text/plain".'],
    ["application/x-www-form-urlencoded", 'this one has "application/x-www-form-urlencoded".'],
    ["multipart/form-data; boundary=x", 'this one has "multipart/form-data; boundary=x".'],
    ["nonsense", 'this one has "nonsense".'],
    [undefined, "this one has none."],
  ])(
    "of type %s is refused with 415, so no web page sends one unasked",
    async (contentType, has) => {
      const answer = await refusal('{"query":"{ greet }"}', contentType);
      expect(answer.status).toBe(415);
      expect(answer.body.errors).toEqual([
        {
          message: `A request body needs "content-type: application/json"; ${has}`,
          extensions: { code: "UNSUPPORTED_MEDIA_TYPE" },
        },
      ]);
    },
  );

  test("keeps the digits of integers beyond 2^53 in variables", async () => {
    const { url } = await serve(handler);
    const { body } = await post(
      url,
      '{"query":"query ($id: Any) { greet(id: $id) }","variables":{"id":9007199254740993}}',
    );
    expect(body).toEqual({ data: { greet: "hello 9007199254740993" } });
  });

  test("with a key __proto__ gives its values to nothing but that key", async () => {
    const { url } = await serve(handler);
    const { response } = await post(url, '{"__proto__":{"query":"{ greet }"}}');
    expect(response.status).toBe(400);
    const { body } = await post(
      url,
      '{"query":"query ($id: Any) { greet(id: $id) }","variables":{"__proto__":{"id":1}}}',
    );
    expect(body).toEqual({ data: { greet: "hello undefined" } });
  });

  test("is given a minute to arrive in, so that slow uploads hold no connections", async () => {
    const bounds: unknown[] = [];
    const look = (message: unknown) => {
      const { server } = message as { readonly server: { readonly requestTimeout: number } };
      bounds.push(server.requestTimeout);
    };
    subscribe("http.server.request.start", look);
    onTestFinished(() => void unsubscribe("http.server.request.start", look));
    const { url } = await serve(handler);
    await post(url, { query: "{ greet }" });
    expect(bounds).toEqual([60_000]);
  });

  test("that its client stops sending is logged as refused", async () => {
    const { log, lines } = logLines();
    const { url } = await serve(handler, { log });
    const { port } = new URL(url);
    const socket = new Socket().connect(Number(port), "127.0.0.1");
    socket.write(
      "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{",
    );
    await new Promise<void>((resolve) => socket.on("connect", () => resolve()));
    socket.destroySoon();
    await vi.waitFor(() => expect(lines).toMatchObject([{ status: 400, msg: "request refused" }]));
  });
});

describe("a request elsewhere", () => {
  test("is answered 404 with the place of GraphQL", async () => {
    const { origin } = await serve(handler, { path: "/api" });
    const answer = await rawRequest(`${origin}/graphql`, { method: "POST" });
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({
      errors: [
        {
          message: "There is nothing at POST /graphql. GraphQL is at POST /api.",
          extensions: { code: "NOT_FOUND" },
        },
      ],
    });
  });

  test.each(["PUT", "DELETE", "OPTIONS"] as const)(
    "with method %s is answered 405 with those allowed",
    async (method) => {
      const { url } = await serve(handler);
      const answer = await rawRequest(`${url}?x=1`, { method });
      expect(answer.status).toBe(405);
      expect(answer.headers["allow"]).toBe("GET, HEAD, POST");
      expect(answer.body.errors[0].message).toBe(
        `GraphQL requests are POST or GET; this one is ${method}.`,
      );
    },
  );

  test("with a URL that cannot be read is answered 400", async () => {
    const { origin } = await serve(handler);
    const answer = await rawRequest(`${origin}/%zz`, { method: "GET" });
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].extensions).toEqual({ code: "BAD_REQUEST" });
  });
});

test.each([
  ["with headers that are too large", `GET / HTTP/1.1\r\nhost: x\r\nx: ${"x".repeat(20_000)}`, 431],
  ["that is not HTTP", "HELLO\r\n\r\n", 400],
])("a request %s is refused in the form of the HTTP server", async (_name, bytes, statusCode) => {
  const { url } = await serve(handler);
  const socket = new Socket().connect(Number(new URL(url).port), "127.0.0.1");
  socket.end(`${bytes}\r\n\r\n`);
  const [head = "", body = ""] = (await text(socket)).split("\r\n\r\n");
  expect(head).toContain(`HTTP/1.1 ${statusCode} `);
  expect(JSON.parse(body)).toEqual({
    error: expect.any(String),
    message: expect.any(String),
    statusCode,
  });
});

test("an error in the gateway itself is answered 500 without its message, and logged", async () => {
  const { log, lines } = logLines();
  const broken: GraphqlHandler = { handle: async () => await Promise.reject(new Error("secret")) };
  const { url } = await serve(broken, { log });
  const { response, body } = await post(url, { query: "{ greet }" });
  expect(response.status).toBe(500);
  expect(body).toEqual({
    errors: [{ message: "Internal server error", extensions: { code: "INTERNAL_SERVER_ERROR" } }],
  });
  expect(lines[0]).toMatchObject({ level: 50, err: { message: "secret" } });
});

describe("the landing page", () => {
  const html = { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } };

  test.each(["/graphql", "/"])(
    "is Apollo Sandbox for a browser in development at %s",
    async (path) => {
      const { url, origin } = await serve(await handlerOf(schema, { mode: "development" }), {
        hasLandingPage: true,
      });
      const response = await fetch(`${origin}${path}`, html);
      expect(response.status).toBe(200);
      expect(response.url).toBe(url);
      expect(response.headers.get("content-type")).toContain("text/html");
      expect(await response.text()).toContain("new window.EmbeddedSandbox(");
    },
  );

  test("is for browsers only", async () => {
    const { origin } = await serve(handler, { hasLandingPage: true });
    expect((await fetch(`${origin}/`)).status).toBe(404);
    expect((await rawRequest(`${origin}/`, { method: "GET" })).status).toBe(404);
  });

  test("is at / when GraphQL is", async () => {
    const { url } = await serve(await handlerOf(schema, { mode: "development" }), {
      hasLandingPage: true,
      path: "/",
    });
    expect(await (await fetch(url, html)).text()).toContain("EmbeddedSandbox");
    expect((await post(url, { query: "{ greet }" })).response.status).toBe(200);
  });

  test("is not there in production", async () => {
    const { url, origin } = await serve(handler);
    expect((await fetch(url, html)).status).toBe(400);
    expect((await fetch(origin, html)).status).toBe(404);
  });
});

describe("CORS", () => {
  test.each([
    "https://studio.apollographql.com",
    "https://sandbox.embed.apollographql.com",
    "https://explorer.embed.apollographql.com",
    "http://localhost:3000",
    "https://127.0.0.1",
  ])("lets %s in while one develops", async (origin) => {
    const { url } = await serve(handler, { corsOrigins: developmentOrigins });
    expect(await preflight(url, origin)).toEqual({
      status: 204,
      origin,
      headers: "content-type,x-apollo-operation-name",
    });
    const { response } = await post(url, { query: "{ greet }" }, { headers: { origin } });
    expect(response.headers.get("access-control-allow-origin")).toBe(origin);
  });

  test.each(["https://evil.example", "https://localhost.evil.example", "null"])(
    "keeps %s out",
    async (origin) => {
      const { url } = await serve(handler, { corsOrigins: developmentOrigins });
      expect((await preflight(url, origin)).origin).toBeNull();
    },
  );

  test("lets nobody in unless it is told to", async () => {
    const { url } = await serve(handler);
    expect((await preflight(url, "http://localhost:3000")).origin).toBeNull();
  });
});

test.each([
  ["/livez", "ok"],
  ["/readyz", "ready"],
])("%s is answered while the server takes requests", async (path, status) => {
  const { origin } = await serve(handler);
  const response = await fetch(`${origin}${path}`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ status });
});

describe("listening", () => {
  test.each([
    ["127.0.0.1", /^http:\/\/localhost:\d+\/graphql$/],
    ["0.0.0.0", /^http:\/\/localhost:\d+\/graphql$/],
    ["localhost", /^http:\/\/localhost:\d+\/graphql$/],
    ["127.0.0.2", /^http:\/\/127\.0\.0\.2:\d+\/graphql$/],
  ])("on %s gives an address that can be opened", async (host, expected) => {
    const { url } = await serve(handler, { host });
    expect(url).toMatch(expected);
    expect((await post(url, { query: "{ greet }" })).response.status).toBe(200);
  });

  test("on a port in use says so, and what to do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.on("listening", resolve));
    const address = other.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const failure = start(handler, { port: port ?? 0 });
    await expect(failure).rejects.toThrow(ProblemsError);
    await expect(failure).rejects.toMatchObject({
      problems: [
        {
          code: "PORT_IN_USE",
          message: `Port ${port} on 127.0.0.1 is in use by another process.`,
          help: expect.stringContaining("--port"),
        },
      ],
    });
    other.close();
  });

  test("on an address of another machine says so", async () => {
    await expect(start(handler, { host: "192.0.2.1" })).rejects.toMatchObject({
      problems: [{ code: "CANNOT_LISTEN", message: expect.stringContaining("EADDRNOTAVAIL") }],
    });
  });
});

async function preflight(url: string, origin: string) {
  const response = await fetch(url, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,x-apollo-operation-name",
    },
  });
  return {
    status: response.status,
    origin: response.headers.get("access-control-allow-origin"),
    headers: response.headers.get("access-control-allow-headers"),
  };
}
