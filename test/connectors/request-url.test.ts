import assert from "node:assert/strict";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { HttpRequest } from "../../src/connectors/http-message.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import type { JsonObject } from "../../src/kernel/json.ts";
import { ProblemsError } from "../../src/kernel/problem.ts";
import { type ConnectorTexts, planOf, requestOf } from "./connector-fixture.ts";

function urlOf(texts: ConnectorTexts, args: JsonObject = {}, more = {}): string {
  const request = requestOf(texts, { keys: [{ args }], ...more });
  return request instanceof GatewayError ? request.code : request.origin + request.path;
}

const climbs = (text: string) => text === "" || /(^|[/\\])\.\.?($|[/\\])/.test(text);

describe("a URL template", () => {
  test.each<[string, JsonObject, string]>([
    ["/posts", {}, "/posts"],
    ["/posts/{$args.id}", { id: "a-b_c.d~e" }, "/posts/a-b_c.d~e"],
    ["/posts/{$args.id}", { id: 7 }, "/posts/7"],
    ["/posts/{$args.id}", { id: true }, "/posts/true"],
    ["/posts/{$args.id}.json", { id: 7 }, "/posts/7.json"],
    ["/posts/{$args.id}/x", { id: "a/b?c#d e&f" }, "/posts/a%2Fb%3Fc%23d%20e%26f/x"],
    ["/posts/{$args.id}", { id: "é!'()*" }, "/posts/%C3%A9%21%27%28%29%2A"],
    ["/posts/{$args.id}", { id: "\uD800" }, "/posts/%EF%BF%BD"],
    ["/posts?q={$args.q}&r=1", { q: "a b&c=d" }, "/posts?q=a%20b%26c%3Dd&r=1"],
    ["/posts?q={$args.q}&r={$args.r}", { q: null }, "/posts?q=&r="],
    ["/posts/{$args.id}/x", { id: null }, "/posts//x"],
    ["/a;b=1,2/@x/$y/(z)!'*?c=[1]:/?&d=%20", {}, "/a;b=1,2/@x/$y/(z)!'*?c=[1]:/?&d=%20"],
    ['/a b/é/"x"?q=<y>', {}, "/a%20b/%C3%A9/%22x%22?q=%3Cy%3E"],
    ["/posts\n\t?a=1\n\t&b=2", {}, "/posts?a=1&b=2"],
    ["/posts#part-{$args.id}", { id: 7 }, "/posts"],
    ["/posts?a=1#part", {}, "/posts?a=1"],
    ["/posts?", {}, "/posts"],
    ["/{$config.key}/{$env.STAGE}", {}, "/k1/test"],
    ["/{$config.key}/{$args.id}", { id: 7 }, "/k1/7"],
    ["/{$context.user}", {}, "/u1"],
  ])("%s with %j is %s", (url, args, expected) => {
    expect(urlOf({ url }, args)).toBe(`https://api.test${expected}`);
  });

  test.each<[string, JsonObject]>([
    ["/posts/{$args.id}", { id: [1] }],
    ["/posts?id={$args.id}", { id: { a: 1 } }],
    ["/posts/{$args.id}", { id: [] }],
  ])("%s with %j is refused, for lists and objects have no text", (url, args) => {
    expect(urlOf({ url }, args)).toBe("CONNECTOR_REQUEST_INVALID");
  });

  test("keeps all digits of a long integer", () => {
    const id = 9007199254740993n;
    expect(urlOf({ url: "/posts/{$args.id}" }, { id })).toBe(`https://api.test/posts/${id}`);
  });

  test("says in its error what stands where, and for which connector", () => {
    expect(
      requestOf({ url: "/posts/{$args.id}" }, { keys: [{ args: { id: ["secret"] } }] }),
    ).toMatchObject({
      message: "A value in a URL must be text, a number or a boolean; it is a list.",
      extensions: {
        code: "CONNECTOR_REQUEST_INVALID",
        service: "api",
        connector: { coordinate: "Query.things" },
      },
    });
  });
});

