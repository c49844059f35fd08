import { expect, test } from "vitest";

import { ListSizes } from "../../src/execution/list-sizes.ts";

test("the most items that a list had are known once one was met", () => {
  const sizes = new ListSizes();
  expect(sizes.most("Query.posts")).toBeUndefined();
  const size = sizes.of("Query.posts");
  expect(sizes.most("Query.posts")).toBeUndefined();
  size.add(0);
  expect(sizes.most("Query.posts")).toBe(0);
  size.add(7);
  sizes.of("Query.posts").add(3);
  expect(sizes.most("Query.posts")).toBe(7);
});
