import { getOperationAST, parse } from "graphql";
import { expect, test } from "vitest";

import { OperationGuards } from "../../src/execution/operation-guards.ts";
import { PlannedOperation } from "../../src/execution/plan-cache.ts";
import type { Plan } from "../../src/execution/plan.ts";
import { RecentPlans } from "../../src/execution/recent-plans.ts";

const plan = {
  root: { template: {}, inline: [], steps: [] },
  isSerial: false,
  isGuarded: false,
} as unknown as Plan;

function operationOf(query: string, maxPlans = 64, recent = new RecentPlans(100)) {
  const document = parse(query);
  const node = getOperationAST(document);
  if (node === null || node === undefined) throw new Error("no operation");
  const compiled: object[] = [];
  const operation = new PlannedOperation(node, document, {
    maxPlans,
    recent,
    guards: new OperationGuards([]),
    compile(conditions) {
      compiled.push(conditions);
      return { ...plan };
    },
  });
  return { compiled, isNew: (variables: object) => operation.plan({ ...variables }, false).isNew };
}

test("there is one plan for all values of variables that no condition reads", () => {
  const { compiled, isNew } = operationOf(
    "query ($id: ID, $b: Boolean!) { a(id: $id) @skip(if: $b) b @tag(x: $id) }",
  );
  expect(isNew({ id: 1, b: true })).toBe(true);
  expect(isNew({ id: 2, b: true })).toBe(false);
  expect(isNew({ id: 1, b: false })).toBe(true);
  expect(isNew({ id: 2, b: false })).toBe(false);
  expect(compiled).toHaveLength(2);
});

test("conditions in fragments count, and the order of variables does not", () => {
  const { isNew } = operationOf(
    "query ($x: Boolean!, $y: Boolean!) { ...F } fragment F on Query { a @include(if: $y) b @skip(if: $x) }",
  );
  expect(isNew({ x: true, y: false })).toBe(true);
  expect(isNew({ x: false, y: true })).toBe(true);
  expect(isNew({ y: false, x: true })).toBe(false);
});

test("only so many plans are kept: the oldest goes first", () => {
  const { isNew } = operationOf(
    "query ($x: Boolean!, $y: Boolean!) { a @skip(if: $x) b @skip(if: $y) }",
    2,
  );
  const [first, second, third] = [
    { x: true, y: true },
    { x: true, y: false },
    { x: false, y: true },
  ];
  expect([first, second, third].map(isNew)).toEqual([true, true, true]);
  expect(isNew(third)).toBe(false);
  expect(isNew(second)).toBe(false);
  expect(isNew(first)).toBe(true);
});

test("of all operations together only so many are kept: the one not used for longest goes first", () => {
  const recent = new RecentPlans(2);
  const [a, b, c] = ["{ a }", "{ b }", "{ c }"].map((query) => operationOf(query, 64, recent));
  expect([a?.isNew({}), b?.isNew({}), a?.isNew({}), c?.isNew({})]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect([a?.isNew({}), c?.isNew({}), b?.isNew({})]).toEqual([false, false, true]);
});
