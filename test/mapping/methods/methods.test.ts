import { describe, expect, test } from "vitest";

import type { MaybeJson } from "../../../src/mapping/mapping.ts";
import { methods } from "../../../src/mapping/methods/methods.ts";
import { runMapping } from "../run-mapping.ts";
import { listMethodTables } from "./list-methods.ts";
import { logicMethodTables } from "./logic-methods.ts";
import { expectedRun, value } from "./method-case.ts";
import { numberMethodTables } from "./number-methods.ts";
import { textMethodTables } from "./text-methods.ts";

const tables = {
  ...listMethodTables,
  ...logicMethodTables,
  ...numberMethodTables,
  ...textMethodTables,
};

describe.each(Object.entries(tables))("->%s", (_name, cases) => {
  test.each(cases)("%s", (text, outcome) => {
    expect(runMapping(text, value)).toEqual(expectedRun(outcome));
  });
});

test("every method has a table here", () => {
  expect(Object.keys(tables).toSorted()).toEqual([...methods.keys()].toSorted());
});

describe("a condition that is neither true nor false is a problem, and no list is filtered by it", () => {
  const cases: [text: string, result: MaybeJson, problems: RegExp[]][] = [
    ["list->filter(@)", undefined, [/this is a number/, /this is a number/, /this is a number/]],
    ["list->find($.nobody?)", undefined, [/this is nothing/, /this is nothing/, /this is nothing/]],
  ];
  test.each(cases)("%s", (text, result, problems) => {
    const run = runMapping(text, value);
    expect(run.result).toEqual(result);
    expect(run.problems).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  });
});

test("->parseInt does not read digits without end", () => {
  expect(runMapping("digits->parseInt", { digits: "9".repeat(1_000_000) }).problems).toEqual([
    expect.stringMatching(/whole number/),
  ]);
});
