import { describe, expect, test } from "vitest";

import type { HttpResponse } from "../../src/connectors/http-message.ts";
import { compileConnector } from "../../src/connectors/compile-connector.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import {
  answer,
  type Ask,
  connectorOf,
  type ConnectorTexts,
  outcomesOf,
  settings,
} from "./connector-fixture.ts";

function outcomeOf(texts: ConnectorTexts, response: HttpResponse, ask?: Ask) {
  const [outcome] = outcomesOf(texts, response, ask);
  return outcome;
}

function typed(type: string | undefined, body: string) {
  const headers = { "content-type": type };
  return outcomeOf({}, { status: 200, headers, body, bodyBytes: body.length });
}

describe("the body", () => {
  test.each<[string | undefined, string, unknown]>([
    ["application/json", '{"a":1}', { a: 1 }],
    ["application/json; charset=utf-8", "[1]", [1]],
    ["Application/JSON;charset=UTF-8", "true", true],
    ["text/json", '"x"', "x"],
    ["application/problem+json", "{}", {}],
    ["application/vnd.api+json; ext=bulk", "1", 1],
    [undefined, '{"a":null}', { a: null }],
    ["text/plain", "[1]", "[1]"],
    ["text/plain; charset=utf-8", "hi", "hi"],
    ["text/html", "<p>", null],
    ["application/xml", "<a/>", null],
    ["application/octet-stream", "1", null],
    ["application/jsonp", "1", null],
    ["application/json", "", null],
    ["text/plain", "", null],
    [undefined, "", null],
  ])("of type %s: %s", (type, body, value) => {
    expect(typed(type, body)).toEqual({ kind: "value", value });
  });

  test("keeps all digits of long integers", () => {
    expect(typed("application/json", "[9007199254740993,1]")).toEqual({
      kind: "value",
      value: [9007199254740993n, 1],
    });
  });

  test.each(["{", "[1,", "nope", "<html>", "{} {}"])(
    "that is broken JSON is an error: %s",
    (body) => {
      expect(outcomeOf({}, answer(body))).toMatchObject({
        kind: "error",
        error: {
          code: "CONNECTOR_RESPONSE_INVALID",
          extensions: {
            code: "CONNECTOR_RESPONSE_INVALID",
            service: "api",
            connector: { coordinate: "Query.things" },
            http: { status: 200 },
          },
        },
      });
    },
  );

  test("that is broken JSON does not hide a failure", () => {
    expect(outcomeOf({}, answer("<html>", { status: 502 }))).toMatchObject({
      error: { code: "CONNECTOR_FETCH", extensions: { http: { status: 502 } } },
    });
  });
});

describe("success", () => {
  test.each([
    [199, false],
    [200, true],
    [204, true],
    [299, true],
    [300, false],
    [302, false],
    [304, false],
    [404, false],
    [500, false],
  ])("without isSuccess, status %i: %s", (status, isSuccess) => {
    expect(outcomeOf({}, answer({}, { status }))?.kind).toBe(isSuccess ? "value" : "error");
  });

  test.each<[string, HttpResponse, boolean]>([
    ["$.ok", answer({ ok: true }), true],
    ["$.ok", answer({ ok: false }), false],
    ["$.ok", answer({ ok: "true" }), false],
    ["$.ok", answer({ ok: 1 }), false],
    ["$.ok", answer({}), false],
    ["$status->eq(404)", answer({}, { status: 404 }), true],
    ["$status->in([200, 404])", answer({}, { status: 500 }), false],
    [
      "$response.headers.'x-ok'->first->eq('yes')",
      answer({}, { headers: { "x-ok": "yes" } }),
      true,
    ],
    [
      "$response.headers.'x-ok'->eq(['a', 'b'])",
      answer({}, { headers: { "x-ok": ["a", "b"] } }),
      true,
    ],
    ["$args.always", answer({}), true],
  ])("is when isSuccess is true: %s", (isSuccess, response, expected) => {
    const outcome = outcomeOf({ isSuccess }, response, { keys: [{ args: { always: true } }] });
    expect(outcome?.kind).toBe(expected ? "value" : "error");
  });

  test("is decided by the connector's isSuccess, else by the source's", () => {
    const source = { isSuccess: "$.ofSource" };
    const body = answer({ ofSource: true, ofConnector: false });
    expect(outcomeOf({ source }, body)?.kind).toBe("value");
    expect(outcomeOf({ source, isSuccess: "$.ofConnector" }, body)?.kind).toBe("error");
  });
});

