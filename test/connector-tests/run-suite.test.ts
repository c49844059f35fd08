import { describe, expect, test } from "vitest";

import { runText, testOf } from "./run-suite-text.ts";

/** A test of a connector with what is to come of it, in one line each. */
const given = (target: string, ...lines: readonly string[]) =>
  runText(testOf(`target: ${target}`, ...lines));

const user = 'apiResponseBody: \'{ "id": 1, "name": "Ann" }\'';
const one = 'variables: { $args: { id: "1" } }';

const passed = { statuses: ["passed"], failures: [], problems: [] };

describe("which connector a test is of", () => {
  test.each([
    ["its place", "Query.user"],
    ["its place, as the first one there", "Query.user[0]"],
    ["its place in a subgraph", "'users:Query.user[0]'"],
    ["what its id: says", "user_by_id"],
  ])("is said by %s", (_what, target) => {
    expect(given(target, one, "expect: { connectorRequest: { path: /v1/users/1 } }")).toEqual(
      passed,
    );
  });

  test("is said by `connector:`, too", () => {
    expect(
      runText(testOf("connector: Query.status", "expect: { connectorResponse: 200 }")),
    ).toEqual(passed);
  });

  test("is told where there is none: which there are, and which was likely meant", () => {
    const { statuses, problems } = given("Query.usr", one, user);
    expect(statuses).toEqual(["broken"]);
    expect(problems).toEqual([
      expect.stringMatching(
        /^a\.connector\.yaml:3:13 UNKNOWN_CONNECTOR: .*"Query\.usr" is none\.\n {2}Did you mean "Query\.user"\? There are: .*User, User\[1\], User\.friends/,
      ),
    ]);
  });

  test("does not keep the others from being run", () => {
    const { statuses } = runText(`
tests:
  - { name: a, target: Nothing }
  - { name: b, target: Query.fixed, expect: { connectorResponse: fixed } }
`);
    expect(statuses).toEqual(["broken", "passed"]);
  });
});

describe("a test", () => {
  test("that is skipped is not run, whatever it says", () => {
    expect(given("Query.nothing", "skip: true")).toEqual({ ...passed, statuses: ["skipped"] });
  });

  test("without an answer is of the request alone", () => {
    expect(
      given(
        "User",
        "variables: { $batch: [{ id: 1 }] }",
        "expect: { connectorRequest: { url: https://api.test/v1/batch } }",
      ),
    ).toEqual(passed);
  });

  test("with a whole answer and a whole request, as they are written most often", () => {
    expect(
      given(
        "Query.user",
        one,
        user,
        "status: 200",
        "apiResponseHeaders: { content-type: application/json; charset=utf-8 }",
        "expect:",
        "  connectorRequest: { method: GET, url: https://api.test/v1/users/1 }",
        '  connectorResponse: \'{ "name": "Ann", "id": 1 }\'',
        "  connectorResponseHeaders: { Content-Type: application/json; charset=utf-8 }",
      ),
    ).toEqual(passed);
  });
});

