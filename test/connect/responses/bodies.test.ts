import { describe, expect, test } from "vitest";

import { body, json, text } from "../../support/upstream.ts";
import { receive } from "./support/receive.ts";

describe("a body is read by its content type:", () => {
  test.each<[type: string | undefined, bytes: string, value: unknown]>([
    ["application/json", '{"a":1}', { a: 1 }],
    ["application/json; charset=utf-8", "[1,2]", [1, 2]],
    ["application/json;charset=UTF-8", '"x"', "x"],
    ["Application/JSON", "true", true],
    ["text/json", "1.5", 1.5],
    ["application/problem+json", '{"title":"t"}', { title: "t" }],
    ["application/vnd.api+json", '{"data":[]}', { data: [] }],
    ["application/hal+json; profile=x", "{}", {}],
    ["application/geo+json", '{"type":"Point"}', { type: "Point" }],
    [undefined, '{"a":null}', { a: null }],
    ["text/plain", "hello", "hello"],
    ["text/plain; charset=utf-8", '{"a":1}', '{"a":1}'],
    // All else is null, and no error.
    ["text/html", "<p>hi</p>", null],
    ["application/xml", "<a/>", null],
    ["text/csv", "a,b", null],
    ["application/octet-stream", '{"a":1}', null],
    ["application/x-ndjson", '{"a":1}\n{"a":2}', null],
    ["application/jsonp", '{"a":1}', null],
    ["image/png", "PNG", null],
  ])("%s: %s", async (type, bytes, value) => {
    const headers = type === undefined ? {} : { "content-type": type };
    expect(await receive({ answer: body(bytes, { headers }) })).toMatchObject({
      value,
      errors: undefined,
    });
  });

  test.each<[name: string, status: number, type: string | undefined]>([
    ["200", 200, "application/json"],
    ["200 of no type", 200, undefined],
    ["200 of text", 200, "text/plain"],
    ["204", 204, undefined],
    ["201 after it made something", 201, "application/json"],
  ])("none at all is null: %s", async (_name, status, type) => {
    const headers = type === undefined ? {} : { "content-type": type };
    expect(await receive({ answer: body("", { status, headers }) })).toMatchObject({
      value: null,
      errors: undefined,
    });
  });

  test("text of an answer keeps what is no ASCII", async () => {
    expect((await receive({ answer: text("Zoë 東京 🚀") })).value).toBe("Zoë 東京 🚀");
    expect((await receive({ answer: json("Zoë 東京 🚀") })).value).toBe("Zoë 東京 🚀");
  });

  test("a long integer keeps its digits on the way through", async () => {
    const answer = body('{"id":9007199254740993}', {
      headers: { "content-type": "application/json" },
    });
    const received = await receive({
      answer,
      type: "Thing",
      types: "type Thing { id: ID }",
      selection: "id",
      select: "{ id }",
    });
    expect(received.value).toEqual({ id: "9007199254740993" });
  });
});

describe("an empty answer", () => {
  const none = body("", { status: 204 });

  test.each<[name: string, fields: string, selection: string, value: unknown]>([
    ["is null where nothing is known", "id: ID name: String", "id name", null],
    [
      "has what was asked",
      "id: ID status: Int",
      "id: $args.x status: $status",
      { id: "7", status: 204 },
    ],
    [
      "has literals",
      "id: ID done: Boolean",
      "id: $('fixed') done: $(true)",
      { id: "fixed", done: true },
    ],
    ["has fallbacks", "name: String", "name: $($.name ?? 'nobody')", { name: "nobody" }],
  ])("%s: %s", async (_name, fields, selection, value) => {
    const received = await receive({
      answer: none,
      selection,
      type: "Thing",
      types: `type Thing { ${fields} }`,
      select: `{ ${fields.replaceAll(/: \w+/g, "")} }`,
      x: "7",
    });
    expect(received.errors).toBeUndefined();
    expect(received.value).toEqual(value);
  });
});
