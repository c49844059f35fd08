import { describe, expect, test } from "vitest";

import { problemsOf } from "../../contract/support/problems-of.ts";
import { send, type Sending } from "./support/send.ts";

type Headers = Readonly<Record<string, unknown>>;

describe("a header's value", () => {
  test.each<[value: string, args: Sending["args"], sent: string | undefined]>([
    ["fixed", {}, "fixed"],
    ["two words; and=more", {}, "two words; and=more"],
    ["{$args.a}", { a: "x" }, "x"],
    ["{$args.a}", { a: 7 }, "7"],
    ["{$args.a}", { a: true }, "true"],
    ["Bearer {$args.a}", { a: "t0k3n" }, "Bearer t0k3n"],
    ["{$args.a}:{$args.b}", { a: "x", b: "y" }, "x:y"],
    ["{$args.a}", { a: "a b/c?d" }, "a b/c?d"],
    ["{$config.key}", {}, "k1"],
    ["key {$config.nested.key}", {}, "key k2"],
    ["{$args.a->joinNotNull(', ')}", { a: ["x", "y"] }, "x, y"],
    ["{$args.a ?? 'none'}", { a: null }, "none"],
    ["{$request.headers.'x-client'->first}", {}, "one"],
    ["{$request.headers.'x-client'->joinNotNull('+')}", {}, "one+two"],
    // What comes out empty is no header.
    ["{$args.a}", { a: null }, undefined],
    ["{$args.a}", {}, undefined],
    ["{$args.a}", { a: "" }, undefined],
    ["Bearer {$args.a}", { a: null }, "Bearer "],
  ])("%s with %j is %s", async (value, args, expected) => {
    const sent = await send({
      http: `GET: "/x", headers: [{ name: "X-Value", value: "${value}" }]`,
      args: { a: undefined, b: undefined, ...args },
      headers: { "x-client": ["one", "two"] },
      api: { config: { key: "k1", nested: { key: "k2" } } },
    });
    // Blanks around a value are no part of it (RFC 9110, section 5.5).
    expect(sent.headers["x-value"]).toBe(expected?.trim());
    expect(sent.line).toBe("GET /x");
  });

  test.each([[{ a: 1 }], [[1]], ["a\r\nx-evil: 1"], ["a\u0000b"]])(
    "that would be %j is no request, and nothing is sent",
    async (a) => {
      const http = 'GET: "/x", headers: { name: "X-Value", value: "{$args.a}" }';
      expect(await send({ http, args: { a } })).toMatchObject({
        line: undefined,
        code: "CONNECTOR_REQUEST_INVALID",
      });
    },
  );
});