describe("variables", () => {
  test("$args, with a list", () => {
    expect(
      given(
        "Query.search",
        "variables: { $args: { text: a b, tag: [x, y] } }",
        "expect: { connectorRequest: { queryParams: { q: a b, tag: [x, y] } } }",
      ),
    ).toEqual(passed);
  });

  test("$this, of a field and of a type", () => {
    for (const [target, path] of [
      ["User.friends", "/v1/users/7/friends"],
      ["User[1]", "/v1/phones/7"],
    ]) {
      expect(
        given(
          String(target),
          "variables: { $this: { id: 7 } }",
          `expect: { connectorRequest: { path: ${path} } }`,
        ),
      ).toEqual(passed);
    }
  });

  test("$batch, each key once", () => {
    expect(
      given(
        "User",
        "variables: { $batch: [{ id: 1 }, { id: 2 }, { id: 1 }] }",
        "apiResponseBody: [{ id: 2, email: b, extra: 1 }, { id: 1, email: a }, { id: 3, email: c }]",
        "expect:",
        "  connectorRequest: { method: POST, body: '{\"ids\": [1, 2]}' }",
        "  connectorResponse: [{ id: 2, email: b }, { id: 1, email: a }, { id: 3, email: c }]",
      ),
    ).toEqual(passed);
  });

  test("$config, $env, $context and $requestHeaders, which make headers", () => {
    expect(
      given(
        "Query.status",
        "variables:",
        "  $config: { key: secret }",
        "  $env: { REGION: eu }",
        "  $context: { tenant: t1 }",
        "  $requestHeaders: { Authorization: [Bearer a, Bearer b] }",
        "expect:",
        "  connectorRequest:",
        "    headers:",
        "      X-Key: secret",
        "      x-region: eu",
        "      x-tenant: t1",
        "      authorization: [Bearer a, Bearer b]",
      ),
    ).toEqual(passed);
  });

  test("$config and $env are those of the settings where the test has none", () => {
    expect(
      runText(
        testOf(
          "target: Query.status",
          "expect: { connectorRequest: { headers: { x-key: set, x-region: us } } }",
        ),
        { settings: { config: { key: "set" }, env: { REGION: "us" } } },
      ),
    ).toEqual(passed);
  });

  test("of which no URL comes fail the test", () => {
    expect(given("Query.other", "variables: { $config: { url: /relative } }").failures).toEqual([
      {
        what: "connectorRequest",
        line: 2,
        expected: "a URL to call",
        came: expect.stringMatching(/^A URL must be absolute.* Write it as/),
      },
    ]);
    expect(
      given(
        "Query.other",
        "variables: { $config: { url: 'https://o.test' } }",
        "expect: { connectorRequest: { url: https://o.test/other } }",
      ),
    ).toEqual(passed);
  });

  test("of which no key comes make no call", () => {
    for (const [target, why] of [
      ["User[1]", /a value that says what to ask for is null or missing/],
      ["User", /\$batch has no object with all its key fields/],
    ] as const) {
      expect(given(target, "expect: { connectorRequest: { method: GET } }").failures).toEqual([
        {
          what: "connectorRequest",
          line: 4,
          expected: "a request",
          came: expect.stringMatching(why),
        },
      ]);
    }
    expect(given("User[1]", "expect: { connectorResponse: null }")).toEqual(passed);
  });

  test("with more keys than go into one call fail the test", () => {
    expect(
      given("User", "variables: { $batch: [{ id: 1 }, { id: 2 }, { id: 3 }] }").failures,
    ).toEqual([
      {
        what: "connectorRequest",
        line: 2,
        expected: "all keys of $batch in one request",
        came: "POST https://api.test/v1/batch\nPOST https://api.test/v1/batch",
      },
    ]);
  });
});

