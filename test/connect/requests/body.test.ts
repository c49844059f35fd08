import { describe, expect, test } from "vitest";

import { send, type Sending } from "./support/send.ts";

type Args = Sending["args"];

describe("a JSON body", () => {
  test.each<[body: string, args: Args, sent: string]>([
    ["name: $args.a", { a: "Ada" }, '{"name":"Ada"}'],
    ["name: $args.a age: $args.b", { a: "Ada", b: 36 }, '{"name":"Ada","age":36}'],
    ["$args.a", { a: { x: [1, null] } }, '{"x":[1,null]}'],
    ["$args.a { x y: z }", { a: { x: 1, z: 2, w: 3 } }, '{"x":1,"y":2}'],
    ["user: { name: $args.a }", { a: "Ada" }, '{"user":{"name":"Ada"}}'],
    ["$({ user: { name: $args.a } })", { a: "Ada" }, '{"user":{"name":"Ada"}}'],
    ["{ user: { name: $args.a }, on: true }", { a: "Ada" }, '{"user":{"name":"Ada"},"on":true}'],
    ["$args.a { x } extra: $args.b", { a: { x: 1 }, b: 2 }, '{"x":1,"extra":2}'],
    // Missing leaves a key out; null is sent.
    ["a: $args.a b: $args.b", { b: 1 }, '{"b":1}'],
    ["a: $args.a b: $args.b", { a: null, b: 1 }, '{"a":null,"b":1}'],
    ["a: $args.a? b: $args.b", { a: null, b: 1 }, '{"b":1}'],
    ["a: $args.a?->map({ id: @ })->first b: $args.b", { a: null, b: 1 }, '{"b":1}'],
    ["a: $args.a?->map({ id: @ })->first b: $args.b", { a: 7, b: 1 }, '{"a":{"id":7},"b":1}'],
    ["a: $args.a", { a: [] }, '{"a":[]}'],
    ["a: $args.a b: $args.b", { a: "", b: 0 }, '{"a":"","b":0}'],
    // It need not be an object.
    ["$args.a", { a: [1, 2] }, "[1,2]"],
    ["$args.a", { a: "text" }, '"text"'],
    ["$args.a", { a: null }, "null"],
    ["$(['x', $args.a])", { a: 1 }, '["x",1]'],
    ["$args.a->map({ id: @ })", { a: [1, 2] }, '[{"id":1},{"id":2}]'],
    // Methods and literals.
    ["code: $args.a->slice(0, 2)", { a: "FRANCE" }, '{"code":"FR"}'],
    [
      "query: 'query { x }' variables: { id: $args.a }",
      { a: 1 },
      '{"query":"query { x }","variables":{"id":1}}',
    ],
    ["'Content-Type': $args.a", { a: "x" }, '{"Content-Type":"x"}'],
    ["a: $args.a->jsonStringify", { a: { x: 1 } }, '{"a":"{\\"x\\":1}"}'],
  ])("%s with %j is %s", async (body, args, expected) => {
    const http = `POST: "/x", body: """${body}"""`;
    const sent = await send({ http, args: { a: undefined, b: undefined, ...args } });
    expect(sent.body).toBe(expected);
    expect(sent.headers).toMatchObject({
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(expected)),
    });
  });

  test.each(["POST", "PUT", "PATCH", "DELETE", "GET"])("goes with %s", async (method) => {
    const sent = await send({ http: `${method}: "/x", body: "a: $args.a"`, args: { a: 1 } });
    expect(sent).toMatchObject({ line: `${method} /x`, body: '{"a":1}' });
  });

  test.each<[version: string, body: string]>([
    ["v0.2", "$({ kind: 'Book', id: $args.a })"],
    ["v0.2", "kind: $('Book') id: $args.a"],
    ["v0.3", "kind: $('Book') id: $args.a"],
    ["v0.4", "{ kind: 'Book', id: $args.a }"],
    ["v0.4", "kind: 'Book', id: $args.a"],
  ])("is written in %s as %s", async (version, body) => {
    const sent = await send({ version, http: `POST: "/x", body: "${body}"`, args: { a: 1 } });
    expect(JSON.parse(sent.body)).toEqual({ kind: "Book", id: 1 });
  });

  test.each<[name: string, http: string]>([
    ["that is not declared", 'POST: "/x"'],
    ["that comes out missing", 'POST: "/x", body: "$args.a.x"'],
  ])("%s is none: no bytes", async (_name, http) => {
    const sent = await send({ http, args: { a: {} } });
    expect(sent).toMatchObject({ line: "POST /x", body: "" });
  });

  test.each([
    "application/vnd.api+json",
    "application/json; charset=utf-8",
    "application/x-www-form-urlencoded-not",
  ])("may go as %s", async (type) => {
    const http = `POST: "/x", body: "a: $args.a", headers: { name: "Content-Type", value: "${type}" }`;
    const sent = await send({ http, args: { a: 1 } });
    expect(sent.body).toBe('{"a":1}');
    expect(sent.headers["content-type"]).toBe(type);
  });
});

