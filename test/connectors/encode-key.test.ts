import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { compileKeyEncoder } from "../../src/connectors/encode-key.ts";
import type { Connector, ConnectorPlace, KeyField } from "../../src/contract/contract.ts";
import { type Json, type JsonObject, stringifyJson } from "../../src/kernel/json.ts";
import { type ConnectorTexts, connectorOf } from "./connector-fixture.ts";

const field: ConnectorPlace = { kind: "field", typeName: "Post", fieldName: "user" };
const object: ConnectorPlace = { kind: "object", typeName: "User" };
const idKey: readonly KeyField[] = [{ path: ["id"], isId: true }];

function keyOf(texts: ConnectorTexts, args: JsonObject, parent?: unknown) {
  return encoderOf(connectorOf(texts))(args, parent);
}

/** Both steps as one. */
function encoderOf(connector: Connector, use?: "field" | "object") {
  const { idOf, keyOf: keyWith } = compileKeyEncoder(connector, use);
  return (args: JsonObject, parent: unknown) => {
    const id = idOf(args, parent);
    return id === undefined ? undefined : keyWith(id, args, parent);
  };
}

describe("a key", () => {
  test("has of the arguments what the connector reads, anywhere", () => {
    const texts: ConnectorTexts = {
      url: "/posts/{$args.id}",
      queryParams: "page: $args.paging.page",
      headers: [{ name: "x-a", value: "{$args.header}" }],
      selection: "id asked: $args.inSelection",
    };
    const args = {
      id: "1",
      paging: { page: 2, size: 10 },
      header: null,
      inSelection: [1],
      unread: true,
    };
    expect(keyOf(texts, args)).toMatchObject({
      args: { id: "1", paging: { page: 2 }, header: null, inSelection: [1] },
      this: {},
    });
  });

  test("has all arguments where the connector reads them as one", () => {
    const texts: ConnectorTexts = { method: "POST", body: "$args", url: "/posts/{$args.id}" };
    expect(keyOf(texts, { id: "1", title: "t" })?.args).toEqual({ id: "1", title: "t" });
  });

  test("has of the parent what the connector reads, in every item of a list", () => {
    const texts: ConnectorTexts = {
      place: field,
      url: "/users/{$this.author.id}",
      queryParams: "tag: $this.tags.name",
    };
    const parent = {
      author: { id: 1, name: "n" },
      tags: [{ name: "a", id: 1 }, { name: "b" }, null],
      more: 1,
    };
    expect(keyOf(texts, {}, parent)).toMatchObject({
      args: {},
      this: { author: { id: 1 }, tags: [{ name: "a" }, { name: "b" }, null] },
    });
  });

  test("has arguments and parent where the connector reads both", () => {
    const texts: ConnectorTexts = { place: field, url: "/users/{$this.id}/x?n={$args.n}" };
    const first = keyOf(texts, { n: 1 }, { id: "1" });
    expect(first).toMatchObject({ args: { n: 1 }, this: { id: "1" } });
    expect(first?.id).not.toBe(keyOf(texts, { n: 2 }, { id: "1" })?.id);
    expect(first?.id).not.toBe(keyOf(texts, { n: 1 }, { id: "2" })?.id);
    expect(first?.id).toBe(keyOf(texts, { n: 1, m: 2 }, { id: "1", x: 3 })?.id);
  });

  test("is one and the same where the connector reads nothing", () => {
    const encode = encoderOf(connectorOf({ url: "/posts" }));
    expect(encode({ a: 1 }, undefined)).toEqual(encode({}, {}));
  });

  test("has, for a batch, what the batch reads of the object", () => {
    const texts: ConnectorTexts = {
      place: object,
      url: "/users",
      queryParams: "id: $batch.id",
      keyFields: idKey,
      batch: { maxSize: 10 },
    };
    expect(keyOf(texts, {}, { id: 7, name: "n" })).toMatchObject({ args: {}, this: { id: 7 } });
  });
});