describe("the expected request", () => {
  const request = (written: string) =>
    given(
      "Query.search",
      "variables: { $args: { text: 'a b/c', tag: [x] } }",
      `expect: { connectorRequest: { ${written} } }`,
    );

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
    const like = (text: string | RegExp) =>
      typeof text === "string" ? text : expect.stringMatching(text);
    expect(request(written).failures).toEqual([
      { what: `connectorRequest.${part}`, line: 5, expected: like(expected), came: like(came) },
    ]);
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
    const add = (big: string, body: string) =>
      given(
        "Mutation.add",
        `variables: { $args: { name: Ann${big} } }`,
        `expect: { connectorRequest: { method: POST, body: ${body} } }`,
      );

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

    test("is compared as a form where it is one", () => {
      const send = (body: string) =>
        given(
          "Mutation.send",
          "variables: { $args: { name: A b } }",
          `expect: { connectorRequest: { method: POST, body: "${body}" } }`,
        );
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
    const recorded = (http: string) =>
      runText(
        testOf(
          "target: Mutation.add",
          "variables: { $args: { name: Ann }, $requestHeaders: { authorization: a } }",
          "expect: { connectorRequestHttp: a.http }",
        ),
        { files: { "a.http": http } },
      );

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

describe("the expected response", () => {
  test.each([
    [
      "a body of text",
      "Query.says",
      "apiResponseHeaders: { content-type: text/plain }",
      "hello",
      "hello",
    ],
    ["a body of JSON", "Query.says", "", '"hello"', "'\"hello\"'"],
    ["the status", "Query.status", "status: 204", "", "204"],
    ["headers, in any case", "Query.kind", "apiResponseHeaders: { X-Kind: [a, b] }", "", "a"],
    ["no call at all", "Query.fixed", "", "", "fixed"],
    ["nothing", "Query.says", "", "null", "null"],
  ])("is made of %s", (_what, target, line, body, response) => {
    expect(
      given(
        target,
        line,
        ...(body === "" ? [] : [`apiResponseBody: ${JSON.stringify(body)}`]),
        `expect: { connectorResponse: ${response} }`,
      ),
    ).toEqual(passed);
  });

  test("fails in its place, with the keys of both in one order", () => {
    expect(
      given(
        "Query.search",
        "apiResponseBody: [{ id: 1, name: Ann }, { id: 2, name: Bob }]",
        "expect:",
        "  connectorResponse: [{ name: Ann, id: 9007199254740993 }]",
      ).failures,
    ).toEqual([
      {
        what: "connectorResponse",
        line: 6,
        expected: '[\n  {\n    "name": "Ann",\n    "id": 9007199254740993\n  }\n]',
        came: '[\n  {\n    "name": "Ann",\n    "id": 1\n  },\n  {\n    "id": 2,\n    "name": "Bob"\n  }\n]',
      },
    ]);
  });

  test("may lack keys and have others than what came", () => {
    const { failures } = given(
      "Query.user",
      one,
      user,
      "expect: { connectorResponse: { nam: Ann } }",
    );
    expect(failures).toMatchObject([{ what: "connectorResponse", came: /^\{\n {2}"id": 1/ }]);
    expect(
      given("Query.user", one, user, "expect: { connectorResponse: [] }").failures,
    ).toHaveLength(1);
  });

  test("and the body may be in files", () => {
    const text = testOf(
      "target: Query.user",
      one,
      "apiResponseBodyFile: body.json",
      "expect: { connectorResponseFile: expected.json }",
    );
    const files = {
      "body.json": '{"id":1,"name":"Ann","x":1}',
      "expected.json": '{"id":1,"name":"Ann"}',
    };
    expect(runText(text, { files })).toEqual(passed);
    expect(runText(text, { files: { ...files, "expected.json": "{}" } }).statuses).toEqual([
      "failed",
    ]);
  });

  test("headers are those that the test gives", () => {
    const written = (value: string) =>
      given(
        "Query.status",
        "apiResponseHeaders: { etag: a }",
        `expect: { connectorResponseHeaders: { ETag: ${value} } }`,
      );
    expect(written("a")).toEqual(passed);
    expect(written("b").failures).toMatchObject([
      { what: "connectorResponse.headers.ETag", expected: "b", came: "a" },
    ]);
  });
});

describe("errors", () => {
  const failing = (...expected: readonly string[]) =>
    given(
      "Query.user",
      one,
      "status: 404",
      "apiResponseBody: { error: No such user, code: NONE }",
      ...expected,
    );

  test.each([
    "expect: { error: { message: No such user } }",
    "expect: { error: { message: No such user, extensions: {} } }",
    "expect: { errors: [{ contains_message: such }] }",
    "expect: { errors: [{ message: No such user, contains_message: other }] }",
    "expect: { error: {} }",
    "expect: { error: { extensions: { code: NONE, http: { status: 404 }, service: api } } }",
    "expect: { error: { extensions: { connector: { coordinate: Query.user } } } }",
    "expect: { error: { extensions: { service: sub, connector: { coordinate: 'sub:Query.user[0]' } } } }",
    "expect: { error: { message: No such user }, connectorResponse: null }",
  ])("may be as expected: %s", (expected) => {
    expect(failing(expected)).toEqual(passed);
  });

  test.each([
    ["message: Request failed", "errors.message", "Request failed", "No such user"],
    ["contains_message: failed", "errors.message", 'a message with "failed"', "No such user"],
    [
      "extensions: { code: OTHER }",
      "errors.extensions",
      '{\n  "code": "OTHER"\n}',
      /^\{\n {2}"code": "NONE"/,
    ],
    ["extensions: { http: { status: 500 } }", "errors.extensions", /500/, /404/],
    ["extensions: { http: { status: { a: 1 } } }", "errors.extensions", /"a"/, /404/],
    ["extensions: { more: 1 }", "errors.extensions", /"more"/, /NONE/],
    ["extensions: { service: other }", "errors.extensions", /"other"/, /"api"/],
    ["extensions: { connector: 5 }", "errors.extensions", /5/, /coordinate/],
    ["extensions: { connector: { coordinate: 5 } }", "errors.extensions", /5/, /Query\.user/],
    ["extensions: { connector: { coordinate: Query.usr } }", "errors.extensions", /usr/, /user/],
  ])("may be others: { %s }", (written, what, expected, came) => {
    const like = (text: string | RegExp) =>
      typeof text === "string" ? text : expect.stringMatching(text);
    expect(failing("expect:", `  error: { ${written} }`).failures).toEqual([
      { what, line: 8, expected: like(expected), came: like(came) },
    ]);
  });

  test("that nobody expects fail the test, and hide what is then not mapped", () => {
    expect(failing("expect: { connectorResponse: { id: 1 } }").failures).toEqual([
      {
        what: "errors",
        line: 2,
        expected: "no error",
        came: expect.stringMatching(/^No such user\n\{\n.*"code": "NONE"/s),
      },
    ]);
  });

  test("that do not come fail the test, in their place", () => {
    const { failures } = given(
      "Query.user",
      one,
      user,
      "expect:",
      "  errors: [{ message: a }, { contains_message: b }, {}]",
    );
    expect(failures).toEqual([
      { what: "errors", line: 7, expected: "a", came: "no error" },
      { what: "errors", line: 7, expected: 'a message with "b"', came: "no error" },
      { what: "errors", line: 7, expected: "any message", came: "no error" },
    ]);
  });

  test.each([
    [
      "isSuccess says so",
      "Query.maybe",
      "apiResponseBody: { ok: false, error: Not now }",
      "Not now",
    ],
    [
      "the answer is broken",
      "Query.says",
      "apiResponseBody: '{'",
      "The answer is not the JSON that it says it is.",
    ],
    ["nothing is said of errors", "Query.other", "status: 500", "Request failed"],
  ])("come when %s", (_when, target, line, message) => {
    expect(
      given(
        target,
        "variables: { $config: { url: 'https://o.test' } }",
        line,
        `expect: { error: { message: ${message} } }`,
      ),
    ).toEqual(passed);
  });

  test("of a batch come once, for all keys", () => {
    expect(
      given(
        "User",
        "variables: { $batch: [{ id: 1 }, { id: 2 }] }",
        "apiResponseBody: {}",
        "expect:",
        "  errors: [{ contains_message: must map to a list }]",
        "  problems: [{ path: id }, { path: email }]",
      ),
    ).toEqual(passed);
  });

  test("of a request that cannot be built stand for the request", () => {
    const unsendable = ["variables: { $args: { id: { a: 1 } } }", user];
    expect(
      given(
        "Query.user",
        ...unsendable,
        "expect: { error: { extensions: { code: CONNECTOR_REQUEST_INVALID } }, connectorRequest: { method: GET } }",
      ),
    ).toEqual(passed);
    expect(given("Query.user", ...unsendable).failures).toMatchObject([{ what: "errors" }]);
  });
});

describe("problems", () => {
  const lacking = (expected: string) =>
    given("Query.search", "apiResponseBody: [{ id: 1 }, { id: 2 }, {}]", `expect: ${expected}`);
  const id = "{ path: $.id }";

  test.each([
    `{ problems: [{ message: 'There is no "name" in an object', path: $.name }, ${id}] }`,
    `{ problems: [${id}, { path: name }] }`,
    `{ problems: [{ contains_message: name }, { contains_message: id }] }`,
    `{ problems: [{ message: Property .name not found in object, path: name }, ${id}] }`,
    "{ problems: [{}, {}] }",
  ])("may be as expected: %s", (expected) => {
    expect(lacking(expected)).toEqual(passed);
  });

  test("that nobody expects fail the test", () => {
    expect(lacking("{}").failures).toEqual([
      {
        what: "problems",
        line: 2,
        expected: "no problem",
        came: '$.name: There is no "name" in an object (3 times)\n$.id: There is no "id" in an object',
      },
    ]);
  });

  test("that do not come fail the test, beside those that do", () => {
    expect(
      lacking(`{ problems: [${id}, { path: email, message: a }, { message: b }] }`).failures,
    ).toEqual([
      {
        what: "problems",
        line: 5,
        expected: '$.id: There is no "id" in an object\nemail: a\nanywhere: b',
        came: '$.id: There is no "id" in an object\n$.name: There is no "name" in an object (3 times)',
      },
    ]);
    expect(
      given("Query.fixed", "expect: { connectorResponse: fixed, problems: { message: a } }")
        .failures,
    ).toMatchObject([{ expected: "anywhere: a", came: "no problem" }]);
  });
});

describe("config.common", () => {
  const common = (lines: string, ...ofTest: readonly string[]) =>
    runText(`config:\n  common: ${lines}\n${testOf(...ofTest)}`);

  test("stands where a test says nothing: target, variables, the answer", () => {
    expect(
      common(
        "{ target: Query.user, variables: { $args: { id: 1 } }, apiResponseBody: { id: 1, name: a } }",
        "expect: { connectorRequest: { path: /v1/users/1 }, connectorResponse: { id: 1, name: a } }",
      ),
    ).toEqual(passed);
  });

  test("gives way to what a test says, variable by variable", () => {
    expect(
      common(
        "{ connector: Query.says, variables: { $args: { id: 1 }, $config: { key: k } }, apiResponseBody: 'no', status: 500 }",
        "target: Query.user",
        "variables: { $args: { id: 2 }, $config: {} }",
        "apiResponseBodyFile: schema.graphql",
        "apiResponseHeaders: { content-type: text/html }",
        "status: 200",
        "expect: { connectorRequest: { path: /v1/users/2, headers: { x-key: k } }, connectorResponse: null, problems: [{}] }",
      ).failures,
    ).toEqual([]);
  });

  test("joins its response headers with the test's, whose values win", () => {
    expect(
      common(
        "{ apiResponseHeaders: { X-Kind: a, etag: b } }",
        "target: Query.kind",
        "apiResponseHeaders: { x-kind: c }",
        "expect: { connectorResponse: c, connectorResponseHeaders: { etag: b } }",
      ),
    ).toEqual(passed);
  });

  test.each([
    ["{ expectedRequestMethod: GET }", "{ expectedRequestMethod: POST }", "method"],
    [
      "{ expectedRequestUrl: 'https://api.test/v1/status' }",
      "{ expectedRequestUrl: 'https://api.test/status' }",
      "url",
    ],
    ["{ expectedRequestScheme: https }", "{ expectedRequestScheme: http }", "scheme"],
    ["{ expectedRequestOrigin: api.test }", "{ expectedRequestOrigin: a.test }", "origin"],
    ["{ expectedRequestPath: /v1/status }", "{ expectedRequestPath: /status }", "path"],
    [
      "{ expectedRequestQueryParams: {} }",
      "{ expectedRequestQueryParams: { a: 1 } }",
      "queryParams",
    ],
  ])("says what is to be asked: %s", (right, wrong, part) => {
    expect(common(right, "target: Query.status")).toEqual(passed);
    expect(common(wrong, "target: Query.status").failures).toMatchObject([
      { what: `connectorRequest.${part}` },
    ]);
  });

  test("has an address that gives way as a whole to one in the other form", () => {
    const address = (ofCommon: string, ofTest: string) =>
      common(ofCommon, "target: Query.status", `expect: { connectorRequest: { ${ofTest} } }`);
    expect(address("{ expectedRequestUrl: 'https://a' }", "path: /v1/status")).toEqual(passed);
    expect(address("{ expectedRequestPath: /a }", "url: 'https://api.test/v1/status'")).toEqual(
      passed,
    );
    expect(address("{ expectedRequestOrigin: a }", "path: /v1/status").statuses).toEqual([
      "failed",
    ]);
  });

  test.each([
    ["expectedResponse", "200", "404"],
    ["expectedResponseFile", "right.json", "wrong.json"],
  ])("says what is to be mapped: %s", (key, right, wrong) => {
    const files = { "right.json": "200", "wrong.json": "404" };
    const written = (value: string, ...lines: readonly string[]) =>
      runText(
        `config: { common: { ${key}: ${value} } }\n${testOf("target: Query.status", ...lines)}`,
        { files },
      );
    expect(written(right)).toEqual(passed);
    expect(written(wrong).failures).toMatchObject([{ what: "connectorResponse" }]);
    expect(written(wrong, "expect: { connectorResponse: 200 }")).toEqual(passed);
  });
});