describe("a form", () => {
  const type = '{ name: "content-type", value: "application/x-www-form-urlencoded" }';

  test.each<[form: unknown, sent: string]>([
    [{ a: 1 }, "a=1"],
    [{ a: 1, b: "x" }, "a=1&b=x"],
    [{ a: true, b: 0, c: -1.5 }, "a=true&b=0&c=-1.5"],
    [{ a: null }, "a="],
    [{ a: "" }, "a="],
    [{ a: [] }, ""],
    [{ a: {} }, ""],
    [{}, ""],
    [{ a: [1, 2] }, "a[0]=1&a[1]=2"],
    [{ a: [null, "x"] }, "a[0]=&a[1]=x"],
    [{ a: { b: 1, c: 2 } }, "a[b]=1&a[c]=2"],
    [{ a: { b: [1] } }, "a[b][0]=1"],
    [{ a: [{ b: 1 }, { b: 2 }] }, "a[0][b]=1&a[1][b]=2"],
    [{ a: [[1], [2]] }, "a[0][0]=1&a[1][0]=2"],
    [{ a: { b: { c: { d: "x" } } } }, "a[b][c][d]=x"],
    [{ "line_items[0][price]": "p" }, "line_items[0][price]=p"],
    [{ a: "x y" }, "a=x+y"],
    [{ "a b": "c" }, "a+b=c"],
    [{ a: "1+1=2&b#c/d" }, "a=1%2B1%3D2%26b%23c%2Fd"],
    [{ a: "Zoë" }, "a=Zo%C3%AB"],
    [{ a: "x\ny" }, "a=x%0Ay"],
  ])("%j is %s", async (form, expected) => {
    const http = `POST: "/x", body: "$args.form", headers: [${type}]`;
    const sent = await send({ http, args: { form } });
    expect(sent.body).toBe(expected.replaceAll("[", "%5B").replaceAll("]", "%5D"));
    expect(sent.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  });

  test("is one by the source's header, too, and with a parameter behind it", async () => {
    const sent = await send({
      source:
        'headers: { name: "Content-Type", value: "Application/X-WWW-Form-URLEncoded; charset=utf-8" }',
      http: 'POST: "/x", body: "card: { number: $args.n }"',
      args: { n: 42 },
    });
    expect(sent.body).toBe("card%5Bnumber%5D=42");
  });

  test("is none where the connector's header says otherwise", async () => {
    const sent = await send({
      source: `headers: [${type}]`,
      http: 'POST: "/x", body: "a: $args.n", headers: [{ name: "content-type", value: "application/json" }]',
      args: { n: 42 },
    });
    expect(sent.body).toBe('{"a":42}');
  });

  test.each([[[1]], ["text"], [7], [null]])("of %j is no request", async (form) => {
    const http = `POST: "/x", body: "$args.form", headers: [${type}]`;
    expect(await send({ http, args: { form } })).toMatchObject({
      line: undefined,
      code: "CONNECTOR_REQUEST_INVALID",
    });
  });
});