describe("the selection", () => {
  test("maps the body, and may read all that the call knew", () => {
    const texts: ConnectorTexts = {
      url: "/things/{$args.id}",
      selection: `
        name: title
        asked: $args.id
        parent: $this.p
        key: $config.key
        stage: $env.STAGE
        user: $context.user
        status: $status
        tag: $response.headers.etag->first
        client: $request.headers.'x-a'->first
      `,
    };
    const ask: Ask = {
      keys: [{ args: { id: "7" }, this: { p: 1 } }],
      request: { headers: { "x-a": "A" } },
    };
    expect(
      outcomeOf(texts, answer({ title: "T" }, { status: 201, headers: { etag: "e" } }), ask),
    ).toEqual({
      kind: "value",
      value: {
        name: "T",
        asked: "7",
        parent: 1,
        key: "k1",
        stage: "test",
        user: "u1",
        status: 201,
        tag: "e",
        client: "A",
      },
    });
  });

  test("of an object that maps to null says that there is no such object", () => {
    const texts: ConnectorTexts = {
      place: { kind: "object", typeName: "User" },
      url: "/users/{$this.id}",
      keyFields: [{ path: ["id"], isId: true }],
      selection: "$.user",
    };
    expect(outcomeOf(texts, answer({ user: null }))).toEqual({ kind: "missing" });
    expect(outcomeOf(texts, answer({}))).toEqual({ kind: "missing" });
    expect(outcomeOf(texts, answer({ user: { id: 1 } }))).toEqual({
      kind: "value",
      value: { id: 1 },
    });
  });

  test.each<[ConnectorTexts["place"], unknown, string]>([
    [{ kind: "object", typeName: "User" }, [{ id: 1 }], "a list"],
    [{ kind: "object", typeName: "User" }, "Ada", "a string"],
    [{ kind: "query", typeName: "Query", fieldName: "user" }, [], "a list"],
    [{ kind: "query", typeName: "Query", fieldName: "user" }, false, "a boolean"],
  ])("of an object by key maps to an object, or is an error: at %j, %j", (at, user, found) => {
    const texts: ConnectorTexts = {
      ...(at !== undefined && { place: at }),
      keyFields: [{ path: ["id"], isId: true }],
      selection: "$.user",
    };
    expect(outcomeOf(texts, answer({ user }))).toMatchObject({
      kind: "error",
      error: {
        code: "CONNECTOR_RESPONSE_INVALID",
        message: `What is fetched by key must map to an object; the answer maps to ${found}.`,
        extensions: { http: { status: 200 }, connector: { coordinate: "Query.things" } },
      },
    });
  });

  test.each<[ConnectorTexts]>([
    [{}],
    [
      {
        place: { kind: "field", typeName: "User", fieldName: "tags" },
        keyFields: [{ path: ["id"], isId: true }],
      },
    ],
  ])("of any other field may map to anything: %j", (texts) => {
    expect(outcomeOf({ ...texts, selection: "$.a" }, answer({ a: [1] }))).toEqual({
      kind: "value",
      value: [1],
    });
  });

  test("of a field that maps to null is null", () => {
    expect(outcomeOf({ selection: "$.user" }, answer({ user: null }))).toEqual({
      kind: "value",
      value: null,
    });
  });

  test("is all there is where a connector makes no call", () => {
    const texts = { url: null, selection: "{ hello: $args.name, key: $config.key }" };
    const ask = { keys: [{ args: { name: "A" } }, { args: { name: "B" } }] };
    expect(outcomesOf(texts, answer("never read"), ask)).toEqual([
      { kind: "value", value: { hello: "A", key: "k1" } },
      { kind: "value", value: { hello: "B", key: "k1" } },
    ]);
  });
});

