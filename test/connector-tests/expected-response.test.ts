import { describe, expect, test } from "vitest";

import { given, one, passed, runText, testOf, user } from "./run-suite-text.ts";

const withEtag = (value: string) =>
  given(
    "Query.status",
    "apiResponseHeaders: { etag: a }",
    `expect: { connectorResponseHeaders: { ETag: ${value} } }`,
  );

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
    ["no call, and no value", "Query.none", "", "", "null"],
    [
      "no call, for keys",
      "Colour",
      "variables: { $batch: [{ id: 1 }, { id: 2 }] }",
      "",
      "[{ id: 1, name: red }, { id: 2, name: red }]",
    ],
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

  test("is asked for where there is no call", () => {
    expect(
      given("Query.fixed", "expect: { connectorRequest: { path: / } }").failures,
    ).toMatchObject([{ expected: "a request", came: "none: the connector has no `http`" }]);
  });

  test("is another kind of value than what came", () => {
    const { failures } = given(
      "Query.search",
      "apiResponseBody: [{ id: 1, name: Ann }]",
      "expect: { connectorResponse: { id: 1 } }",
    );
    expect(failures).toMatchObject([{ what: "connectorResponse" }]);
  });

  test("headers are those that the test gives", () => {
    expect(withEtag("a")).toEqual(passed);
    expect(withEtag("b").failures).toMatchObject([
      { what: "connectorResponse.headers.ETag", expected: "b", came: "a" },
    ]);
    expect(
      given("Query.status", "expect: { connectorResponseHeaders: { etag: a } }").failures,
    ).toMatchObject([{ expected: "a", came: "none" }]);
  });
});