describe("the parts of a URL", () => {
  test.each<[string, string, string]>([
    ["https://api.test", "/a", "/a"],
    ["https://api.test/", "/a", "/a"],
    ["https://api.test/v1", "/a", "/v1/a"],
    ["https://api.test/v1/", "a", "/v1/a"],
    ["https://api.test/v1//", "//a/", "/v1/a/"],
    ["https://api.test/v1", "", "/v1"],
    ["https://api.test/v1/", "", "/v1/"],
    ["https://api.test/v1", "/", "/v1/"],
    ["https://api.test", "", "/"],
    ["https://api.test", "?a=1", "/?a=1"],
    ["https://api.test/v1?k=0", "/a?b=1", "/v1/a?k=0&b=1"],
    ["https://api.test?k=0", "{$args.id}", "/7?k=0"],
    ["https://api.test/{$config.key}/", "/{$args.id}", "/k1/7"],
    ["https://api.test/{$args.id}/", "/x", "/7/x"],
  ])("join with one slash: %s and %s", (baseUrl, url, expected) => {
    expect(urlOf({ source: { baseUrl }, url }, { id: 7 })).toBe(`https://api.test${expected}`);
  });

  test("stand in the order source, source's mappings, connector, connector's mappings", () => {
    const texts: ConnectorTexts = {
      source: {
        baseUrl: "https://api.test/a?q=1",
        path: "$(['b', $args.id])",
        queryParams: "q: $(2)",
      },
      url: "/c?q=3",
      path: "$(['d', $args.id])",
      queryParams: "q: $args.id",
    };
    expect(urlOf(texts, { id: 4 })).toBe("https://api.test/a/b/4/c/d/4?q=1&q=2&q=3&q=4");
  });

  test.each<[JsonObject, string]>([
    [{ list: ["a/b", "..x", 1, true] }, "/things/a%2Fb/..x/1/true"],
    [{ list: ["a", null, "b"] }, "/things/a/b"],
    [{ list: [] }, "/things"],
    [{ list: null }, "/things"],
    [{}, "/things"],
    [{ list: "one" }, "/things/one"],
  ])("path: the items of %j are segments", (args, expected) => {
    expect(urlOf({ path: "$args.list" }, args)).toBe(`https://api.test${expected}`);
  });

  test("path: is the whole path where there is no other", () => {
    const texts = { url: "", path: "$args.list" };
    expect(urlOf(texts, { list: ["a"] })).toBe("https://api.test/a");
    expect(urlOf(texts, { list: [] })).toBe("https://api.test/");
  });

  test.each<[JsonObject]>([[{ list: [["a"]] }], [{ list: [{ a: 1 }] }], [{ list: { a: 1 } }]])(
    "path: %j is refused",
    (args) => {
      expect(urlOf({ path: "$args.list" }, args)).toBe("CONNECTOR_REQUEST_INVALID");
    },
  );

  test.each<[JsonObject, string]>([
    [{ q: { a: 1, b: "x y" } }, "?a=1&b=x%20y"],
    [{ q: { "a[]": "é&=" } }, "?a%5B%5D=%C3%A9%26%3D"],
    [{ q: { a: null, b: false, c: "" } }, "?b=false&c="],
    [{ q: { id: [1, 2, null, "3"] } }, "?id=1&id=2&id=3"],
    [{ q: { id: [] } }, ""],
    [{ q: null }, ""],
    [{}, ""],
  ])("queryParams: %j", (args, expected) => {
    expect(urlOf({ queryParams: "$args.q" }, args)).toBe(`https://api.test/things${expected}`);
  });

  test.each<[JsonObject]>([
    [{ q: { a: { b: 1 } } }],
    [{ q: { a: [[1]] } }],
    [{ q: [1] }],
    [{ q: "a=1" }],
  ])("queryParams: %j is refused", (args) => {
    expect(urlOf({ queryParams: "$args.q" }, args)).toBe("CONNECTOR_REQUEST_INVALID");
  });
});

