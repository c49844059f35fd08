import type { ExplainedStep } from "./explanation.ts";

/** The path of each step of a tree, by the step's id. */
export function pathsById(steps: readonly ExplainedStep[]): ReadonlyMap<string, string> {
  return new Map(
    steps.flatMap((step): [string, string][] => [
      [step.id, step.path],
      ...pathsById(step.children),
    ]),
  );
}
