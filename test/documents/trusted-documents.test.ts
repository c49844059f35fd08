import { createHash } from "node:crypto";

import { describe, expect, test } from "vitest";

import { TrustedDocuments } from "../../src/documents/trusted-documents.ts";

const text = "query Feed { posts { title } }";
const hash = createHash("sha256").update(text).digest("hex");
const documents = new TrustedDocuments([
  { id: "feed-1", text, file: "a.json" },
  { id: "broken", text: "query {{ \u0007", file: "a.json" },
]);

describe("a trusted document is known", () => {
  test.each(["feed-1", hash, `sha256:${hash}`])("by %s", (id) => {
    expect(documents.textOf(id)).toBe(text);
  });

  test.each([
    ["as it is", text],
    ["with other blanks, commas and comments", "# a feed\nquery Feed{posts{title,}}"],
  ])("by its text, %s", (_how, written) => {
    expect(documents.has(written)).toBe(true);
  });

  test("by its text only as it is, where that is no GraphQL", () => {
    expect(documents.has("query {{ \u0007")).toBe(true);
    expect(documents.has("query {{\u0007")).toBe(false);
  });
});

test.each(["feed-2", `${hash}0`, `sha256:${hash}0`, "sha256:", "__proto__", "constructor"])(
  "no document is known by %s",
  (id) => {
    expect(documents.textOf(id)).toBeUndefined();
  },
);

test("a document with other names in it is another", () => {
  expect(documents.has("query Feed { posts { id } }")).toBe(false);
});
