import { describe, expect, test } from "vitest";

import { send, type Sending } from "./support/send.ts";

const refused = "CONNECTOR_REQUEST_INVALID";

describe("the path of a request", () => {
  test.each<[base: string, url: string, line: string]>([
    ["", "/users", "GET /users"],
    ["/", "/users", "GET /users"],
    ["/v1", "/users", "GET /v1/users"],
    ["/v1/", "/users", "GET /v1/users"],
    ["/v1/", "users", "GET /v1/users"],
    ["/v1", "users/", "GET /v1/users/"],
    ["/v1", "", "GET /v1"],
    ["/v1", "/", "GET /v1/"],
    ["", "", "GET /"],
    ["", "?a=1", "GET /?a=1"],
    ["/v1", "?a=1", "GET /v1?a=1"],
    ["/v1?k=0", "/users", "GET /v1/users?k=0"],
    ["/v1?k=0", "/users?a=1", "GET /v1/users?k=0&a=1"],
    ["?k=0", "/users", "GET /users?k=0"],
    ["/{$config.stage}", "/users", "GET /test/users"],
    ["/{$config.stage}/", "{$args.id}", "GET /test/7"],
    ["/a%20b", "/c", "GET /a%20b/c"],
  ])("baseURL %s and %s make %s", async (base, url, line) => {
    const api = { config: { stage: "test" } };
    expect(await send({ base, http: `GET: "${url}"`, args: { id: 7 }, api })).toMatchObject({
      line,
    });
  });

  test.each<[path: string, args: Sending["args"], line: string]>([
    ["$args.path", { path: ["a", "b"] }, "GET /x/a/b"],
    ["$args.path", { path: ["a/b", "c d", "e?f"] }, "GET /x/a%2Fb/c%20d/e%3Ff"],
    ["$args.path", { path: ["a", null, "b"] }, "GET /x/a/b"],
    ["$args.path", { path: [1, true, 2.5] }, "GET /x/1/true/2.5"],
    ["$args.path", { path: [] }, "GET /x"],
    ["$args.path", { path: null }, "GET /x"],
    ["$args.path", {}, "GET /x"],
    ["$args.path", { path: "one" }, "GET /x/one"],
    ["$(['users', $args.id, 'posts'])", { id: 7 }, "GET /x/users/7/posts"],
    ["['users', $args.id]", { id: 7 }, "GET /x/users/7"],
    ["$args.items.id", { items: [{ id: 1 }, { id: 2 }] }, "GET /x/1/2"],
    ["$args.text->split('.')", { text: "a.b" }, "GET /x/a/b"],
  ])("path: %s with %j adds its items as segments: %3$s", async (path, args, line) => {
    const given = { path: undefined, id: undefined, items: undefined, text: undefined, ...args };
    const http = `GET: "/x", path: "${path}"`;
    // What a mapping reads must be an argument of the field.
    expect(await send({ http, args: given })).toMatchObject({ line });
  });

  test.each<[args: Sending["args"]]>([
    [{ path: [["a"]] }],
    [{ path: [{ a: 1 }] }],
    [{ path: { a: 1 } }],
    [{ path: ["a", ""] }],
    [{ path: ["..", "admin"] }],
  ])("path: %j is no request, and nothing is sent", async (args) => {
    const http = 'GET: "/x", path: "$args.path"';
    expect(await send({ http, args })).toMatchObject({ line: undefined, code: refused });
  });
});

describe("the parts of a URL stand in the order", () => {
  test.each<[name: string, sending: Sending, line: string]>([
    [
      "source baseURL, source path, connector URL, connector path",
      {
        base: "/a",
        source: `path: "$(['b'])"`,
        http: `GET: "/c", path: "$(['d'])"`,
      },
      "GET /a/b/c/d",
    ],
    [
      "source URL's query, source queryParams, connector URL's query, connector queryParams",
      {
        base: "?a=1",
        source: 'queryParams: "b: $(2)"',
        http: 'GET: "?c=3", queryParams: "d: $(4)"',
      },
      "GET /?a=1&b=2&c=3&d=4",
    ],
    [
      "of all eight, with equal names kept",
      {
        base: "/a?x=1",
        source: `path: "$(['b'])", queryParams: "x: $(2)"`,
        http: `GET: "/c?x=3", path: "$(['d'])", queryParams: "x: $(4)"`,
      },
      "GET /a/b/c/d?x=1&x=2&x=3&x=4",
    ],
    [
      "where parts are empty: no sign of them",
      {
        base: "/",
        source: 'path: "$([])", queryParams: "b: $(null)"',
        http: 'GET: "/", path: "$([])", queryParams: "d: $(null)"',
      },
      "GET /",
    ],
    [
      "where the source reads $config",
      {
        source: `path: "$(['tenants', $config.tenant])", queryParams: "key: $config.key"`,
        http: 'GET: "/users"',
        api: { config: { tenant: "a/b", key: "k&1" } },
      },
      "GET /tenants/a%2Fb/users?key=k%261",
    ],
  ])("%s", async (_name, sending, line) => {
    expect((await send(sending)).line).toBe(line);
  });
});

describe("an absolute URL without a source", () => {
  test.each<[http: string, line: string]>([
    ['GET: "UPSTREAM/users/{$args.id}?q=1"', "GET /users/a%20b?q=1"],
    ['GET: "UPSTREAM"', "GET /"],
    ['GET: "UPSTREAM?q={$args.id}"', "GET /?q=a%20b"],
    ['GET: """\n  UPSTREAM\n  /users?{$args.id}={$args.id}\n"""', "GET /users?a%20b=a%20b"],
    [`GET: "UPSTREAM/", path: "$(['users', $args.id])"`, "GET /users/a%20b"],
    ['GET: "UPSTREAM/users?a=1", queryParams: "b: $args.id"', "GET /users?a=1&b=a%20b"],
    ['POST: "UPSTREAM/users", body: "id: $args.id"', "POST /users"],
  ])("%s is %s", async (http, line) => {
    expect((await send({ source: null, http, args: { id: "a b" } })).line).toBe(line);
  });
});
