import { describe, expect, test } from "vitest";

import { given, passed, runText, testOf } from "./run-suite-text.ts";

/** A search, with these parts of its request expected. */
const request = (written: string) =>
  given(
    "Query.search",
    "variables: { $args: { text: 'a b/c', tag: [x] } }",
    `expect: { connectorRequest: { ${written} } }`,
  );

const add = (big: string, body: string) =>
  given(
    "Mutation.add",
    `variables: { $args: { name: Ann${big} } }`,
    `expect: { connectorRequest: { method: POST, body: ${body} } }`,
  );

const send = (body: string) =>
  given(
    "Mutation.send",
    "variables: { $args: { name: A b } }",
    `expect: { connectorRequest: { method: POST, body: "${body}" } }`,
  );

const recorded = (http: string) =>
  runText(
    testOf(
      "target: Mutation.add",
      "variables: { $args: { name: Ann }, $requestHeaders: { authorization: a } }",
      "expect: { connectorRequestHttp: a.http }",
    ),
    { files: { "a.http": http } },
  );

describe("the expected request", () => {
  test.each([
    "method: GET",
    "method: get",
    "url: 'https://api.test/v1/search?q=a b/c&tag=x'",
    "url: 'https://api.test:443/v1/search?tag=x&q=a+b%2Fc'",
    "url: '/v1/search?q=a%20b%2fc&tag=x'",
    "scheme: https",
    "scheme: 'HTTPS://'",
    "origin: https://api.test",
    "origin: api.test",
    "path: /v1/search",
    "path: v1/search",
    "path: '/v1/search?q=a b/c&tag=x'",
    "queryParams: { tag: x, q: a b/c }",
    "queryParams: { tag: [x], q: a b/c, none: null }",
    "headers: {}",
    "headers: { x-key: null, content-type: [] }",
    "body: ''",
    "body: null",
    "scheme: https, origin: api.test, path: /v1/search, queryParams: { q: a b/c, tag: x }",
  ])("may say { %s }", (written) => {
    expect(request(written)).toEqual(passed);
  });

  test.each([
    ["method: POST", "method", "POST", "GET"],
    [
      "url: https://api.test/v1/search",
      "url",
      "https://api.test/v1/search",
      "https://api.test/v1/search?q=a%20b%2Fc&tag=x",
    ],
    ["url: 'http://api.test/v1/search?q=a b/c&tag=x'", "url", /^http:/, /^https:/],
    ["url: 'https://api.test/v1/search?q=a b/c&tag=y'", "url", /tag=y/, /tag=x/],
    ["url: 'https://api.test/v1%2Fsearch?q=a b/c&tag=x'", "url", /%2F/, /v1\/search/],
    ["url: 'https://'", "url", "https://", /^https:\/\/api/],
    ["scheme: http", "scheme", "http", "https"],
    ["origin: http://api.test", "origin", "http://api.test", "https://api.test"],
    ["origin: 'api.test:8080'", "origin", "api.test:8080", "api.test"],
    ["path: /search", "path", "/search", "/v1/search"],
    ["path: '/v1/search?q=a'", "path", "/v1/search?q=a", "/v1/search?q=a%20b%2Fc&tag=x"],
    ["queryParams: { q: a b/c }", "queryParams", "q: a b/c", "q: a b/c\ntag: x"],
    ["queryParams: {}", "queryParams", "none", "q: a b/c\ntag: x"],
    ["queryParams: { q: a b/c, tag: [x, x] }", "queryParams", /tag: x\ntag: x$/, /tag: x$/],
    ["headers: { X-Key: k }", "headers.X-Key", "k", "none"],
    ["body: '{}'", "body", "{}", "none"],
  ])("may fail: { %s }", (written, part, expected, came) => {
    const { failures } = request(written);
    expect(failures).toMatchObject([{ what: `connectorRequest.${part}`, line: 5 }]);
    expect(failures[0]?.expected).toMatch(expected);
    expect(failures[0]?.came).toMatch(came);
  });

  test("has its failure where it is written", () => {
    const { failures } = given(
      "Query.search",
      "expect:",
      "  connectorRequest:",
      "    method: POST",
      "    path: /elsewhere",
    );
    expect(failures.map(({ what, line }) => [what, line])).toEqual([
      ["connectorRequest.method", 6],
      ["connectorRequest.path", 7],
    ]);
  });

  test("has a path whose percent signs are no encoding as it is", () => {
    expect(request("path: /v1/%zz").failures).toMatchObject([{ expected: "/v1/%zz" }]);
  });

  describe("its body", () => {
    test.each([
      ["as JSON, in any order of keys", ", big: 5", '\'{ "big": 5, "name": "Ann" }\''],
      ["as YAML", ", big: 5", "{ name: Ann, big: 5 }"],
      ["with all digits", ", big: 9007199254740993", "{ name: Ann, big: 9007199254740993 }"],
    ])("is compared %s", (_how, big, body) => {
      expect(add(big, body)).toEqual(passed);
    });

    test("differs by one digit", () => {
      expect(
        add(", big: 9007199254740993", "{ name: Ann, big: 9007199254740992 }").failures,
      ).toEqual([
        {
          what: "connectorRequest.body",
          line: 5,
          expected: '{\n  "name": "Ann",\n  "big": 9007199254740992\n}',
          came: '{\n  "name": "Ann",\n  "big": 9007199254740993\n}',
        },
      ]);
    });

    test("is compared as text where it is no JSON", () => {
      expect(add("", "Ann").failures).toMatchObject([
        { expected: "Ann", came: '{\n  "name": "Ann"\n}' },
      ]);
    });

    test("may be expected not to be there", () => {
      expect(add("", "''").failures).toMatchObject([{ expected: "none" }]);
    });

    test("is compared as a form where it is one", () => {
      expect(send("a=1&name=A%20b")).toEqual(passed);
      expect(send("name=A").failures).toMatchObject([{ expected: "name=A", came: "name=A+b&a=1" }]);
    });

    test("may be in a file", () => {
      const text = testOf(
        "target: Mutation.add",
        "variables: { $args: { name: Ann } }",
        "expect: { connectorRequest: { bodyFile: body.json } }",
      );
      expect(runText(text, { files: { "body.json": '{"name":"Ann"}\n' } })).toEqual(passed);
      expect(runText(text, { files: { "body.json": '{"name":"Bob"}' } }).failures).toMatchObject([
        { what: "connectorRequest.body", line: 5 },
      ]);
    });
  });

  describe("as a recorded .http file", () => {
    test.each([
      "POST https://api.test/v1/users",
      'POST https://api.test/v1/users HTTP/1.1\r\nAuthorization: a\r\n\r\n{ "name": "Ann" }',
      "# Recorded\n\n// today\nPOST /v1/users HTTP/1.1\nhost: api.test\ncontent-length: 9\nno header\n",
      "POST /v1/users",
    ])("is like the request: %j", (http) => {
      expect(recorded(http)).toEqual(passed);
    });

    test.each([
      ["GET https://api.test/v1/users", "method"],
      ["POST https://api.test/users", "url"],
      ["POST /users", "path"],
      ["POST /v1/users\nhost: other.test", "origin"],
      ["POST /v1/users\nauthorization: a\nauthorization: b", "headers.authorization"],
      ["POST /v1/users\n\n{}", "body"],
    ])("is not: %j", (http, part) => {
      expect(recorded(http).failures.map(({ what, line }) => [what, line])).toEqual([
        [`connectorRequest.${part}`, 5],
      ]);
    });
  });
});
