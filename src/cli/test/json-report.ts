import type { SuiteResult } from "../../connector-tests/run-suite.ts";
import { countResults } from "./count-results.ts";

/** A report for machines, as one JSON object. */
export function jsonReport(results: readonly SuiteResult[]): string {
  const report = {
    ...countResults(results),
    suites: results.map(({ suite, tests }) => ({
      name: suite.name,
      file: suite.file,
      tests: tests.map(({ test, status, failures }) => ({
        name: test.name,
        target: test.target.value,
        line: test.origin.line,
        status,
        failures: failures.map(({ what, origin, expected, came }) => ({
          what,
          line: origin.line,
          expected,
          came,
        })),
      })),
    })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
