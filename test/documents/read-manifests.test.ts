import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { readManifests } from "../../src/documents/read-manifests.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";

const apollo = {
  format: "apollo-persisted-query-manifest",
  version: 1,
  operations: [
    { id: "1", name: "A", type: "query", body: "query A { a }" },
    { id: "2", name: "B", type: "mutation", body: "mutation B { b }", clientName: "web" },
  ],
};
const relay = { "3": "query C { c }", "4": "query D { d }" };

/** Reads manifests with these contents: as JSON, unless it is a text. */
function read(...contents: readonly unknown[]) {
  const names = contents.map((_content, index) => `${index}.json`);
  const texts = contents.map((it) => (typeof it === "string" ? it : JSON.stringify(it)));
  const directory = temporaryDirectory(
    Object.fromEntries(names.map((name, index) => [name, texts[index] ?? ""])),
  );
  return readManifests(names.map((name) => join(directory, name)));
}

describe("documents are read", () => {
  test("from Apollo's manifest and from Relay's map", () => {
    const { documents, problems } = read(apollo, relay);
    expect(problems).toEqual([]);
    expect(documents.map(({ id, text }) => [id, text])).toEqual([
      ["1", "query A { a }"],
      ["2", "mutation B { b }"],
      ["3", "query C { c }"],
      ["4", "query D { d }"],
    ]);
  });

  test("once, where two manifests have the same", () => {
    expect(read(relay, relay).documents).toHaveLength(2);
    expect(read(relay, relay).problems).toEqual([]);
  });

  test("none, from an empty map", () => {
    expect(read({})).toEqual({ documents: [], problems: [] });
  });
});

describe("what is no manifest is told:", () => {
  test.each([
    ["[]", /is no JSON object\./],
    [{ a: 1 }, /is a map with values that are no text\./],
    [{ ...apollo, format: "other" }, /is of the format "other", version 1\./],
    [{ ...apollo, version: 2 }, /version 2\./],
    [{ operations: [] }, /is of the format undefined, version undefined\./],
    [
      { ...apollo, operations: [...apollo.operations, { id: "3" }] },
      /operations of which number 3 has no id or no body\./,
    ],
    [{ ...apollo, operations: [null] }, /of which number 1 has no id/],
  ])("%j", (content, message) => {
    const { documents, problems } = read(content);
    expect(documents).toEqual([]);
    expect(problems).toMatchObject([{ code: "MANIFEST_INVALID", severity: "error" }]);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.message).toContain("0.json");
  });

  test.each(["", "{", "{} {}"])("JSON that is broken (%j)", (content) => {
    expect(read(content).problems).toMatchObject([{ code: "MANIFEST_UNREADABLE" }]);
  });

  test("a file that is not there", () => {
    const missing = join(temporaryDirectory({}), "missing.json");
    expect(readManifests([missing]).problems).toMatchObject([
      {
        code: "MANIFEST_UNREADABLE",
        message: expect.stringMatching(/cannot be read: ENOENT: .*[^.]\.$/),
      },
    ]);
  });

  test("one id for two documents, with both files", () => {
    const { problems } = read(relay, { "3": "query Other { c }" });
    expect(problems).toMatchObject([{ code: "MANIFEST_CONFLICT" }]);
    expect(problems[0]?.message).toMatch(/"3" names one in .*0\.json and another in .*1\.json/);
  });
});
