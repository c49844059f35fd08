import { describe, expect, test } from "vitest";

import { stringifyJson } from "../../../src/kernel/json.ts";
import { methods } from "../../../src/mapping/methods/methods.ts";
import {
  type MappingTable,
  expectedMeaning,
  expectedOf,
  meaningOf,
  runCase,
} from "./mapping-case.ts";
import { documentedMethods } from "./tables/methods-as-documented.ts";
import { kinds, methodsByKind } from "./tables/methods-by-kind.ts";
import { rule1 } from "./tables/rule-1-missing.ts";
import { rule2 } from "./tables/rule-2-dollar-and-at.ts";
import { rule3 } from "./tables/rule-3-keys.ts";
import { rule4 } from "./tables/rule-4-lists.ts";
import { rule5 } from "./tables/rule-5-merging.ts";
import { rule6 } from "./tables/rule-6-absence.ts";
import { rule7 } from "./tables/rule-7-spreads.ts";
import { rule8 } from "./tables/rule-8-problems.ts";
import { rule9 } from "./tables/rule-9-integers.ts";
import { variableTables } from "./tables/variables.ts";
import { versionCases } from "./tables/versions.ts";

const tables: readonly MappingTable[] = [
  ...[rule1, rule2, rule3, rule4, rule5, rule6, rule7, rule8, rule9].flat(),
  ...variableTables,
  ...documentedMethods,
];

describe.each(tables)("rule $rule", ({ versions, cases, variables = {} }) => {
  describe.each(versions)("in %s", (version) => {
    test.each(cases.map((row) => [row[0], row] as const))("%s", (text, row) => {
      const [, data, result, ...problems] = row;
      expect(runCase([text, data], { version, variables })).toStrictEqual({ result, problems });
    });
  });
});

describe("one text in three versions", () => {
  test.each(versionCases)("%s", (text, data, v02, v03, v04) => {
    const meanings = (["v0.2", "v0.3", "v0.4"] as const).map((version) =>
      meaningOf(text, data, version),
    );
    expect(meanings).toEqual([v02, v03, v04].map(expectedMeaning));
  });
});

describe.each(Object.entries(methodsByKind))("->%s", (name, [args, outcomes, wrongCounts]) => {
  const version = "v0.3";
  const call = `x: v->${name}${args}`;

  test.each(kinds.map(([kind, value], index) => ({ kind, value, outcome: outcomes[index] })))(
    "on $kind",
    ({ value, outcome }) => {
      expect(runCase([call, { v: value }], { version })).toEqual(expectedOf(outcome));
    },
  );

  test("does not run on what is missing", () => {
    const problems = ['$.v: There is no "v" in an object'];
    expect(runCase([call, {}], { version })).toStrictEqual({ result: {}, problems });
  });

  test("does not run on null behind `?`", () => {
    const optional = call.replace("v->", "v?->");
    const run = runCase([optional, { v: null }], { version });
    expect(run).toStrictEqual({ result: {}, problems: [] });
  });

  test.each(wrongCounts)("is a problem with the arguments %s", (wrong) => {
    const run = runCase([`x: v->${name}${wrong} y: v`, { v: [3] }], { version });
    const message = new RegExp(
      `^\\$\\.v->${name}: ->${name} takes .* arguments?, and is given \\d$`,
    );
    expect(run).toEqual({ result: { y: [3] }, problems: [expect.stringMatching(message)] });
  });
});

test("every method is given every kind of value here", () => {
  expect(Object.keys(methodsByKind).toSorted()).toEqual([...methods.keys()].toSorted());
  for (const [, outcomes] of Object.values(methodsByKind)) {
    expect(outcomes).toHaveLength(kinds.length);
  }
});

test("these are more than three hundred mappings, each with its result and its problems", () => {
  const ofRules = tables.reduce((count, { cases }) => count + cases.length, 0);
  const ofMethods = Object.values(methodsByKind).reduce(
    (count, [, outcomes, wrongCounts]) => count + outcomes.length + 2 + wrongCounts.length,
    0,
  );
  expect(ofRules).toBeGreaterThan(300);
  expect(versionCases.length).toBeGreaterThan(40);
  expect(ofMethods).toBeGreaterThan(300);
});

test("no mapping is counted twice", () => {
  const ids = tables.flatMap(({ cases, variables = {} }) =>
    cases.map(([text, data]) => stringifyJson([text, data ?? "missing", { ...variables }])),
  );
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
