import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { HttpRequest } from "../../src/connectors/http-message.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import type { JsonObject } from "../../src/kernel/json.ts";
import { type Ask, type ConnectorTexts, requestOf } from "./connector-fixture.ts";

function built(texts: ConnectorTexts, ask: Ask = {}): Partial<HttpRequest> {
  const request = requestOf(texts, ask);
  return request instanceof GatewayError ? {} : request;
}

describe("the method", () => {
  test.each(["GET", "POST", "PUT", "PATCH", "DELETE"] as const)("%s is sent", (method) => {
    expect(built({ method })).toMatchObject({ method, body: null, headers: {} });
  });
});

describe("a header", () => {
  test.each<[string, JsonObject, string | undefined]>([
    ["application/vnd.api+json", {}, "application/vnd.api+json"],
    ["Bearer {$config.key}", {}, "Bearer k1"],
    ["{$args.a}-{$args.b}", { a: "x", b: 2 }, "x-2"],
    ["a{$args.a}b", { a: null }, "ab"],
    ["{$args.a}", {}, undefined],
    ["{$context.user}", {}, "u1"],
    ["{$args.a}", { a: "é" }, "é"],
  ])("%s with %j is sent as %s", (value, args, expected) => {
    const { headers } = built({ headers: [{ name: "X-Test", value }] }, { keys: [{ args }] });
    expect(headers?.["x-test"]).toBe(expected);
  });

  test("of the client is in the mapping's reach, as a list", () => {
    const texts = {
      headers: [{ name: "x-test", value: "{$request.headers.'x-tenant'->first}!" }],
    };
    const request = { headers: { "x-tenant": "t1", other: "o" } };
    expect(built(texts, { request }).headers).toEqual({ "x-test": "t1!" });
    expect(built(texts).headers).toEqual({ "x-test": "!" });
  });

  test("copied with `from` has all values of the client's header, whatever the case", () => {
    const texts = { headers: [{ name: "X-Out", from: "X-In" }] };
    const sent = (value: string | string[] | undefined) =>
      built(texts, { request: { headers: { "x-in": value } } }).headers;
    expect(sent("a")).toEqual({ "x-out": "a" });
    expect(sent(["a", "b"])).toEqual({ "x-out": ["a", "b"] });
    expect(sent([])).toEqual({});
    expect(sent(undefined)).toEqual({});
  });

  test("of the connector stands in place of the source's of that name", () => {
    const texts: ConnectorTexts = {
      source: {
        headers: [
          { name: "Authorization", value: "source" },
          { name: "x-kept", value: "1" },
          { name: "x-copied", from: "x-in" },
        ],
      },
      headers: [
        { name: "authorization", from: "authorization" },
        { name: "X-Copied", value: "own" },
      ],
    };
    const request = { headers: { "x-in": "client" } };
    expect(built(texts, { request }).headers).toEqual({ "x-kept": "1", "x-copied": "own" });
  });

  test("that stands twice is sent twice", () => {
    const texts = {
      headers: [
        { name: "x-a", value: "1" },
        { name: "X-A", value: "{$args.x}" },
        { name: "x-a", from: "x-in" },
      ],
    };
    const ask = { keys: [{ args: { x: 2 } }], request: { headers: { "x-in": ["3", "4"] } } };
    expect(built(texts, ask).headers).toEqual({ "x-a": ["1", "2", "3", "4"] });
    expect(built(texts, ask).headers).toEqual({ "x-a": ["1", "2", "3", "4"] });
  });

  test.each([
    { value: "{$args.x}", x: ["a"] },
    { value: "{$args.x}", x: { a: 1 } },
    { value: "{$args.x}", x: "a\r\nX-Evil: 1" },
    { value: "{$args.x}", x: "a\nb" },
    { value: "{$args.x}", x: "a\0b" },
    { value: "{$args.x}", x: "日本" },
  ])("that cannot be sent is refused: %j", ({ value, x }) => {
    const texts = { headers: [{ name: "x-a", value }] };
    expect(requestOf(texts, { keys: [{ args: { x } }] })).toMatchObject({
      code: "CONNECTOR_REQUEST_INVALID",
      message: expect.not.stringContaining("Evil"),
    });
  });

  test("lets a bug through as what it is", () => {
    const args = {
      get x(): string {
        throw new TypeError("a bug");
      },
    };
    const texts = { headers: [{ name: "x-a", value: "{$args.x}" }] };
    expect(() => requestOf(texts, { keys: [{ args }] })).toThrow(TypeError);
  });

  test("holds no line break, whatever a client sends", () => {
    const texts = {
      headers: [
        { name: "x-a", value: "{$args.x}" },
        { name: "x-b", from: "x-in" },
      ],
    };
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (x, header) => {
        const { headers } = built(texts, {
          keys: [{ args: { x } }],
          request: { headers: { "x-in": header } },
        });
        expect(
          Object.values(headers ?? {})
            .flat()
            .join(""),
        ).not.toMatch(/[\r\n\0]/);
        expect(["x-a", "x-b"]).toEqual(expect.arrayContaining(Object.keys(headers ?? {})));
      }),
    );
  });
});

