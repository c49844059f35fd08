import type { MappingProblem } from "../connectors/mapping-problems.ts";
import type { Origin } from "../kernel/problem.ts";
import { describeMessage, fitsMessage } from "./expected-message.ts";
import type { Failure } from "./failure.ts";
import type { ExpectedProblem, Written } from "./suite.ts";

/** What of the problems is not as a test says; each is a line in what is told of it. */
export function checkProblems(
  expected: readonly Written<ExpectedProblem>[],
  problems: readonly MappingProblem[],
  origin: Origin,
): readonly Failure[] {
  const left = [...problems];
  const lines = expected.map(({ value }) => {
    const index = left.findIndex(
      ({ message, path }) => fitsMessage(inOurWords(value), message) && isAt(value.path, path),
    );
    const [found] = index < 0 ? [] : left.splice(index, 1);
    return found === undefined
      ? { isFound: false, line: `${value.path ?? "anywhere"}: ${describeMessage(value)}` }
      : { isFound: true, line: lineOf(found) };
  });
  if (left.length === 0 && lines.every(({ isFound }) => isFound)) return [];
  return [
    {
      what: "problems",
      origin: expected[0]?.origin ?? origin,
      expected: textOf(lines.map(({ line }) => line)),
      came: textOf([
        ...lines.flatMap(({ isFound, line }) => (isFound ? [line] : [])),
        ...left.map(lineOf),
      ]),
    },
  ];
}

function textOf(lines: readonly string[]): string {
  return lines.join("\n") || "no problem";
}

function lineOf({ path, message, count }: MappingProblem): string {
  return `${path}: ${message}${count === 1 ? "" : ` (${count} times)`}`;
}

/** "$.user.name" may be written "user.name". */
function isAt(expected: string | undefined, path: string): boolean {
  const [one, other] = [expected, path].map((it) => it?.replace(/^\$\./, ""));
  return one === undefined || one === other;
}

/** Other gateways word it otherwise when a property is missing: suites may have their words. */
function inOurWords(expected: ExpectedProblem): ExpectedProblem {
  const [, name] = /^Property \.(.+) not found in /.exec(expected.message ?? "") ?? [];
  return name === undefined
    ? expected
    : { ...expected, message: undefined, containsMessage: `There is no "${name}" in ` };
}
