import { expect, test } from "vitest";

import { KeptDocuments } from "../../src/admission/kept-documents.ts";
import { reader, told, unlimited } from "./support/reading.ts";

test("a document that was read is the same the next time, and one that is refused is read anew", () => {
  const kept = new KeptDocuments({ reader, limits: () => unlimited });
  const first = kept.read("a", "{me{id}}");
  expect(first.errors).toBeUndefined();
  expect(kept.read("a", "{me{id}}")).toBe(first);
  expect(kept.read("b", "{me{id name}}")).not.toBe(first);
  expect(kept.read("c", "{you}").errors).toHaveLength(1);
  expect(kept.read("c", "{you}").errors).toHaveLength(1);
});

test("when limits change, what is kept is judged by the new ones", () => {
  let limits = unlimited;
  const kept = new KeptDocuments({ reader, limits: () => limits });
  const text = "query($n: Int) { users(first: $n) { id } }";
  const read = kept.read("a", text);
  if (read.errors !== undefined) throw new Error("It is within the limits.");
  expect(kept.judgeVariables(read, { n: 50 })).toBeUndefined();

  limits = { ...unlimited, depth: 1, listSize: 49 };
  expect(kept.judgeVariables(read, { n: 50 })).toMatchObject({
    extensions: { code: "LIST_TOO_LONG" },
  });
  expect(kept.read("a", text).errors?.map(told)).toMatchObject([{ code: "TOO_DEEP", limit: 1 }]);
  limits = { ...unlimited, depth: 2 };
  expect(kept.read("a", text)).toBe(read);
  for (const lower of [{ tokens: 10 }, { documentBytes: 10 }]) {
    limits = { ...unlimited, ...lower };
    expect(kept.read("a", text).errors).toHaveLength(1);
  }
});

test("only so much is kept: what was not asked for longest goes first", () => {
  const kept = new KeptDocuments({ reader, limits: () => unlimited });
  const roomy = new KeptDocuments({ reader, limits: () => unlimited, knownCharacters: 1_000_000 });
  expect(isKept(kept)).toBe(false);
  // What is known beforehand has room besides.
  expect(isKept(roomy)).toBe(true);
});

/** Whether a document is still kept after many others. */
function isKept(documents: KeptDocuments): boolean {
  const first = documents.read("a", "{me{id}}");
  for (let it = 0; it < 10; it++) documents.read(`long ${it}`, `{me{id}} #${"x".repeat(99_000)}`);
  return documents.read("a", "{me{id}}") === first;
}
