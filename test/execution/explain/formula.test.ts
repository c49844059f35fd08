import { describe, expect, test } from "vitest";

import {
  amountOf,
  atMost,
  type Formula,
  listSize,
  number,
  one,
  partsOf,
  plus,
  restOf,
  times,
  valueOf,
  zero,
} from "../../../src/execution/explain/formula.ts";

const posts = listSize({ name: "posts", size: 250 });
const tags = listSize({ name: "tags", size: 3 });

test.each<[Formula, string, number]>([
  [plus([one, partsOf(posts, 100)]), "1 + ceil(posts/100)", 4],
  [partsOf(times([posts, tags]), 100), "ceil(posts × tags / 100)", 8],
  [plus([partsOf(posts, 100), one, partsOf(posts, 100)]), "1 + 2 × ceil(posts/100)", 7],
  [plus([plus([posts, tags]), number(2)]), "2 + posts + tags", 255],
  [partsOf(plus([posts, tags]), 100), "ceil((posts + tags) / 100)", 3],
  [times([times([posts, number(2)]), tags, number(3)]), "6 × posts × tags", 4500],
  [restOf(posts, 10), "posts - 10", 240],
  [plus([number(10), restOf(posts, 10)]), "posts", 250],
  [plus([number(9), restOf(posts, 10)]), "9 + posts - 10", 249],
  [times([restOf(posts, 10), tags]), "(posts - 10) × tags", 720],
  [partsOf(atMost(posts, tags), 2), "ceil(min(posts, tags) / 2)", 2],
])("%# is written and worked out: %s", (formula, text, value) => {
  expect(amountOf(formula)).toEqual({ formula: text, value });
});

describe("what is known is not written out", () => {
  test.each<[string, Formula, Formula]>([
    ["nothing added up", plus([]), zero],
    ["nothing multiplied", times([]), one],
    ["a product with nothing", times([posts, zero]), zero],
    ["once", times([posts, one]), posts],
    ["a sum of numbers", plus([number(2), number(3)]), number(5)],
    ["parts of a number", partsOf(number(101), 100), number(2)],
    ["parts of one", partsOf(posts, 1), posts],
    ["the lesser, where it is the first", atMost(tags, posts), tags],
    ["the lesser, where it is a number", atMost(posts, one), one],
    ["what is left without none", restOf(posts, 0), posts],
    ["what is left where there is no more", restOf(tags, 3), zero],
  ])("%s", (_what, formula, simple) => {
    expect(formula).toEqual(simple);
    expect(valueOf(formula)).toBe(valueOf(simple));
  });
});
