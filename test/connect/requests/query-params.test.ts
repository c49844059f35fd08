import { describe, expect, test } from "vitest";

import { send, type Sending } from "./support/send.ts";

type Args = Sending["args"];

describe("queryParams", () => {
  test.each<[queryParams: string, args: Args, query: string]>([
    ["q: $args.a", { a: "x" }, "?q=x"],
    ["q: $args.a page: $args.b", { a: "x", b: 2 }, "?q=x&page=2"],
    ["q: $args.a\npage: $args.b", { a: "x", b: 2 }, "?q=x&page=2"],
    ["q: $args.a, page: $args.b", { a: "x", b: 2 }, "?q=x&page=2"],
    ["on: $args.a n: $args.b", { a: false, b: 0 }, "?on=false&n=0"],
    ["q: $args.a", { a: "" }, "?q="],
    // Null and missing are left out.
    ["q: $args.a page: $args.b", { a: null, b: 2 }, "?page=2"],
    ["q: $args.a page: $args.b", { b: 2, a: undefined }, "?page=2"],
    ["q: $args.a.text", { a: {} }, ""],
    ["q: $args.a", { a: null }, ""],
    ["q: $args.a ?? 'none'", { a: null }, "?q=none"],
    // A list repeats its key; its nulls are left out.
    ["id: $args.a", { a: [1, 2, 3] }, "?id=1&id=2&id=3"],
    ["id: $args.a", { a: ["x", null, "y"] }, "?id=x&id=y"],
    ["id: $args.a", { a: [] }, ""],
    ["id: $args.a.id", { a: [{ id: 1 }, { id: 2 }] }, "?id=1&id=2"],
    ["id: $args.a->joinNotNull(',')", { a: [1, null, 2] }, "?id=1%2C2"],
    // Names and values are encoded.
    ["'filter[status]': $args.a", { a: "a b&c" }, "?filter%5Bstatus%5D=a%20b%26c"],
    ["q: $args.a", { a: "Zoë+1/2?#=" }, "?q=Zo%C3%AB%2B1%2F2%3F%23%3D"],
    // The whole mapping language is there.
    ["$args.a { first last }", { a: { first: 1, last: 2, other: 3 } }, "?first=1&last=2"],
    ["$args.a", { a: { x: 1, y: [2, 3] } }, "?x=1&y=2&y=3"],
    ["$({ q: $args.a, fixed: 'yes' })", { a: 1 }, "?q=1&fixed=yes"],
    ["{ q: $args.a, fixed: 'yes' }", { a: 1 }, "?q=1&fixed=yes"],
    ["q: $args.a->match(['A', 'alpha'], [@, 'other'])", { a: "A" }, "?q=alpha"],
    ["q: 'text' n: 5 on: true", {}, "?q=text&n=5&on=true"],
    ["... $args.a", { a: { x: 1 } }, "?x=1"],
  ])("%s with %j is %s", async (queryParams, args, query) => {
    const http = `GET: "/x", queryParams: """${queryParams}"""`;
    expect(await send({ http, args: { a: undefined, b: undefined, ...args } })).toMatchObject({
      line: `GET /x${query}`,
      code: undefined,
    });
  });

  test.each<[queryParams: string, args: Args]>([
    ["f: $args.a", { a: { b: 1 } }],
    ["f: $args.a", { a: [[1]] }],
    ["f: $args.a", { a: [{ b: 1 }] }],
    ["$args.a", { a: "text" }],
    ["$args.a", { a: [1] }],
  ])("%s with %j is no request, and nothing is sent", async (queryParams, args) => {
    const http = `GET: "/x", queryParams: "${queryParams}"`;
    expect(await send({ http, args })).toMatchObject({
      line: undefined,
      code: "CONNECTOR_REQUEST_INVALID",
    });
  });

  test.each<[version: string, queryParams: string, query: string]>([
    ["v0.2", "q: $args.a kind: $('fixed')", "?q=x&kind=fixed"],
    ["v0.3", "q: $args.a kind: $($args.none ?? 'fixed')", "?q=x&kind=fixed"],
    ["v0.4", "q: $args.a kind: $args.none ?? 'fixed'", "?q=x&kind=fixed"],
  ])("are read as %s: %s", async (version, queryParams, query) => {
    const http = `GET: "/x", queryParams: "${queryParams}"`;
    const sent = await send({ version, http, args: { a: "x", none: undefined } });
    expect(sent.line).toBe(`GET /x${query}`);
  });
});
