import type { ExplainedStep } from "./explanation.ts";

/** The steps of a tree, each before those below it. */
export function allSteps(steps: readonly ExplainedStep[]): readonly ExplainedStep[] {
  return steps.flatMap((step) => [step, ...allSteps(step.children)]);
}