describe("a key is equal to another", () => {
  const json: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom<Json>(
        null,
        true,
        0,
        1,
        1.5,
        10n ** 18n,
        "",
        "1",
        "null",
        '"',
        "[1]",
        "{",
        ",",
      ),
      fc.string({ maxLength: 3 }),
      fc.array(tie("json"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("json"), { maxKeys: 3 }),
    ),
  })).json;
  const objects = fc.dictionary(fc.constantFrom("a", "b", "c"), json, { maxKeys: 3 });

  test.each<[string, ConnectorTexts]>([
    ["of one argument", { url: "/x", queryParams: "a: $args.a" }],
    ["of two arguments", { url: "/x", queryParams: "a: $args.a b: $args.b" }],
    ["of paths", { url: "/x", queryParams: "a: $args.a.b c: $args.a.c d: $args.c.d" }],
    ["of all arguments", { url: "/x", queryParams: "$args" }],
  ])("exactly when what is picked is equal: keys %s", (_what, texts) => {
    const encode = encoderOf(connectorOf(texts));
    fc.assert(
      fc.property(objects, objects, (a, b) => {
        const [first, second] = [encode(a, undefined), encode(b, undefined)];
        expect(first?.id === second?.id).toBe(sorted(first?.args) === sorted(second?.args));
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, ConnectorTexts]>([
    ["one", { place: object, url: "/x/{$this.a}", keyFields: [{ path: ["a"], isId: true }] }],
    [
      "two",
      {
        place: object,
        url: "/x/{$this.a}/{$this.b}",
        keyFields: [
          { path: ["a"], isId: true },
          { path: ["b"], isId: false },
        ],
      },
    ],
  ])("when an ID is a number here and its digits there: %s", (_what, texts) => {
    const idOf = (parent: JsonObject) => keyOf(texts, {}, parent)?.id;
    expect(idOf({ a: 1, b: 2 })).toBe(idOf({ a: "1", b: 2 }));
    expect(idOf({ a: 9007199254740993n, b: 2 })).toBe(idOf({ a: "9007199254740993", b: 2 }));
    expect(idOf({ a: 1, b: 2 })).not.toBe(idOf({ a: "01", b: 2 }));
    expect(idOf({ a: [1], b: 2 })).toBe(idOf({ a: ["1"], b: 2 }));
    expect(idOf({ a: [1], b: 2 })).not.toBe(idOf({ a: "1", b: 2 }));
    expect(idOf({ a: true, b: 2 })).not.toBe(idOf({ a: "true", b: 2 }));
  });

  test("but not when what is no ID is a number here and its digits there", () => {
    const keyFields = [{ path: ["a"], isId: false }];
    const texts: ConnectorTexts = { place: object, url: "/x/{$this.a}", keyFields };
    expect(keyOf(texts, {}, { a: 1 })?.id).not.toBe(keyOf(texts, {}, { a: "1" })?.id);
  });
});

describe("there is no key, and so no call", () => {
  test.each<[unknown]>([[{}], [{ id: null }], [null], [undefined], ["text"], [[{ id: 1 }]]])(
    "where the URL reads of the parent what it does not have: %j",
    (parent) => {
      expect(keyOf({ place: field, url: "/users/{$this.id}" }, {}, parent)).toBeUndefined();
      expect(keyOf({ place: field, url: "/u?id={$this.id}" }, {}, parent)).toBeUndefined();
      expect(keyOf({ place: field, queryParams: "id: $this.id" }, {}, parent)).toBeUndefined();
      expect(keyOf({ place: field, path: "$([$this.id])" }, {}, parent)).toBeUndefined();
      expect(
        keyOf({ place: field, source: { path: "$([$this.id])" } }, {}, parent),
      ).toBeUndefined();
      expect(
        keyOf({ place: field, method: "POST", body: "{ id: $this.id }" }, {}, parent),
      ).toBeUndefined();
    },
  );

  test.each([{ a: null }, { a: { b: null } }, { a: 1 }, {}])(
    "where a path does not lead to a value: %j",
    (parent) => {
      expect(keyOf({ place: field, url: "/users/{$this.a.b}" }, {}, parent)).toBeUndefined();
    },
  );

  test("for a batch, where a key field is null", () => {
    const texts: ConnectorTexts = {
      place: object,
      queryParams: "id: $batch.id",
      keyFields: idKey,
      batch: { maxSize: undefined },
    };
    expect(keyOf(texts, {}, { id: null })).toBeUndefined();
    expect(keyOf(texts, {}, { id: 0 })).toBeDefined();
    expect(keyOf(texts, {}, { id: "" })).toBeDefined();
  });

  test("for an entity, where its argument is null", () => {
    const texts: ConnectorTexts = { url: "/users/{$args.id}", keyFields: idKey };
    expect(keyOf(texts, { id: null })).toBeUndefined();
    expect(keyOf(texts, {})).toBeUndefined();
  });
});

describe("there is a key", () => {
  test("where arguments that are no key fields are null or missing", () => {
    expect(keyOf({ url: "/posts?page={$args.page}" }, { page: null })?.args).toEqual({
      page: null,
    });
    expect(keyOf({ url: "/posts?page={$args.page}" }, {})?.args).toEqual({});
  });

  test("where only the selection, a header, or a body beside the URL reads the null", () => {
    const texts: ConnectorTexts = {
      place: field,
      method: "POST",
      url: "/users/{$this.id}",
      headers: [{ name: "x-a", value: "{$this.a}" }],
      body: "{ b: $this.b }",
      selection: "id c: $this.c",
    };
    expect(keyOf(texts, {}, { id: 1, a: null, b: null })?.this).toEqual({
      id: 1,
      a: null,
      b: null,
    });
  });

  test("where a path goes through a list, even an empty one", () => {
    const texts: ConnectorTexts = { place: field, queryParams: "id: $this.tags.id" };
    expect(keyOf(texts, {}, { tags: [] })?.this).toEqual({ tags: [] });
  });

  test("where there is no call to make", () => {
    const texts: ConnectorTexts = { place: field, url: null, selection: "$this.a" };
    expect(keyOf(texts, {}, { a: null })?.this).toEqual({ a: null });
  });
});

describe("the key of an object, for an entity connector", () => {
  const connector = connectorOf({ url: "/users/{$args.id}", keyFields: idKey });
  const ofObject = encoderOf(connector, "object");

  test("reads the object's fields in place of the arguments", () => {
    expect(ofObject({ id: "ignored" }, { id: 7, name: "n" })).toMatchObject({
      args: { id: 7 },
      this: {},
    });
  });

  test("is that of the same arguments", () => {
    const ofField = encoderOf(connector);
    expect(ofObject({}, { id: 7 })?.id).toBe(ofField({ id: "7" }, undefined)?.id);
  });

  test.each([[{}], [{ id: null }], [null], ["text"]])("is none for %j", (parent) => {
    expect(ofObject({ id: 1 }, parent)).toBeUndefined();
  });
});

function sorted(value: Json | undefined): string {
  return stringifyJson(sortKeys(value ?? null));
}

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, item]) => [name, sortKeys(item)]));
}
