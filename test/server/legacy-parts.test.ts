import { GraphQLError } from "graphql";
import { expect, test } from "vitest";

import { createLegacyParts } from "../../src/server/legacy-parts.ts";
import { createErrorFormatter } from "../../src/server/format-errors.ts";
import { dataOf, payloadOf, pendingPart, type Payload } from "./support/answer-in-parts.ts";
import { logLines } from "./support/log-lines.ts";

const { formatErrors } = createErrorFormatter({ showBugs: false, log: logLines("silent").log });

function legacyParts(data: unknown, ...pending: Parameters<typeof pendingPart>[]) {
  const parts = createLegacyParts(data, formatErrors);
  expect(parts.first(pending.map((part) => pendingPart(...part)))).toEqual({});
  return (payload: Payload) => parts.later(payloadOf(payload));
}

const failed = new GraphQLError("Failed", { path: ["user"], extensions: { code: "FAILED" } });
const told = { message: "Failed", path: ["user"], extensions: { code: "FAILED" } };

test("a fragment comes at its path, with its label", () => {
  const write = legacyParts({ user: { id: "1" } }, ["0", ["user"], "more"]);
  expect(write({ incremental: [dataOf("0", { name: "Ann" })], completed: [{ id: "0" }] })).toEqual({
    incremental: [{ data: { name: "Ann" }, path: ["user"], label: "more" }],
  });
});

test("the fields of a fragment that lie below it come as one object", () => {
  const write = legacyParts({ user: { id: "1", home: { id: "2" } } }, ["0", ["user"]]);
  const written = write({
    incremental: [
      dataOf("0", { name: "Ann" }),
      { kind: "data", id: "0", subPath: ["home"], data: { city: "Bern" } },
      { kind: "data", id: "0", subPath: ["home", "land"], data: { name: "CH" }, errors: [failed] },
    ],
    completed: [{ id: "0" }],
  });
  expect(written).toEqual({
    incremental: [
      {
        data: { name: "Ann", home: { city: "Bern", land: { name: "CH" } } },
        path: ["user"],
        errors: [told],
      },
    ],
  });
});

test("what comes of a fragment is held back until all of it is there", () => {
  const write = legacyParts({}, ["0"]);
  expect(write({ incremental: [dataOf("0", { one: 1 })] })).toEqual({});
  expect(write({ incremental: [dataOf("0", { two: 2 })], completed: [{ id: "0" }] })).toEqual({
    incremental: [{ data: { one: 1, two: 2 }, path: [] }],
  });
});

test("lists on the way have each item at its place, and nothing new for those without such fields", () => {
  const posts = [{ id: "1" }, { id: "2" }, null, [{ id: "4" }], { id: "5" }, { id: "6" }];
  const write = legacyParts({ posts }, ["0"]);
  const written = write({
    incremental: [
      { kind: "data", id: "0", subPath: ["posts", 1], data: { title: "Two" } },
      { kind: "data", id: "0", subPath: ["posts", 4], data: { title: "Five" } },
    ],
    completed: [{ id: "0" }],
  });
  expect(JSON.parse(JSON.stringify(written))).toEqual({
    incremental: [
      { data: { posts: [{}, { title: "Two" }, null, [{}], { title: "Five" }, {}] }, path: [] },
    ],
  });
});

test("a fragment in lists of lists comes as such", () => {
  const write = legacyParts({ rows: [[{ id: 1 }, { id: 2 }]] }, ["0"]);
  const written = write({
    incremental: [
      { kind: "data", id: "0", subPath: ["rows", 0, 0], data: { name: "a" } },
      { kind: "data", id: "0", subPath: ["rows", 0, 1], data: { name: "b" } },
    ],
    completed: [{ id: "0" }],
  });
  expect(JSON.parse(JSON.stringify(written))).toEqual({
    incremental: [{ data: { rows: [[{ name: "a" }, { name: "b" }]] }, path: [] }],
  });
});

test("what came before is not changed by what lies in it and comes later", () => {
  const home = { city: "Bern", lands: [{ name: "CH" }] };
  const write = legacyParts({ user: { id: "1" } }, ["0", ["user"]]);
  const written = write({
    incremental: [
      dataOf("0", { home }),
      { kind: "data", id: "0", subPath: ["home", "lands", 0], data: { size: 41 } },
    ],
    completed: [{ id: "0" }],
  });
  expect(written).toEqual({
    incremental: [
      { data: { home: { city: "Bern", lands: [{ name: "CH", size: 41 }] } }, path: ["user"] },
    ],
  });
  expect(home).toEqual({ city: "Bern", lands: [{ name: "CH" }] });
});

