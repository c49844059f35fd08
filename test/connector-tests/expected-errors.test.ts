import { describe, expect, test } from "vitest";

import { given, one, passed, user } from "./run-suite-text.ts";

const failing = (...expected: readonly string[]) =>
  given(
    "Query.user",
    one,
    "status: 404",
    "apiResponseBody: { error: No such user, code: NONE }",
    ...expected,
  );

const lacking = (expected: string) =>
  given("Query.search", "apiResponseBody: [{ id: 1 }, { id: 2 }, {}]", `expect: ${expected}`);

describe("errors", () => {
  test.each([
    "expect: { error: { message: No such user } }",
    "expect: { error: { message: No such user, extensions: {} } }",
    "expect: { errors: [{ contains_message: such }] }",
    "expect: { errors: [{ message: No such user, contains_message: other }] }",
    "expect: { error: {} }",
    "expect: { error: { extensions: { code: NONE, http: { status: 404 }, service: api } } }",
    "expect: { error: { extensions: { connector: { coordinate: Query.user } } } }",
    "expect: { error: { extensions: { service: api, connector: { coordinate: 'sub:Query.user' } } } }",
    "expect: { error: { extensions: { connector: { coordinate: 'sub:Query.user[0]' } } } }",
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
    const { failures } = failing("expect:", `  error: { ${written} }`);
    expect(failures).toMatchObject([{ what, line: 8 }]);
    expect(failures[0]?.expected).toMatch(expected);
    expect(failures[0]?.came).toMatch(came);
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
