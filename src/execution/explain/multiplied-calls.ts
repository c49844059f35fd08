import { allSteps } from "./all-steps.ts";
import type { ExplainedList, ExplainedProblem, ExplainedStep } from "./explanation.ts";

/** Finds the steps that make a call for each item of a list, the dearest first. */
export function findMultipliedCalls(
  steps: readonly ExplainedStep[],
  lists: readonly ExplainedList[],
): readonly ExplainedProblem[] {
  return allSteps(steps)
    .filter(isMultiplied)
    .toSorted((one, other) => other.calls.value - one.calls.value)
    .map((step) => problemOf(step, lists));
}

function isMultiplied({ connector, multipliedBy, calls }: ExplainedStep): boolean {
  const isSingle = connector?.request !== undefined && connector.batch === undefined;
  return isSingle && multipliedBy.length > 0 && calls.value > 1;
}

function problemOf(step: ExplainedStep, lists: readonly ExplainedList[]): ExplainedProblem {
  const { id, path, typeName, fields, connector, calls, multipliedBy, timing } = step;
  const list = multipliedBy.slice(-1).join();
  const what = fields.length === 0 ? typeName : fields.join(", ");
  const later =
    timing.kind === "first" ? ", or mark it @lazy or defer it, so that nobody waits" : "";
  return {
    code: "MULTIPLIED_CALLS",
    step: id,
    message: `${what} at "${path}" is a call of ${connector?.id} for each item of "${list}": ${calls.formula} = ${calls.value} calls.`,
    help: `Batch it: let a connector on the type that it fetches read $batch, so that many come in one call. Or ${bounding(lists.find(({ path: at }) => at === list))}${later}.`,
  };
}

/** What helps against a list that is too long. */
function bounding(list: ExplainedList | undefined): string {
  const from = list?.from;
  if (from?.kind === "argument" || from?.kind === "assumed")
    return `ask for fewer items, by "${from.argument}"`;
  const [argument] = from?.kind === "default" ? from.arguments : [];
  return argument === undefined
    ? "bound the list: by an argument such as `limit`, declared with @listSize(slicingArguments:)"
    : `bound the list: by its argument "${argument}"`;
}
