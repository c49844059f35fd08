import { styleText } from "node:util";

import type { SuiteResult, TestResult } from "../../connector-tests/run-suite.ts";
import type { OutputStream } from "../command-context.ts";
import { countResults } from "./count-results.ts";
import { describeFailure, type Style } from "./describe-failure.ts";

/** A report for people: a line for each test, what has failed in full, and how many. */
export function textReport(results: readonly SuiteResult[], stream: OutputStream): string {
  const style: Style = (format, text) => styleText(format, text, { stream });
  const suites = results.map(({ suite, tests }) =>
    [
      style("bold", suite.name),
      ...tests.flatMap((test) => testLines(test, style).map((line) => `  ${line}`)),
      "",
    ].join("\n"),
  );
  return `${[...suites, summary(results, style)].join("\n")}\n`;
}

function testLines({ test, status, failures }: TestResult, style: Style): readonly string[] {
  const what = `${test.name} ${style("dim", `→ ${test.target.value}`)}`;
  const place = style("cyan", `${test.origin.file}:${test.origin.line}`);
  switch (status) {
    case "passed":
      return [`${style("green", "✓")} ${what}`];
    case "skipped":
      return [`${style("yellow", "-")} ${what} ${style("yellow", "skipped")}`];
    case "broken":
      return [`${style("red", "!")} ${what}  ${place} could not run`];
    case "failed":
      return [
        `${style("red", "✗")} ${what}  ${place}`,
        ...failures.flatMap((it) => describeFailure(it, style).map((line) => `  ${line}`)),
      ];
  }
}

function summary(results: readonly SuiteResult[], style: Style): string {
  const { passed, failed, skipped, broken } = countResults(results);
  const total = passed + failed + skipped + broken;
  const counts = [
    style("green", `${passed} passed`),
    ...(failed > 0 ? [style("red", `${failed} failed`)] : []),
    ...(broken > 0 ? [style("red", `${broken} could not run`)] : []),
    ...(skipped > 0 ? [style("yellow", `${skipped} skipped`)] : []),
  ];
  return `${counted(total, "test")} in ${counted(results.length, "suite")}: ${counts.join(", ")}.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