function form(args: JsonObject, value = "application/x-www-form-urlencoded") {
  const headers = [{ name: "content-type", value }];
  return requestOf({ method: "POST", body: "$args.body", headers }, { keys: [{ args }] });
}

describe("a body", () => {
  const json = { "content-type": "application/json" };

  test.each<[string, JsonObject, string | null]>([
    ["$args.input { id title }", { input: { id: 1, title: "t", more: 2 } }, '{"id":1,"title":"t"}'],
    ["{ a: $args.a, b: $args.b }", { a: null }, '{"a":null}'],
    ["$args.list", { list: [1, null, "x"] }, '[1,null,"x"]'],
    ["$args.text", { text: "é" }, '"é"'],
    ["$args.nothing", {}, null],
    ["$args.nothing", { nothing: null }, "null"],
    ["{ a: 1 }", {}, '{"a":1}'],
  ])("is JSON: %s of %j", (body, args, expected) => {
    const request = built({ method: "POST", body }, { keys: [{ args }] });
    expect(request).toMatchObject({ method: "POST", body: expected, headers: json });
  });

  test("keeps all digits of a long integer", () => {
    const ask = { keys: [{ args: { id: 9007199254740993n } }] };
    expect(built({ method: "PUT", body: "{ id: $args.id }" }, ask).body).toBe(
      '{"id":9007199254740993}',
    );
  });

  test("has the content type that the schema sets", () => {
    const headers = [{ name: "Content-Type", value: "application/vnd.api+json" }];
    expect(built({ method: "PATCH", body: "{ a: 1 }", headers })).toMatchObject({
      headers: { "content-type": "application/vnd.api+json" },
      body: '{"a":1}',
    });
  });

  test("may be the source's content type, too", () => {
    const source = { headers: [{ name: "content-type", value: "text/json" }] };
    expect(built({ source, method: "POST", body: "{ a: 1 }" }).headers).toEqual({
      "content-type": "text/json",
    });
  });

  test("that is absent has no content type", () => {
    expect(built({ method: "POST" })).toMatchObject({ headers: {}, body: null });
  });

  describe("that is a form", () => {
    test.each<[JsonObject, string]>([
      [{ a: 1, b: "x y&z=é" }, "a=1&b=x+y%26z%3D%C3%A9"],
      [{ a: null, b: true }, "a=&b=true"],
      [{ a: { b: [{ c: 1 }, { c: 2 }] } }, "a[b][0][c]=1&a[b][1][c]=2"],
      [{ a: [], b: {}, c: 1 }, "c=1"],
      [{ a: ["x", null] }, "a[0]=x&a[1]="],
      [{ "a b": "+%" }, "a+b=%2B%25"],
      [{}, ""],
    ])("%j", (body, expected) => {
      const request = form({ body });
      expect(request).toMatchObject({
        headers: { "content-type": expect.stringContaining("form") },
      });
      expect(request).toHaveProperty(
        "body",
        expected.replaceAll("[", "%5B").replaceAll("]", "%5D"),
      );
    });

    test("is one whatever follows the content type", () => {
      const body = { a: "b c" };
      expect(form({ body }, "application/X-WWW-form-urlencoded; charset=utf-8")).toMatchObject({
        body: "a=b+c",
      });
      expect(form({ body }, "application/x-www-form-urlencoded-not")).toMatchObject({
        body: '{"a":"b c"}',
      });
    });

    test.each([[[1]], ["text"], [null]])("is refused when it is %j, not an object", (body) => {
      expect(form({ body })).toMatchObject({ code: "CONNECTOR_REQUEST_INVALID" });
    });

    test("reads back as what was sent", () => {
      fc.assert(
        fc.property(fc.dictionary(fc.string(), fc.string()), (body) => {
          const request = form({ body });
          const sent = request instanceof GatewayError ? "" : (request.body ?? "");
          expect([...new URLSearchParams(sent)]).toEqual(
            Object.entries(body).map(([name, value]) => [
              name.toWellFormed(),
              value.toWellFormed(),
            ]),
          );
        }),
      );
    });
  });
});
