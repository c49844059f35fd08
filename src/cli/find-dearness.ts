import { allSteps } from "../execution/explain/all-steps.ts";
import type {
  Amount,
  ExplainedList,
  ExplainedStep,
  Explanation,
} from "../execution/explain/explanation.ts";
import type { Problem } from "../kernel/problem.ts";
import type { Allowances } from "./allowances.ts";

/** What is too dear about an operation: more calls than it may cost, and calls that a list multiplies. */
export function findDearness(explanation: Explanation, allowances: Allowances): readonly Problem[] {
  return [...findTooManyCalls(explanation, allowances), ...findMultiplied(explanation, allowances)];
}

function findTooManyCalls(
  { operation, total, sources, steps, lists }: Explanation,
  allowances: Allowances,
): readonly Problem[] {
  const { worst } = total;
  const most = allowances.maxCallsOf(operation.name, worst.value);
  const [dearest] = allSteps(steps).toSorted((one, other) => other.calls.value - one.calls.value);
  if (most === undefined || worst.value <= most || dearest === undefined) return [];
  const costs = sources.map((source) => `${source.source}: ${write(source.worst)}`).join("; ");
  return [
    {
      code: "OPERATION_TOO_DEAR",
      severity: "error",
      message: [
        `An operation may cost ${most} calls, and ${nameOf(operation.name)} costs up to ${worst.value}.`,
        `In the worst case: ${costs}.`,
        `Most of them, ${write(dearest.calls)}, are for ${fieldsOf(dearest)} at "${dearest.path}".`,
      ].join("\n"),
      help: helpOf(dearest, lists),
      origin: dearest.origin ?? operation.origin,
    },
  ];
}

function findMultiplied(
  { operation, problems, steps }: Explanation,
  allowances: Allowances,
): readonly Problem[] {
  const all = allSteps(steps);
  return problems.flatMap(({ code, step: id, message, help }) =>
    all
      .filter((step) => step.id === id && !allowances.allows(operation.name, step))
      .map(({ timing, origin }) => ({
        code,
        // What nobody waits for still costs its calls, but holds up no answer.
        severity: timing.kind === "first" ? "error" : "warning",
        message: `In ${nameOf(operation.name)}: ${message}`,
        help,
        origin: origin ?? operation.origin,
      })),
  );
}

function helpOf(
  { connector, multipliedBy }: ExplainedStep,
  lists: readonly ExplainedList[],
): string {
  const around = lists.filter(({ path }) => multipliedBy.includes(path));
  const guesses = around.flatMap(describeGuess);
  const isSingle = connector?.batch === undefined;
  return [
    ...(isSingle && around.length > 0
      ? ["Batch it: let a connector on the type that it fetches read $batch."]
      : []),
    ...guesses,
    ...(guesses.length === 0 && around.length > 0
      ? [`Ask for fewer items of ${around.map(({ path }) => `"${path}"`).join(", ")}.`]
      : []),
    "Select less, or allow it in the settings, with the reason: check.allow.",
  ].join("\n");
}

/** What makes the size of a list known; none where it is. */
function describeGuess({ coordinate, size, from }: ExplainedList): readonly string[] {
  if (from.kind !== "default") return [];
  const [argument] = from.arguments;
  const taken = `${coordinate} is, which is taken to have ${size} items`;
  return argument === undefined
    ? [`Say how long ${taken}: @listSize(assumedSize:), or an argument that bounds it.`]
    : [
        `Say how long ${taken}, as "${argument}" may be anything: write a number there, or add an assumedSize to its @listSize.`,
      ];
}

function fieldsOf({ fields, typeName }: ExplainedStep): string {
  return fields.length === 0 ? typeName : fields.join(", ");
}

function nameOf(name: string | undefined): string {
  return name === undefined ? "an operation without a name" : `"${name}"`;
}

function write({ formula, value }: Amount): string {
  return formula === String(value) ? formula : `${formula} = ${value}`;
}
