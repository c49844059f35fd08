import { describe, expect, test } from "vitest";

import { passed, runText, testOf } from "./run-suite-text.ts";

const common = (lines: string, ...ofTest: readonly string[]) =>
  runText(`config:\n  common: ${lines}\n${testOf(...ofTest)}`);

const address = (ofCommon: string, ofTest: string) =>
  common(ofCommon, "target: Query.status", `expect: { connectorRequest: { ${ofTest} } }`);

describe("config.common", () => {
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

test("an alias stands for what it names", () => {
  const { statuses } = runText(`
tests:
  - { name: a, target: Query.fixed, expect: &fixed { connectorResponse: fixed } }
  - { name: b, target: Query.fixed, expect: *fixed }
`);
  expect(statuses).toEqual(["passed", "passed"]);
});
