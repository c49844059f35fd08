import { describe, expect, test } from "vitest";

import { readText, testOf } from "./run-suite-text.ts";

const target = "target: Query.user";

describe("a malformed suite", () => {
  test.each([
    [
      "no YAML",
      "tests:\n  - name: 'a",
      /^a\.connector\.yaml:2:\d+ SUITE_SYNTAX: A suite must be YAML: /,
    ],
    ["a key twice", "tests: []\ntests: []", /:2:1 SUITE_SYNTAX: .*keys must be unique/],
    ["several documents", "tests: []\n---\ntests: []", /SUITE_SYNTAX/],
    ["an alias of nothing", "tests:\n  - *a", /:2:5 SUITE_SYNTAX: .*no anchor &a before/],
    ["an alias of itself", "tests: &a [*a]", /:1:12 SUITE_SYNTAX: .*\*a stands in what it names/],
    ["nothing at all", "", /:1:1 SUITE_INVALID_VALUE: A suite must be a map, and is nothing/],
    ["a text", "tests", /:1:1 SUITE_INVALID_VALUE: A suite must be a map, and is "tests"/],
    ["no tests", "config: { name: a }", /:1:1 SUITE_MISSING_KEY: .*no key "tests"/],
    [
      "tests that are no list",
      "tests: 5",
      /:1:8 SUITE_INVALID_VALUE: tests must be a list, and is 5/,
    ],
    ["a test that is no map", "tests:\n  - a", /:2:5 .*tests\[0\] must be a map, and is "a"/],
    [
      "a test that is a long text",
      `tests:\n  - ${"a ".repeat(40)}`,
      /tests\[0\] must be a map, and is a text\./,
    ],
    ["a test that is a list", "tests:\n  - []", /tests\[0\] must be a map, and is a list/],
    ["a test without a name", "tests:\n  - target: a", /:2:5 SUITE_MISSING_KEY: .*have a "name"/],
    [
      "a test without a target",
      "tests:\n  - name: a",
      /:2:5 SUITE_MISSING_KEY: tests\[0\] must have a "target".*\n {2}Add `target:`, the connector/,
    ],
    [
      "a name that is none",
      "tests:\n  - name: []\n    target: a",
      /:2:11 .*must be a text, and is a list/,
    ],
    [
      "a name of null",
      "tests:\n  - name: null\n    target: a",
      /:2:11 .*must be a text, and is nothing/,
    ],
  ])("with %s is refused in its place", (_what, text, problem) => {
    const { suite, problems } = readText(text);
    expect(suite).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  test.each([
    [
      "suite",
      "test: []\ntests: []",
      /:1:1 SUITE_UNKNOWN_KEY: A suite has no key "test"\.\n {2}Did you mean "tests"\?/,
    ],
    [
      "config",
      "config: { shema: a }\ntests: []",
      /:1:11 .*config has no key "shema"\.\n {2}Did you mean "schema"/,
    ],
    [
      "config.common",
      "config: { common: { expectedRequestPaht: a } }\ntests: []",
      /common has no key "expectedRequestPaht"\.\n {2}Did you mean "expectedRequestPath"/,
    ],
    [
      "test",
      testOf(target, "expects: {}"),
      /:4:5 .*tests\[0\] has no key "expects".*Did you mean "expect"/s,
    ],
    [
      "test, far from all",
      testOf(target, "zzzzzzzz: 1"),
      /no key "zzzzzzzz"\.\n {2}It has: name, target, connector/,
    ],
    [
      "variables",
      testOf(target, "variables: { $arg: {} }"),
      /variables has no key "\$arg".*"\$args"/s,
    ],
    ["expect", testOf(target, "expect: { problem: [] }"), /no key "problem".*"problems"/s],
    [
      "connectorRequest",
      testOf(target, "expect: { connectorRequest: { queryparams: {} } }"),
      /connectorRequest has no key "queryparams".*"queryParams"/s,
    ],
    [
      "error",
      testOf(target, "expect: { error: { mesage: a } }"),
      /error has no key "mesage".*"message"/s,
    ],
    ["test, which is no text", testOf(target, "? [a]", ": 1"), /no key "\["a"\]"/],
    [
      "errors",
      testOf(target, "expect: { errors: [{ code: a }] }"),
      /errors\[0\] has no key "code"/,
    ],
    [
      "problems",
      testOf(target, "expect: { problems: [{ containsMessage: a }] }"),
      /problems\[0\] has no key "containsMessage".*"contains_message"/s,
    ],
  ])("has a key in its %s that there is not, and likely a near one", (_where, text, problem) => {
    const { suite, problems } = readText(text);
    expect(suite).toBeUndefined();
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  test.each([
    ["config", "config: a\ntests: []"],
    ["config.schema", "config: { schema: [] }\ntests: []"],
    ["config.name", "config: { name: {} }\ntests: []"],
    ["config.common", "config: { common: 1 }\ntests: []"],
    ["skip", testOf(target, "skip: maybe")],
    ["skip", testOf(target, "skip: []")],
    ["name", "tests: [{ name, target: a }, { name: ~, target: a }]"],
    ["variables", testOf(target, "variables: []")],
    ["$args", testOf(target, "variables: { $args: '{}' }")],
    ["$this", testOf(target, "variables: { $this: 1 }")],
    ["$context", testOf(target, "variables: { $context: [1] }")],
    ["$config", testOf(target, "variables: { $config: true }")],
    ["$env", testOf(target, "variables: { $env: a }")],
    ["$batch", testOf(target, "variables: { $batch: { id: 1 } }")],
    ["$batch[0]", testOf(target, "variables: { $batch: [1] }")],
    ["$requestHeaders", testOf(target, "variables: { $requestHeaders: a }")],
    ["$requestHeaders.a", testOf(target, "variables: { $requestHeaders: { a: { b: c } } }")],
    ["apiResponseHeaders", testOf(target, "apiResponseHeaders: a")],
    ["status", testOf(target, "status: 99")],
    ["status", testOf(target, "status: ok")],
    ["status", testOf(target, "status: [404]")],
    ["expect", testOf(target, "expect: a")],
    ["connectorRequest", testOf(target, "expect: { connectorRequest: GET }")],
    ["url", testOf(target, "expect: { connectorRequest: { url: [] } }")],
    ["headers", testOf(target, "expect: { connectorRequest: { headers: [] } }")],
    ["connectorResponseHeaders", testOf(target, "expect: { connectorResponseHeaders: a }")],
    ["errors", testOf(target, "expect: { errors: a }")],
    ["extensions", testOf(target, "expect: { error: { extensions: a } }")],
    ["message", testOf(target, "expect: { error: { message: [] } }")],
    ["problems", testOf(target, "expect: { problems: a }")],
  ])("has a %s of another kind", (name, text) => {
    const { suite, problems } = readText(text);
    expect(suite).toBeUndefined();
    expect(problems.join("\n")).toMatch(/SUITE_INVALID_VALUE/);
    expect(problems[0]).toContain(name);
  });

  test.each([
    ["target and connector", testOf(target, "connector: Query.user")],
    [
      "apiResponseBody and apiResponseBodyFile",
      testOf(target, "apiResponseBody: a", "apiResponseBodyFile: a.json"),
    ],
    ["error and errors", testOf(target, "expect: { error: {}, errors: [] }")],
    [
      "body and bodyFile",
      testOf(target, "expect: { connectorRequest: { body: a, bodyFile: a.json } }"),
    ],
    [
      "connectorResponse and connectorResponseFile",
      testOf(target, "expect: { connectorResponse: 1, connectorResponseFile: a.json }"),
    ],
    [
      "connectorRequest and connectorRequestHttp",
      testOf(target, "expect: { connectorRequest: {}, connectorRequestHttp: a.http }"),
    ],
  ])("says the same twice, with %s", (_what, text) => {
    const { problems } = readText(text, { files: { "a.json": "1", "a.http": "GET /" } });
    expect(problems).toEqual([expect.stringMatching(/say the same; here are both/)]);
  });

  test("has a url and parts of one", () => {
    const { problems } = readText(
      testOf(target, "expect: { connectorRequest: { url: https://a, path: /b } }"),
    );
    expect(problems).toEqual([expect.stringMatching(/either a "url" or parts of one/)]);
  });

  test.each([
    ["apiResponseBodyFile", testOf(target, "apiResponseBodyFile: none.json")],
    ["bodyFile", testOf(target, "expect: { connectorRequest: { bodyFile: none.json } }")],
    ["connectorResponseFile", testOf(target, "expect: { connectorResponseFile: none.json }")],
    ["connectorRequestHttp", testOf(target, "expect: { connectorRequestHttp: none.http }")],
    ["schema", "config: { schema: none.graphql }\ntests: []"],
  ])("names a file with %s that is not there", (name, text) => {
    const { problems } = readText(text);
    expect(problems).toEqual([expect.stringMatching(/SUITE_FILE_NOT_FOUND: .*must name a file/)]);
    expect(problems[0]).toContain(name);
  });

  test("names a directory where a file must be", () => {
    const { problems } = readText(testOf(target, "apiResponseBodyFile: ."));
    expect(problems).toEqual([expect.stringMatching(/SUITE_FILE_UNREADABLE/)]);
  });

  test.each(['{ "id": 1, }', '["a"', '"a'])(
    "expects what looks like JSON and is none: %s",
    (json) => {
      const { problems } = readText(
        testOf(target, "expect:", `  connectorResponse: ${JSON.stringify(json)}`),
      );
      expect(problems).toEqual([
        expect.stringMatching(/^a\.connector\.yaml:5:26 SUITE_INVALID_JSON: .*must be JSON/),
      ]);
    },
  );

  test.each(["", "get /users", "GET\n/users", "GET a b c"])(
    "names a .http file that begins with no request: %j",
    (http) => {
      const { problems } = readText(testOf(target, "expect: { connectorRequestHttp: a.http }"), {
        files: { "a.http": http },
      });
      expect(problems).toEqual([expect.stringMatching(/SUITE_INVALID_HTTP/)]);
    },
  );

  test("tells all that is wrong at once, and what is wrong for all tests only once", () => {
    const { problems } = readText(`
config: { common: { status: 7 } }
tests:
  - { name: a, target: Query.user }
  - { name: b, target: Query.user, skipp: true }
`);
    expect(problems).toHaveLength(2);
    expect(problems.join("\n")).toMatch(/config\.common\.status.*skipp/s);
  });
});

describe("a suite", () => {
  test("is called as it says, else as its file", () => {
    expect(readText("tests: []").suite?.name).toBe("a.connector.yaml");
    expect(readText("config: { name: Users }\ntests: []").suite?.name).toBe("Users");
  });

  test("names its schema from its own folder, else from the working directory", () => {
    const { suite, cwd } = readText("config: { schema: b.graphql }\ntests: []", {
      files: { "b.graphql": "" },
    });
    expect(suite?.schema).toEqual({
      value: `${cwd}/b.graphql`,
      origin: { file: "a.connector.yaml", line: 1, column: 19 },
    });
  });

  test("may leave keys blank", () => {
    const { suite, problems } = readText(
      "config:\n  name:\ntests:\n  - name: a\n    target: b\n    skip:\n",
    );
    expect(problems).toEqual([]);
    expect(suite?.tests[0]?.isSkipped).toBe(false);
  });

  test("that is not there, or is a directory, is a problem", async () => {
    const { readSuite } = await import("../../src/connector-tests/read-suite.ts");
    expect(readSuite("/", "/tmp")).toMatchObject({
      suite: undefined,
      problems: [{ code: "SUITE_UNREADABLE" }],
    });
  });

  test("keeps integers as they are written, in YAML and in JSON", () => {
    const { suite } = readText(
      testOf(
        target,
        "variables: { $args: { id: 9007199254740993, small: 5, half: 0.5, no: null, yes: true } }",
        "apiResponseBody: { id: 9007199254740993 }",
        "expect:",
        "  connectorResponse: '{ \"id\": 9007199254740995 }'",
      ),
    );
    expect(suite?.tests[0]).toMatchObject({
      variables: { args: { id: 9007199254740993n, small: 5, half: 0.5, no: null, yes: true } },
      response: { body: '{"id":9007199254740993}' },
      expected: { response: { value: { id: 9007199254740995n } } },
    });
  });
});