describe("headers", () => {
  const client = {
    authorization: "Bearer me",
    "x-client": ["one", "two"],
    "x-empty": "",
    cookie: "session=1",
  };

  test.each<[name: string, sending: Omit<Sending, "http">, http: string, sent: Headers]>([
    [
      "one object for a list, on the connector",
      {},
      'headers: { name: "X-A", value: "1" }',
      { "x-a": "1" },
    ],
    [
      "one object for a list, on the source",
      { source: 'headers: { name: "X-A", value: "1" }' },
      "",
      { "x-a": "1" },
    ],
    [
      "from: the client's, by any case of its name",
      {},
      'headers: [{ name: "Authorization", from: "AUTHORIZATION" }]',
      { authorization: "Bearer me" },
    ],
    [
      "from: under another name",
      {},
      'headers: [{ name: "X-Token", from: "authorization" }]',
      { "x-token": "Bearer me", authorization: undefined },
    ],
    [
      "from: all values that the client sent",
      {},
      'headers: [{ name: "X-Client", from: "x-client" }]',
      { "x-client": "one, two" },
    ],
    [
      "from: none where the client sent none",
      {},
      'headers: [{ name: "X-Absent", from: "x-absent" }]',
      { "x-absent": undefined },
    ],
    [
      "from: none where the client's is empty",
      {},
      'headers: [{ name: "X-Empty", from: "x-empty" }]',
      { "x-empty": undefined },
    ],
    [
      "the source's and the connector's together",
      { source: 'headers: [{ name: "X-A", value: "source" }]' },
      'headers: [{ name: "X-B", value: "connector" }]',
      { "x-a": "source", "x-b": "connector" },
    ],
    [
      "the connector's over the source's, by any case of the name",
      { source: 'headers: [{ name: "X-A", value: "source" } { name: "X-B", value: "source" }]' },
      'headers: [{ name: "x-a", value: "connector" }]',
      { "x-a": "connector", "x-b": "source" },
    ],
    [
      "the connector's over the source's, even where it comes out empty",
      { source: 'headers: [{ name: "X-A", value: "source" }]' },
      'headers: [{ name: "X-A", from: "x-absent" }]',
      { "x-a": undefined },
    ],
    [
      "from over value, and value over from",
      {
        source:
          'headers: [{ name: "X-A", value: "source" } { name: "Authorization", from: "Authorization" }]',
      },
      'headers: [{ name: "X-A", from: "x-client" } { name: "Authorization", value: "Basic x" }]',
      { "x-a": "one, two", authorization: "Basic x" },
    ],
    [
      "one name twice",
      {},
      'headers: [{ name: "X-A", value: "1" } { name: "X-A", value: "2" }]',
      { "x-a": "1, 2" },
    ],
    [
      "content-type, accept and host by value",
      {},
      `headers: [
        { name: "Accept", value: "application/vnd.github+json" }
        { name: "Content-Type", value: "text/x" }
        { name: "Host", value: "virtual.example" }
      ]`,
      { accept: "application/vnd.github+json", "content-type": "text/x", host: "virtual.example" },
    ],
    [
      "nothing else of the client's",
      {},
      "",
      {
        authorization: undefined,
        cookie: undefined,
        "x-client": undefined,
        "content-type": undefined,
      },
    ],
  ])("%s", async (_name, sending, http, expected) => {
    const sent = await send({ ...sending, http: `GET: "/x" ${http}`, headers: client });
    expect(sent.line).toBe("GET /x");
    for (const [name, value] of Object.entries(expected)) {
      expect({ [name]: sent.headers[name] }).toEqual({ [name]: value });
    }
  });

  test("of one name go in lines of their own, so that what is in them stays apart", async () => {
    const sent = await send({
      http: 'GET: "/x", headers: [{ name: "X-A", from: "x-client" }]',
      headers: { "x-client": ["a, b", "c"] },
    });
    const lines = sent.rawHeaders.filter(
      (_text, index) => index % 2 === 1 && sent.rawHeaders[index - 1]?.toLowerCase() === "x-a",
    );
    expect(lines).toEqual(["a, b", "c"]);
  });
});

describe("a header that the HTTP client writes is refused at load:", () => {
  test.each([
    "Connection",
    "Keep-Alive",
    "Proxy-Authorization",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Content-Length",
    "Content-Encoding",
    "Accept-Encoding",
  ])("%s", (name) => {
    for (const rest of ['value: "x"', 'from: "x"']) {
      expect(codesOf(`{ name: "${name}", ${rest} }`)).toEqual(["INVALID_HEADER"]);
    }
  });

  test.each(["Content-Type", "Accept", "Host"])("%s, where it is the client's", (name) => {
    expect(codesOf(`{ name: "${name}", from: "x" }`)).toEqual(["INVALID_HEADER"]);
    expect(codesOf(`{ name: "${name}", value: "x" }`)).toEqual([]);
  });

  test.each([
    ["neither from nor value", '{ name: "X-A" }'],
    ["both", '{ name: "X-A", from: "x-b", value: "c" }'],
    ["a name that is none", '{ name: "X A", value: "x" }'],
    ["a client's name that is none", '{ name: "X-A", from: "x a" }'],
  ])("as is one with %s", (_name, header) => {
    expect(codesOf(header)).toEqual(["INVALID_HEADER"]);
  });
});

/** The codes of the errors of a schema whose connector and source have this header. */
function codesOf(header: string): readonly string[] {
  const errors = [
    `extend schema @source(name: "api", http: { baseURL: "https://api.example" })
     type Query { x: Int @connect(source: "api", http: { GET: "/x", headers: [${header}] }, selection: "$.x") }`,
    `extend schema @source(name: "api", http: { baseURL: "https://api.example", headers: [${header}] })
     type Query { x: Int @connect(source: "api", http: { GET: "/x" }, selection: "$.x") }`,
  ].map((schema) =>
    problemsOf(schema)
      .filter(({ severity }) => severity === "error")
      .map(({ code }) => code),
  );
  const [onConnector = [], onSource = []] = errors;
  expect(onConnector).toEqual(onSource);
  return onConnector;
}
