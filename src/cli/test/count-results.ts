import type { SuiteResult, TestResult } from "../../connector-tests/run-suite.ts";

/** How many tests came out how. */
export type ResultCounts = Readonly<Record<TestResult["status"], number>>;

export function countResults(results: readonly SuiteResult[]): ResultCounts {
  const counts = { passed: 0, failed: 0, skipped: 0, broken: 0 };
  for (const { status } of results.flatMap(({ tests }) => tests)) counts[status]++;
  return counts;
}
