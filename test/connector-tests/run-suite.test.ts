import { describe, expect, test } from "vitest";

import { given, one, passed, runText, testOf, user } from "./run-suite-text.ts";

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
        /^a\.connector\.yaml:3:13 SUITE_UNKNOWN_CONNECTOR: .*"Query\.usr" is none\.\n {2}Did you mean "Query\.user"\? There are: .*User, User\[1\], User\.friends/,
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
