import { GraphQLError } from "graphql";
import { expect, test } from "vitest";

import { createErrorFormatter } from "../../src/server/format-errors.ts";
import { createIncrementalParts } from "../../src/server/incremental-parts.ts";
import { dataOf, payloadOf, pendingPart } from "./support/answer-in-parts.ts";
import { logLines } from "./support/log-lines.ts";

const { formatErrors } = createErrorFormatter({ showBugs: false, log: logLines("silent").log });
const parts = createIncrementalParts(formatErrors);
const failed = new GraphQLError("Failed", { path: ["a"], extensions: { code: "FAILED" } });
const errors = [{ message: "Failed", path: ["a"], extensions: { code: "FAILED" } }];

test("the first part tells of those that come, with their paths and labels", () => {
  expect(parts.first([pendingPart("0"), pendingPart("1", ["posts", 0], "more")])).toEqual({
    pending: [
      { id: "0", path: [] },
      { id: "1", path: ["posts", 0], label: "more" },
    ],
  });
});

test("a later part fills and completes what was told of, and tells of more", () => {
  const payload = payloadOf({
    pending: [pendingPart("3", ["user"])],
    incremental: [
      dataOf("0", { name: "Ann" }),
      { kind: "data", id: "0", subPath: ["home", 1], data: { city: null }, errors: [failed] },
      { kind: "items", id: "1", items: [1, 2] },
      { kind: "items", id: "2", items: [null], errors: [failed] },
    ],
    completed: [{ id: "0" }, { id: "2", errors: [failed] }],
  });
  expect(parts.later(payload)).toEqual({
    pending: [{ id: "3", path: ["user"] }],
    incremental: [
      { id: "0", data: { name: "Ann" } },
      { id: "0", subPath: ["home", 1], data: { city: null }, errors },
      { id: "1", items: [1, 2] },
      { id: "2", items: [null], errors },
    ],
    completed: [{ id: "0" }, { id: "2", errors }],
  });
});

test("what a part has none of is not in it", () => {
  expect(parts.later(payloadOf({}))).toEqual({});
});
