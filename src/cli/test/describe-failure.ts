import { diff, type styleText } from "node:util";

import type { Failure } from "../../connector-tests/failure.ts";

/** Gives a text its looks, where there are any. */
export type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

/** A failure in lines: what it is and where, then what was expected and what came. */
export function describeFailure(failure: Failure, style: Style): readonly string[] {
  const { what, origin, expected, came } = failure;
  const isLong = [expected, came].some((text) => text.includes("\n"));
  return [
    `${style("bold", what)}  ${style("dim", `${origin.file}:${origin.line}`)}`,
    ...(isLong
      ? compareLines(failure, style)
      : [
          `  ${style("green", `- expected  ${expected}`)}`,
          `  ${style("red", `+ came      ${came}`)}`,
        ]),
  ];
}

/** What only one side has, with the lines around it. */
function compareLines({ expected, came }: Failure, style: Style): readonly string[] {
  const entries = diff(expected.split("\n"), came.split("\n"));
  const isNear = (at: number): boolean =>
    entries.slice(Math.max(at - 3, 0), at + 4).some(([side]) => side !== 0);
  const lines = entries.flatMap(([side, line], at): readonly string[] => {
    if (side > 0) return [style("green", `- ${line}`)];
    if (side < 0) return [style("red", `+ ${line}`)];
    if (isNear(at)) return [`  ${line}`];
    return at === 0 || isNear(at - 1) ? [style("dim", "  …")] : [];
  });
  return [`${style("green", "- expected")}  ${style("red", "+ came")}`, ...lines].map(
    (line) => `  ${line}`,
  );
}
