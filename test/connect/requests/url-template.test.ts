import { describe, expect, test } from "vitest";

import { send } from "./support/send.ts";

type Args = Readonly<Record<string, unknown>>;

const refused = "CONNECTOR_REQUEST_INVALID";

describe("{…} in a URL template", () => {
  test.each<[url: string, args: Args, line: string]>([
    // Scalars are text.
    ["/users/{$args.id}", { id: "u-1" }, "GET /users/u-1"],
    ["/users/{$args.id}", { id: 7 }, "GET /users/7"],
    ["/users/{$args.id}", { id: -0.5 }, "GET /users/-0.5"],
    ["/users/{$args.id}", { id: false }, "GET /users/false"],
    ["/users/{$args.id}", { id: 0 }, "GET /users/0"],
    ["/v{$args.major}.{$args.minor}/x", { major: 1, minor: 2 }, "GET /v1.2/x"],
    ["/users/{$args.first}{$args.last}", { first: "a", last: "b" }, "GET /users/ab"],
    ["/users/{$args.user.id}", { user: { id: 3 } }, "GET /users/3"],
    ["/users/{$args.ids->first}", { ids: [4, 5] }, "GET /users/4"],
    ["/users/{$args.id ?? 'me'}", { id: null }, "GET /users/me"],
    ["/users/{$('fixed')}", {}, "GET /users/fixed"],
    // Null and missing are nothing.
    ["/search?q={$args.q}&page=1", { q: null }, "GET /search?q=&page=1"],
    ["/search?q={$args.q.text}", { q: {} }, "GET /search?q="],
    ["/users{$args.suffix}", { suffix: null }, "GET /users"],
    // All but letters, digits and -._~ is encoded in what is inserted.
    ["/{$args.x}", { x: "AZaz09-._~" }, "GET /AZaz09-._~"],
    ["/x/{$args.x}", { x: "a/b" }, "GET /x/a%2Fb"],
    ["/x/{$args.x}", { x: "a b+c" }, "GET /x/a%20b%2Bc"],
    ["/x/{$args.x}", { x: "?#[]@" }, "GET /x/%3F%23%5B%5D%40"],
    ["/x/{$args.x}", { x: "!$&'()*,;=:" }, "GET /x/%21%24%26%27%28%29%2A%2C%3B%3D%3A"],
    ["/x/{$args.x}", { x: "100%" }, "GET /x/100%25"],
    ["/x/{$args.x}", { x: "%2F" }, "GET /x/%252F"],
    ["/x/{$args.x}", { x: "Zoë 東京 🚀" }, "GET /x/Zo%C3%AB%20%E6%9D%B1%E4%BA%AC%20%F0%9F%9A%80"],
    ["/x/{$args.x}", { x: '{"a"}\\^`|<>' }, "GET /x/%7B%22a%22%7D%5C%5E%60%7C%3C%3E"],
    ["/x/{$args.x}", { x: "a\nb\tc" }, "GET /x/a%0Ab%09c"],
    // Names of parameters may be inserted, too.
    ["/x?{$args.n}={$args.v}", { n: "a b", v: "c&d=e" }, "GET /x?a%20b=c%26d%3De"],
    ["/x?ids={$args.ids->joinNotNull(',')}", { ids: [1, 2, 3] }, "GET /x?ids=1%2C2%2C3"],
    ["/x?f={$args.f->jsonStringify}", { f: { a: [1] } }, "GET /x?f=%7B%22a%22%3A%5B1%5D%7D"],
    ["/x?n={$args.ids->size}", { ids: [1, 2] }, "GET /x?n=2"],
    // Static text keeps what URLs reserve, and what is encoded already.
    ["/a;v=1,2/@me/~x/(1)!*'?d=[1]:/?@&e=1+1", {}, "GET /a;v=1,2/@me/~x/(1)!*'?d=[1]:/?@&e=1+1"],
    ["/a%2Fb?c=%26", {}, "GET /a%2Fb?c=%26"],
    ["/q?flag&empty=&x={$args.x}", { x: 1 }, "GET /q?flag&empty=&x=1"],
    ["/q?filter[status]={$args.x}", { x: "open" }, "GET /q?filter[status]=open"],
    // A brace that closes nothing is text, and `sluice check` warns of it.
    ["/x/{$args.x}/items}", { x: 1 }, "GET /x/1/items%7D"],
    // A fragment never goes over the wire.
    ["/x#top", {}, "GET /x"],
    ["/x?a=1#{$args.x}", { x: 1 }, "GET /x?a=1"],
  ])("GET: %s with %j is %s", async (url, args, line) => {
    expect(await send({ http: `GET: "${url.replaceAll("\\", "\\\\")}"`, args })).toMatchObject({
      line,
      code: undefined,
    });
  });

  test.each<[url: string, args: Args]>([
    ["/users/{$args.id}", { id: { a: 1 } }],
    ["/users/{$args.id}", { id: [1] }],
    ["/users/{$args.id}", { id: [] }],
    ["/users?ids={$args.ids}", { ids: [1, 2] }],
    ["/users?f={$args.f}", { f: {} }],
    ["/users/{$args.id}", { id: "" }],
    ["/users/{$args.id}/posts", { id: ".." }],
  ])("GET: %s with %j is no request, and nothing is sent", async (url, args) => {
    expect(await send({ http: `GET: "${url}"`, args })).toMatchObject({
      line: undefined,
      code: refused,
    });
  });

  test.each<[name: string, url: string, line: string]>([
    ["one parameter a line", "/users\n?a=1\n&b={$args.x}\n&c=3", "GET /users?a=1&b=7&c=3"],
    ["indented lines", "/users\n    ?a=1\n    &b={$args.x}", "GET /users?a=1&b=7"],
    ["lines with tabs", "/users\n\t?a=1\n\t&b={$args.x}", "GET /users?a=1&b=7"],
    ["lines with carriage returns", "/users\r\n  ?a=1\r\n  &b={$args.x}", "GET /users?a=1&b=7"],
    ["segments on lines", "/users\n/{$args.x}\n/posts", "GET /users/7/posts"],
    ["an expression on lines", "/users/{\n  $args.x\n    ->add(1)\n}", "GET /users/8"],
    ["empty lines around it", "\n\n  /users/{$args.x}\n\n", "GET /users/7"],
    ["a comment in an expression", "/users/{$args.x # the id\n}", "GET /users/7"],
  ])("may stand in a template on several lines: %s", async (_name, url, line) => {
    const http = `GET: """${url}"""`;
    expect(await send({ http, args: { x: 7 } })).toMatchObject({ line });
  });

  test.each(["v0.2", "v0.3", "v0.4"])("is read in %s", async (version) => {
    const http = 'GET: "/users/{$args.id}?q={$args.q->slice(0, 2)}"';
    const sent = await send({ version, http, args: { id: "a b", q: "xyz" } });
    expect(sent.line).toBe("GET /users/a%20b?q=xy");
  });
});
