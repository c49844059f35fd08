import type { SuiteResult, TestResult } from "../../connector-tests/run-suite.ts";
import { countResults, type ResultCounts } from "./count-results.ts";
import { describeFailure } from "./describe-failure.ts";

/** A report in the XML that continuous integration reads, as JUnit writes it. */
export function junitReport(results: readonly SuiteResult[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sluice test"${attributesOf(countResults(results))}>`,
    ...results.flatMap((result) => [
      `  <testsuite name="${escape(result.suite.name)}"${attributesOf(countResults([result]))}>`,
      ...result.tests.flatMap(testLines),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
}

function attributesOf({ passed, failed, skipped, broken }: ResultCounts): string {
  const tests = passed + failed + skipped + broken;
  return ` tests="${tests}" failures="${failed}" errors="${broken}" skipped="${skipped}"`;
}

function testLines({ test, status, failures }: TestResult): readonly string[] {
  const { name, target, origin } = test;
  const start = `    <testcase name="${escape(name)}" classname="${escape(target.value)}" file="${escape(origin.file)}" line="${origin.line}"`;
  if (status === "passed") return [`${start}/>`];
  const inside =
    status === "skipped"
      ? ["      <skipped/>"]
      : status === "broken"
        ? ['      <error message="It could not run."/>']
        : failures.map((failure) => {
            const text = describeFailure(failure, (_format, it) => it).join("\n");
            return `      <failure message="${escape(failure.what)}">${escape(text)}</failure>`;
          });
  return [`${start}>`, ...inside, "    </testcase>"];
}

/** Of the characters that XML cannot have at all, a sign is left that there was one. */
function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
}
