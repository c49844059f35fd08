import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Json } from "../../src/kernel/json.ts";
import type { Problems } from "../../src/mapping/mapping.ts";
import { compileBatchMatcher } from "../../src/connectors/match-batch.ts";
import { answer, type ConnectorTexts, outcomesOf } from "./connector-fixture.ts";

const users: ConnectorTexts = {
  place: { kind: "object", typeName: "User" },
  url: "/users",
  queryParams: "id: $batch.id",
  selection: "id: user_id name",
  keyFields: [{ path: ["id"], isId: true }],
  batch: { maxSize: undefined },
};

const keysOf = (ids: readonly Json[]) => ids.map((id) => ({ this: { id } }));

describe("a batch's items go to their keys", () => {
  test("in any order, with a gap where one is missing", () => {
    const rows = [
      { user_id: 3, name: "c" },
      { user_id: 1, name: "a" },
    ];
    expect(outcomesOf(users, answer(rows), { keys: keysOf([1, 2, 3]) })).toEqual([
      { kind: "value", value: { id: 1, name: "a" } },
      { kind: "missing" },
      { kind: "value", value: { id: 3, name: "c" } },
    ]);
  });

  test("whether an ID comes as a number or as text, with all its digits", () => {
    const body =
      '[{"user_id":9007199254740993,"name":"a"},{"user_id":"9007199254740992","name":"b"}]';
    const keys = keysOf(["9007199254740993", 9007199254740992n]);
    expect(outcomesOf(users, answer(body), { keys })).toMatchObject([
      { value: { name: "a" } },
      { value: { name: "b" } },
    ]);
  });

  test("whether the IDs of an object that is the key, as a whole, are numbers or texts", () => {
    const ids = [["id"], ["of", "id"], ["tags", "id"]];
    const texts: ConnectorTexts = {
      ...users,
      queryParams: "",
      body: "keys: $batch.ref",
      method: "POST",
      selection: "ref n",
      keyFields: [{ path: ["ref"], isId: false, ids }],
    };
    const rows = [
      { ref: { of: { id: "5" }, id: "1", tags: [{ id: "7" }], size: 3 }, n: "all" },
      { ref: { id: 2, of: null }, n: "null" },
      { ref: "text", n: "no object" },
      { ref: { id: "3", size: "3" }, n: "no ID" },
    ];
    const refs = [
      { id: 1, of: { id: 5 }, tags: [{ id: 7 }], size: 3 },
      { id: "2", of: null },
      "text",
      { id: "3", size: 3 },
    ];
    const keys = refs.map((ref) => ({ this: { ref } }));
    expect(outcomesOf(texts, answer(rows), { keys })).toMatchObject([
      { value: { n: "all" } },
      { value: { n: "null" } },
      { value: { n: "no object" } },
      { kind: "missing" },
    ]);
  });

  test("strictly by type where the key is no ID", () => {
    const texts: ConnectorTexts = { ...users, keyFields: [{ path: ["id"], isId: false }] };
    expect(outcomesOf(texts, answer([{ user_id: 1 }]), { keys: keysOf(["1", 1]) })).toEqual([
      { kind: "missing" },
      { kind: "value", value: { id: 1 } },
    ]);
  });

  test("by all key fields, nested ones too", () => {
    const texts: ConnectorTexts = {
      ...users,
      queryParams: "a: $batch.a b: $batch.b.c",
      selection: "a b { c } n",
      keyFields: [
        { path: ["a"], isId: true },
        { path: ["b", "c"], isId: false },
      ],
    };
    const rows = [
      { a: "1", b: { c: "y" }, n: 2 },
      { a: "1", b: { c: "x" }, n: 1 },
    ];
    const keys = ["x", "y", "z"].map((c) => ({ this: { a: 1, b: { c } } }));
    expect(outcomesOf(texts, answer(rows), { keys })).toMatchObject([
      { kind: "value", value: { n: 1 } },
      { kind: "value", value: { n: 2 } },
      { kind: "missing" },
    ]);
  });

  test("the first of several for one key", () => {
    const rows = [
      { user_id: 1, name: "first" },
      { user_id: 1, name: "second" },
    ];
    expect(outcomesOf(users, answer(rows), { keys: keysOf([1]) })).toMatchObject([
      { value: { name: "first" } },
    ]);
  });

  test("and what is no object, or has no key, to none", () => {
    const rows = [null, 7, "x", [1], {}, { name: "no id" }, { user_id: null, name: "null id" }];
    expect(outcomesOf(users, answer(rows), { keys: keysOf([7, "null"]) })).toEqual([
      { kind: "missing" },
      { kind: "missing" },
    ]);
  });

  test("each time by itself: one key's item never becomes another's", () => {
    const row = fc.record({
      user_id: fc.oneof(fc.nat(12), fc.nat(12).map(String), fc.constant(null)),
      name: fc.string(),
    });
    const ids = fc.uniqueArray(fc.oneof(fc.nat(12), fc.nat(12).map(String)), { selector: String });
    fc.assert(
      fc.property(ids, fc.array(fc.option(row)), (asked, rows) => {
        const outcomes = outcomesOf(users, answer(rows), { keys: keysOf(asked) });
        const expected = asked.map((id) => {
          const found = rows.find(
            (it) => it !== null && String(it.user_id ?? "none") === String(id),
          );
          return found?.name;
        });
        expect(outcomes.map((it) => (it.kind === "value" ? nameOf(it.value) : undefined))).toEqual(
          expected,
        );
        expect(outcomes.every(({ kind }) => kind !== "error")).toBe(true);
      }),
    );
  });
});

