import type { ConstDirectiveNode } from "graphql";

import { parseDuration } from "../kernel/duration.ts";
import { argumentOf } from "./argument-values.ts";
import type { ProblemLog } from "./contract-problem.ts";

/** Reads the text of a directive's argument in milliseconds; 0, and a problem, where it is no duration. */
export type ReadDuration = (directive: ConstDirectiveNode, name: string, text: string) => number;

/** Creates what reads durations, and tells the log of those that are none. */
export function createReadDuration(problems: ProblemLog): ReadDuration {
  return (directive, name, text) => {
    const durationMs = parseDuration(text);
    if (durationMs === undefined) {
      problems.error("INVALID_DURATION", argumentOf(directive, name), {
        message: `A duration is a number and a unit (ms, s, m, h, d); "${name}" is "${text}".`,
        help: 'Write it like "250ms", "30s", "5m", "1h" or "0s".',
      });
    }
    return durationMs ?? 0;
  };
}