describe("the origin", () => {
  test("is the configuration's base URL where that has one, with the source's other parts", () => {
    const texts: ConnectorTexts = { source: { path: "$(['v2'])", queryParams: "k: $(1)" } };
    expect(urlOf(texts, {}, { settings: { baseUrl: "http://127.0.0.1:8080/api/?x=2#y" } })).toBe(
      "http://127.0.0.1:8080/api/v2/things?x=2&k=1",
    );
  });

  test.each([
    ["https://{$config.host}/v1", "https://config.test/v1/things"],
    ["https://{$env.STAGE}.{$config.host}", "https://test.config.test/things"],
    ["{$config.url}/x?a=1", "https://whole.test:8443/base/x/things?a=1"],
    ["HTTPS://API.test:443", "https://api.test/things"],
    ["http://localhost:{$config.port}", "http://localhost:3000/things"],
  ])("may be written with $config and $env: %s", (baseUrl, expected) => {
    const config = { host: "config.test", url: "https://whole.test:8443/base", port: 3000 };
    expect(urlOf({ source: { baseUrl } }, {}, { settings: { config } })).toBe(expected);
  });

  test("is that of the connector's own URL where it has no source", () => {
    const texts = {
      source: null,
      url: "https://other.test/a/{$args.id}?b=1",
      queryParams: "c: $(2)",
    };
    expect(urlOf(texts, { id: 7 })).toBe("https://other.test/a/7?b=1&c=2");
  });

  test("is not the configuration's where the connector has no source", () => {
    const baseUrl = "https://not.this";
    expect(
      urlOf({ source: null, url: "https://other.test/a" }, {}, { settings: { baseUrl } }),
    ).toBe("https://other.test/a");
  });

  test.each([
    ["https://{$args.host}/v1"],
    ["https://api{$args.host}.test/v1"],
    ["https://api.test{$args.path}"],
    ["https://{$config.nothing}/v1"],
    ["{$context.url}/v1"],
    ["/relative"],
    ["ftp://api.test"],
    ["https://user:secret@api.test"],
    ["https://a b.test/"],
    [""],
  ])("is fixed at load: %s stops the start", (baseUrl) => {
    expect(() => planOf({ source: { baseUrl } })).toThrow(ProblemsError);
  });

  test("of a bad base URL from the configuration is a problem that names no credentials", () => {
    const baseUrl = "https://user:hunter2@api.test";
    expect(() => planOf({}, { settings: { baseUrl } })).toThrow(/user name or a password/);
    expect(() => planOf({}, { settings: { baseUrl } })).not.toThrow(/hunter2/);
  });

  test("and values known at load that cannot stand in a URL stop the start", () => {
    const ask = { settings: { config: { list: [1] } } };
    expect(() => planOf({ url: "/{$config.list}" }, ask)).toThrow(
      /Query.things can make no request/,
    );
  });
});

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (it) => `%${it.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

describe("nothing a client sends", () => {
  const texts: ConnectorTexts = {
    source: { baseUrl: "https://api.test/v1" },
    url: "/a/{$args.x}/b{$args.y}?q={$args.x}",
    path: "$([$args.y])",
    queryParams: "z: $args.x",
  };

  test.each([".", ".."])("climbs out of the path: %s as a segment is refused", (x) => {
    expect(urlOf({ url: "/a/{$args.x}/b" }, { x })).toBe("CONNECTOR_REQUEST_INVALID");
    expect(urlOf({ url: "/a/{$args.x}" }, { x })).toBe("CONNECTOR_REQUEST_INVALID");
    expect(urlOf({ url: "/a/{$args.x}?b" }, { x })).toBe("CONNECTOR_REQUEST_INVALID");
    expect(urlOf({ path: "$([$args.x])" }, { x })).toBe("CONNECTOR_REQUEST_INVALID");
    expect(urlOf({ url: "/a/.{$args.x}/b" }, { x: "." })).toBe("CONNECTOR_REQUEST_INVALID");
    expect(urlOf({ url: "/a/.{$args.x}./b" }, { x: "" })).toBe("CONNECTOR_REQUEST_INVALID");
  });

  test.each(["../admin", "a/../b", "..\\admin", "a\\.", "./a"])(
    "climbs out of it at a server that decodes slashes first: %s is refused",
    (x) => {
      expect(urlOf({ url: "/a/{$args.x}" }, { x })).toBe("CONNECTOR_REQUEST_INVALID");
      expect(urlOf({ path: "$([$args.x])" }, { x })).toBe("CONNECTOR_REQUEST_INVALID");
    },
  );

  test("is left out so that what follows would be read as a host", () => {
    expect(urlOf({ url: "/{$args.x}/evil.test" }, { x: null })).toBe("CONNECTOR_REQUEST_INVALID");
    expect(urlOf({ url: "/a/{$args.x}/b" }, { x: null })).toBe("https://api.test/a//b");
  });

  test("changes the host, the path's form, or the number of parameters", () => {
    const hostile = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        "@evil.test",
        "//evil.test",
        "\\..\\",
        "%2e%2e",
        "..%2f",
        "a\r\nHost: x",
        "?#&=;",
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, (x, y) => {
        fc.pre(![x, y].some(climbs));
        const request = requestOf(texts, { keys: [{ args: { x, y } }] });
        assert(!(request instanceof GatewayError));
        expect(request.path).toMatch(/^[\u0021-\u007e]*$/);
        const seen = new URL(request.origin + request.path);
        expect(seen.origin).toBe("https://api.test");
        expect(seen.pathname).toBe(`/v1/a/${encode(x)}/b${encode(y)}/${encode(y)}`);
        expect([...seen.searchParams]).toEqual([
          ["q", x.toWellFormed()],
          ["z", x.toWellFormed()],
        ]);
      }),
    );
  });
});

describe("a segment of the path", () => {
  test.each<[ConnectorTexts, JsonObject]>([
    [{ url: "/posts/{$args.id}" }, { id: "" }],
    [{ url: "/posts/{$args.id}?a=1" }, { id: "" }],
    [{ url: "/posts/{$args.id}/comments" }, { id: "" }],
    [{ url: "{$args.id}" }, { id: "" }],
    [{ url: "/posts/{$args.a}{$args.id}" }, { a: "", id: "" }],
    [{ source: { baseUrl: "https://api.test/{$args.id}/v1" } }, { id: "" }],
    [{ path: "$(['a', $args.id])" }, { id: "" }],
    [{ url: "/posts/{$args.id}", method: "DELETE" }, { id: "" }],
    [{ url: "/posts/{$args.id}", method: "DELETE" }, { id: null }],
    [{ url: "/posts/{$args.id}/tags", method: "POST" }, {}],
    [{ url: "/posts/{$args.a}{$args.id}", method: "PUT" }, { a: "" }],
  ])("is never empty: no call by %j with %j", (texts, args) => {
    expect(urlOf(texts, args)).toBe("CONNECTOR_REQUEST_INVALID");
  });

  test("that is what the gateway knows of the caller is there, or no call is made: it would be about all", () => {
    const written: readonly ConnectorTexts[] = [
      { url: "/tenants/{$context.claims.tenant}/orders" },
      { path: "$(['tenants', $context.claims.tenant, 'orders'])" },
    ];
    for (const texts of written) {
      const ofCaller = (claims?: JsonObject) =>
        urlOf(texts, {}, { request: { context: claims === undefined ? {} : { claims } } });
      expect(ofCaller({ tenant: "a" })).toMatch(/\/tenants\/a\/orders$/);
      for (const claims of [undefined, {}, { tenant: null }, { tenant: "" }]) {
        expect(ofCaller(claims)).toBe("CONNECTOR_REQUEST_INVALID");
      }
    }
  });

  test("that is empty is an error that names the template, and no host", () => {
    const texts: ConnectorTexts = {
      source: null,
      url: "https://api.test/posts/{$args.id}?token={$config.key}",
      method: "DELETE",
    };
    expect(requestOf(texts, { keys: [{ args: { id: "" } }] })).toMatchObject({
      message:
        'No value that is a segment of the path may be empty; one of "DELETE /posts/{$args.id}" is.',
      extensions: { code: "CONNECTOR_REQUEST_INVALID", connector: { coordinate: "Query.things" } },
    });
  });

  test.each<[ConnectorTexts, JsonObject, string]>([
    [{ url: "/posts/{$args.a}{$args.id}" }, { a: "", id: 7 }, "/posts/7"],
    [{ url: "/posts/{$args.a}{$args.id}", method: "DELETE" }, { id: 7 }, "/posts/7"],
    [{ url: "/posts/x{$args.id}", method: "DELETE" }, { id: "" }, "/posts/x"],
    [{ url: "/posts/{$args.id}.json", method: "DELETE" }, {}, "/posts/.json"],
    [{ url: "/posts?id={$args.id}", method: "DELETE" }, { id: "" }, "/posts?id="],
    [{ url: "/posts?path=/{$args.id}", method: "DELETE" }, { id: "" }, "/posts?path=/"],
    [{ url: "/posts/{$args.id}", method: "DELETE" }, { id: 0 }, "/posts/0"],
    [{ url: "/posts/{$args.id}", method: "DELETE" }, { id: false }, "/posts/false"],
  ])("may be empty in part: %j with %j", (texts, args, expected) => {
    expect(urlOf(texts, args)).toBe(`https://api.test${expected}`);
  });

  test("that the configuration leaves empty stops the start", () => {
    const ask = { settings: { config: {} } };
    const texts: ConnectorTexts = { url: "/{$config.tenant}/posts", method: "POST" };
    expect(() => planOf(texts, ask)).toThrow(/POST \/{\$config.tenant}\/posts/);
    expect(urlOf({ ...texts, method: "GET" }, {}, ask)).toBe("https://api.test//posts");
  });
});

describe("what is known at load", () => {
  test("is built once: the request is the same object for all calls", () => {
    const texts = { url: "/posts?key={$config.key}", headers: [{ name: "X-A", value: "1" }] };
    const [first, second] = planOf(texts, { keys: [{}, {}] }).map(
      (call): HttpRequest | undefined => (call.kind === "call" ? call.request : undefined),
    );
    expect(first).toBeDefined();
    expect(first).toBe(second);
  });
});