test("a list of lists without such fields stays as long as it is", () => {
  const rows = [[{ id: "1" }], [null, { id: "2" }, [null]]];
  const write = legacyParts({ rows }, ["0"]);
  const written = write({
    incremental: [{ kind: "data", id: "0", subPath: ["rows", 0, 0], data: { line: 1 } }],
    completed: [{ id: "0" }],
  });
  expect(written).toEqual({
    incremental: [{ data: { rows: [[{ line: 1 }], [null, {}, [null]]] }, path: [] }],
  });
});

test("a fragment that failed is null, with the errors", () => {
  const write = legacyParts({ user: {} }, ["0", ["user"], "more"]);
  expect(write({ completed: [{ id: "0", errors: [failed] }] })).toEqual({
    incremental: [{ data: null, path: ["user"], label: "more", errors: [told] }],
  });
});

test("a fragment whose fields all came with others comes empty", () => {
  const write = legacyParts({ user: {} }, ["0", ["user"]]);
  expect(write({ completed: [{ id: "0" }] })).toEqual({
    incremental: [{ data: {}, path: ["user"] }],
  });
});

test("items come at the index where they belong, in whichever part their list came", () => {
  const write = legacyParts({ names: ["a", "b"] }, ["0", ["names"], "names"], ["1", []]);
  expect(write({ incremental: [{ kind: "items", id: "0", items: ["c", "d"] }] })).toEqual({
    incremental: [{ items: ["c", "d"], path: ["names", 2], label: "names" }],
  });
  expect(write({ incremental: [{ kind: "items", id: "0", items: ["e"] }] })).toEqual({
    incremental: [{ items: ["e"], path: ["names", 4], label: "names" }],
  });
  expect(write({ completed: [{ id: "0" }] })).toEqual({});

  const list = { pending: [pendingPart("2", ["user", "posts"])] };
  write({
    incremental: [dataOf("1", { user: { posts: [1] } })],
    completed: [{ id: "1" }],
    ...list,
  });
  expect(
    write({ incremental: [{ kind: "items", id: "2", items: [2], errors: [failed] }] }),
  ).toEqual({ incremental: [{ items: [2], path: ["user", "posts", 1], errors: [told] }] });
});

test("a list inside a streamed item has its own places", () => {
  const write = legacyParts({ posts: [] }, ["0", ["posts"]]);
  write({
    incremental: [{ kind: "items", id: "0", items: [{ tags: ["x"] }, { tags: [] }] }],
    pending: [pendingPart("1", ["posts", 0, "tags"]), pendingPart("2", ["posts", 1, "tags"])],
  });
  const items = ["1", "2"].map((id) => ({ kind: "items" as const, id, items: ["new"] }));
  expect(write({ incremental: items })).toEqual({
    incremental: [
      { items: ["new"], path: ["posts", 0, "tags", 1] },
      { items: ["new"], path: ["posts", 1, "tags", 0] },
    ],
  });
});

test("a list that ended early has null where its next items would be", () => {
  const write = legacyParts({ names: ["a"], more: [] }, ["0", ["names"]], ["1", ["more"]]);
  write({ incremental: [{ kind: "items", id: "0", items: ["b"] }] });
  const completed = ["0", "1"].map((id) => ({ id, errors: [failed] }));
  expect(write({ completed })).toEqual({
    incremental: [
      { items: null, path: ["names", 2], errors: [told] },
      { items: null, path: ["more", 0], errors: [told] },
    ],
  });
});

test("a field may be called as nothing else in JavaScript", () => {
  const write = legacyParts({ user: {} }, ["0"]);
  const data = JSON.parse('{ "__proto__": { "polluted": true } }') as Record<string, unknown>;
  const written = write({
    incremental: [{ kind: "data", id: "0", subPath: ["__proto__", "user"], data }],
    completed: [{ id: "0" }],
  });
  expect(JSON.stringify(written)).toBe(
    '{"incremental":[{"data":{"__proto__":{"user":{"__proto__":{"polluted":true}}}},"path":[]}]}',
  );
  expect({}).not.toHaveProperty("polluted");
});

test("a fragment comes before the items of a list in it, and after the items that it lies in", () => {
  const write = legacyParts({ posts: [] }, ["0", []], ["1", ["posts"]]);
  const written = write({
    pending: [pendingPart("2", ["user", "tags"]), pendingPart("3", ["posts", 0])],
    incremental: [
      dataOf("0", { user: { tags: ["a"] } }),
      { kind: "items", id: "2", items: ["b"] },
      dataOf("3", { title: "One" }),
      { kind: "items", id: "1", items: [{ id: "1" }] },
    ],
    completed: ["3", "0", "1", "2"].map((id) => ({ id })),
  });
  expect(written["incremental"]).toEqual([
    { data: { user: { tags: ["a"] } }, path: [] },
    { items: [{ id: "1" }], path: ["posts", 0] },
    { data: { title: "One" }, path: ["posts", 0] },
    { items: ["b"], path: ["user", "tags", 1] },
  ]);
});