describe("items that nobody asked for", () => {
  test("are reported, each of them, and so is what is no object", () => {
    const reported: string[] = [];
    const problems: Problems = { report: (message) => reported.push(message) };
    const match = compileBatchMatcher([{ path: ["id"], isId: true }]);
    const keys = [1, 2].map((id) => ({ id: "", args: {}, this: { id } }));
    match([{ id: 1 }, null, { id: 1 }, { id: 9 }, 7], keys, { problems });
    const noObject = "an item of the batch is no object, and is dropped";
    const notAsked = "an item of the batch is not one that was asked for, and is dropped";
    expect(reported).toEqual([noObject, noObject, notAsked, notAsked]);
    expect(match([{ id: 2 }], keys, { problems })).toHaveLength(2);
    expect(reported).toHaveLength(4);
  });
});

describe("a batch whose answer is no list", () => {
  test.each<[Json]>([[{ user_id: 1 }], [null], ["x"]])("fails all its keys: %j", (body) => {
    const outcomes = outcomesOf(users, answer(body), { keys: keysOf([1, 2]) });
    expect(outcomes).toHaveLength(2);
    expect(outcomes).toMatchObject(
      [1, 2].map(() => ({
        kind: "error",
        error: {
          code: "CONNECTOR_RESPONSE_INVALID",
          extensions: { http: { status: 200 }, connector: { coordinate: "Query.things" } },
        },
      })),
    );
  });

  test("fails all its keys when it made no call", () => {
    const texts: ConnectorTexts = {
      ...users,
      url: null,
      queryParams: "a: $(1)",
      selection: "$(1)",
    };
    const [outcome] = outcomesOf(texts, answer([]), { keys: keysOf([1]) });
    expect(outcome?.kind === "error" && outcome.error.extensions).not.toHaveProperty("http");
  });

  test("may be mapped without a call", () => {
    const texts: ConnectorTexts = {
      ...users,
      url: null,
      selection: "$batch { id twice: $([@.id, @.id]) }",
    };
    expect(outcomesOf(texts, answer([]), { keys: keysOf([1, 2]) })).toMatchObject([
      { kind: "value", value: { id: 1 } },
      { kind: "value", value: { id: 2 } },
    ]);
  });
});

describe("a batch none of whose items has a key field", () => {
  test.each<[Json]>([
    [[{ uid: 1, name: "a" }, { name: "b" }]],
    [[null, {}]],
    [[1, 2]],
    [[[{ user_id: 1 }]]],
  ])("fails all its keys, for it is its mapping that is broken: %j", (body) => {
    const outcomes = outcomesOf(users, answer(body), { keys: keysOf([1, 2]) });
    expect(outcomes).toMatchObject(
      [1, 2].map(() => ({
        kind: "error",
        error: {
          code: "CONNECTOR_RESPONSE_INVALID",
          message: "The items of a batch are told apart by their key fields; they have no `id`.",
          extensions: { http: { status: 200 } },
        },
      })),
    );
  });

  const texts: ConnectorTexts = {
    ...users,
    selection: "a b n",
    keyFields: [
      { path: ["a"], isId: true },
      { path: ["b", "c"], isId: false },
      { path: ["d"], isId: false },
    ],
  };
  const keys = [{ this: { a: 1, b: { c: 1 }, d: 1 } }];

  test("says which, where there are several", () => {
    expect(outcomesOf(texts, answer([{ a: 2, b: { x: 1 } }]), { keys })).toMatchObject([
      { error: { message: expect.stringMatching(/they have no `b\.c` and no `d`\.$/) } },
    ]);
  });

  test.each<[Json]>([[[]], [[null, null]], [[{ user_id: null }]]])(
    "is not one that merely lacks the items: %j",
    (body) => {
      expect(outcomesOf(users, answer(body), { keys: keysOf([1]) })).toEqual([{ kind: "missing" }]);
    },
  );

  test("is not one whose items have a null above it", () => {
    const two = { ...texts, keyFields: texts.keyFields?.slice(0, 2) ?? [] };
    expect(outcomesOf(two, answer([{ a: 2, b: null }]), { keys })).toEqual([{ kind: "missing" }]);
  });
});

describe("a batch that fails", () => {
  test("fails each of its keys", () => {
    expect(outcomesOf(users, answer({}, { status: 500 }), { keys: keysOf([1, 2]) })).toMatchObject([
      { kind: "error", error: { code: "CONNECTOR_FETCH" } },
      { kind: "error", error: { code: "CONNECTOR_FETCH" } },
    ]);
  });
});

function nameOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "name" in value ? value.name : undefined;
}
