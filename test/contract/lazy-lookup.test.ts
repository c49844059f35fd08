import { expect, test } from "vitest";

import { createLazyLookup } from "../../src/contract/lazy-lookup.ts";
import { contractOf } from "./support/contract-of.ts";

const lookup = createLazyLookup(
  contractOf(`
    type Query { plain: Int, late: Int @lazy(reason: "own", budget: "3s", owner: "team-x") }
    interface Slow { rank: Int @lazy(reason: "of Slow", budget: "2s"), size: Int, note: Int }
    interface Slower implements Slow { rank: Int @lazy(reason: "of Slower", budget: "5s"), size: Int, note: Int }
    interface Slowest implements Slow { rank: Int, size: Int, note: Int @lazy(reason: "of Slowest") }
    type Both implements Slower & Slow { rank: Int, size: Int, note: Int }
    type Turned implements Slow & Slower { rank: Int, size: Int, note: Int }
    type Own implements Slow { rank: Int @lazy(reason: "of Own", budget: "9s"), size: Int, note: Int }
    type Three implements Slowest & Slow { rank: Int, size: Int, note: Int }
    input Filter { rank: Int }
  `),
);

test.each([
  ["a field without it is not lazy", "Query", "plain", undefined],
  ["a field with it says all of it", "Query", "late", "own"],
  ["it holds for the interface itself", "Slow", "rank", "of Slow"],
  ["it holds for the types of an interface", "Three", "rank", "of Slow"],
  ["it holds for an interface of an interface", "Slowest", "rank", "of Slow"],
  ["of two interfaces the least budget counts", "Both", "rank", "of Slow"],
  ["in whatever order they stand", "Turned", "rank", "of Slow"],
  ["what a field says itself wins", "Own", "rank", "of Own"],
  ["other fields of the type stay as they are", "Three", "size", undefined],
  ["it holds through the interface that says it alone", "Three", "note", "of Slowest"],
  ["and not for others of that field's name", "Both", "note", undefined],
  ["a type that there is not has no lazy field", "Nothing", "rank", undefined],
])("%s", (_, typeName, fieldName, reason) => {
  expect(lookup(typeName, fieldName)?.reason).toBe(reason);
});

test("budget and owner come with it", () => {
  expect(lookup("Query", "late")).toEqual({ reason: "own", budgetMs: 3000, owner: "team-x" });
});