describe("a failure", () => {
  const failed = answer({ error: { message: "No such thing", id: 17 } }, { status: 404 });

  test("has a message and extensions by default", () => {
    expect(outcomeOf({}, failed)).toMatchObject({
      kind: "error",
      error: {
        name: "GatewayError",
        message: "Request failed",
        extensions: {
          code: "CONNECTOR_FETCH",
          service: "api",
          connector: { coordinate: "Query.things" },
          http: { status: 404 },
        },
      },
    });
  });

  test("names no service where the connector has no source", () => {
    const [outcome] = outcomesOf({ source: null, url: "https://x.test/" }, failed);
    expect(outcome?.kind === "error" && outcome.error.extensions).toEqual({
      code: "CONNECTOR_FETCH",
      connector: { coordinate: "Query.things" },
      http: { status: 404 },
    });
  });

  test.each<[string | undefined, string | undefined, string]>([
    ["$.error.message", undefined, "No such thing"],
    [undefined, "$.error.message", "No such thing"],
    ["$('of the source')", "$('of the connector')", "of the connector"],
    ["$.nothing", undefined, "Request failed"],
    ["$.error.id", undefined, "Request failed"],
    ["$('')", undefined, "Request failed"],
    ["$.nothing ?? 'else'", undefined, "else"],
    ["$status->jsonStringify", undefined, "404"],
  ])("has the message that errors.message maps to: %s, %s", (ofSource, ofConnector, message) => {
    const texts: ConnectorTexts = {
      source: { errors: ofSource === undefined ? {} : { message: ofSource } },
      errors: ofConnector === undefined ? {} : { message: ofConnector },
    };
    expect(outcomeOf(texts, failed)).toMatchObject({ error: { message } });
  });

  test("has the source's extensions, and the connector's over them", () => {
    const texts: ConnectorTexts = {
      source: { errors: { extensions: "a: $(1) b: $(1) status: $status http: $.error { id }" } },
      errors: { extensions: "b: $(2) asked: $args.id" },
    };
    const [outcome] = outcomesOf(texts, failed, { keys: [{ args: { id: "7" } }] });
    expect(outcome?.kind === "error" && outcome.error.extensions).toEqual({
      code: "CONNECTOR_FETCH",
      service: "api",
      connector: { coordinate: "Query.things" },
      http: { id: 17 },
      a: 1,
      b: 2,
      status: 404,
      asked: "7",
    });
  });

  test("has the code that the extensions set", () => {
    const errors = { extensions: "code: $('NOT_FOUND')" };
    expect(outcomeOf({ errors }, failed)).toMatchObject({
      error: { code: "NOT_FOUND", extensions: { code: "NOT_FOUND" } },
    });
  });

  test("has no extensions from a mapping that gives no object", () => {
    expect(outcomeOf({ errors: { extensions: "$.error.id" } }, failed)).toMatchObject({
      error: { extensions: { code: "CONNECTOR_FETCH" } },
    });
  });

  test.each([408, 425, 429, 500, 502, 503, 504])("of status %i may be retried", (status) => {
    expect(outcomeOf({}, answer("", { status, headers: { "retry-after": "3" } }))).toMatchObject({
      error: {
        retryable: true,
        retryAfterMs: 3000,
        extensions: { retryable: true, retryAfterMs: 3000 },
      },
    });
  });

  test.each([301, 400, 404, 409, 501])("of status %i is not to be retried", (status) => {
    expect(outcomeOf({}, answer("", { status, headers: { "retry-after": "3" } }))).toMatchObject({
      error: { retryable: false, retryAfterMs: undefined },
    });
  });

  test("without a response keeps its code and when to retry, and says which connector it was", () => {
    const compiled = compileConnector(connectorOf({ url: "/things" }), settings);
    const error = new GatewayError("GATEWAY_TIMEOUT", "too late", {
      extensions: { service: "api" },
      retryAfterMs: 5,
    });
    expect([compiled.failed(error)]).toMatchObject([
      {
        kind: "error",
        error: {
          code: "GATEWAY_TIMEOUT",
          message: "too late",
          cause: error,
          retryable: true,
          retryAfterMs: 5,
          extensions: { service: "api", connector: { coordinate: "Query.things" } },
        },
      },
    ]);
  });
});

describe("the path of a connector, for logs and spans", () => {
  test.each([
    ["/users/{$args.id}", "/users/{$args.id}"],
    ["/users/{$args.id ?? 'a?b'}/x?token={$config.key}", "/users/{$args.id ?? 'a?b'}/x"],
    ["?q=1", "/"],
    ["/a#b", "/a"],
  ])("%s is %s: nothing of the query", (url, path) => {
    expect(compileConnector(connectorOf({ url }), settings).pathTemplate).toBe(path);
  });

  test("has no host", () => {
    const connector = connectorOf({ source: null, url: "https://x.test/a/{$args.id}?b=1" });
    expect(compileConnector(connector, settings).pathTemplate).toBe("/a/{$args.id}");
  });
});
