import type { Analysis } from "./analysis.ts";
import type { ExplainedList, ExplainedSource, ExplainedStep, Explanation } from "./explanation.ts";
import {
  callsOf,
  describeStep,
  type DescribeOptions,
  requestOf,
  writeAmount,
} from "./describe-step.ts";
import { drawTable } from "./draw-table.ts";
import { pathsById } from "./paths-by-id.ts";
import { describeRuns, renderAnalysis } from "./render-analysis.ts";

/** How a part of the text looks; on a terminal a colour for each. */
export type Paint = (part: "name" | "quiet" | "strong" | "warning", text: string) => string;

export interface RenderTextOptions {
  /** Default: no colours. */
  readonly paint?: Paint;
  /** What really happened, to stand beside it. */
  readonly analysis?: Analysis | undefined;
}

/** Writes an explanation for people: the steps as a tree, then what they cost, and what was assumed. */
export function renderText(
  explanation: Explanation,
  { paint = (_part, text) => text, analysis }: RenderTextOptions = {},
): string {
  const { operation, lists, assumptions, problems } = explanation;
  const paths = pathsById(explanation.steps);
  const pathOf = (id: string): string => paths.get(id) ?? id;
  const title = [operation.kind, ...(operation.name === undefined ? [] : [operation.name])];
  const { origin } = operation;
  const place = origin === undefined ? "" : ` ${paint("quiet", `${origin.file}:${origin.line}`)}`;
  const blocks = [
    [`${paint("strong", title.join(" "))}${place}`],
    drawTree(explanation, { paint, analysis, pathOf }),
    drawCosts(explanation, { paint, analysis }),
    analysis === undefined ? [] : [paint("strong", "What happened"), ...renderAnalysis(analysis)],
    lists.length === 0 ? [] : [paint("strong", "Lists"), ...drawLists(lists)],
    assumptions.length === 0
      ? []
      : [paint("strong", "Taken for granted"), ...assumptions.map((sentence) => `  ${sentence}`)],
    problems.flatMap(({ code, step, message, help }) => [
      `${paint("warning", code)} ${pathOf(step)}`,
      `  ${message}`,
      `  → ${help}`,
    ]),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

interface DrawOptions {
  readonly paint: Paint;
  readonly analysis: Analysis | undefined;
}

/** A line of the tree: the branches before it, then a step, or something that is said of one. */
type Row =
  | { readonly branches: string; readonly step: ExplainedStep }
  | { readonly branches: string; readonly note: string };

function drawTree(
  { steps, operation }: Explanation,
  { paint, analysis, pathOf }: DrawOptions & Pick<DescribeOptions, "pathOf">,
): readonly string[] {
  const rowsOf = (siblings: readonly ExplainedStep[], branches: string): readonly Row[] =>
    siblings.flatMap((step, index): readonly Row[] => {
      const isLast = index === siblings.length - 1;
      const below = `${branches}${isLast ? "   " : "│  "}`;
      const isMutation = operation.kind === "mutation" && branches === "";
      const { asking, keeping, timing } = describeStep(step, { isMutation, pathOf });
      const facts = [asking.join(" · "), keeping ?? "", timing ?? ""].filter((text) => text !== "");
      const beside = `${below}${step.children.length === 0 ? "   " : "│  "}`;
      return [
        { branches: `${branches}${isLast ? "└─ " : "├─ "}`, step },
        ...facts.map((fact) => ({ branches: beside, note: paint("quiet", fact) })),
        ...(analysis?.steps ?? [])
          .filter(({ id }) => id === step.id)
          .map((ran) => ({ branches: beside, note: describeRuns(ran) })),
        ...rowsOf(step.children, below),
      ];
    });
  const rows = rowsOf(steps, "");
  const heads = rows.flatMap((row) => ("step" in row ? [row] : []));
  const nameWidth = widest(heads.map(({ branches, step }) => branches + step.path));
  const requestWidth = widest(heads.map(({ step }) => requestOf(step)));
  return rows.map((row) => {
    if ("note" in row) return row.branches + row.note;
    const { branches, step } = row;
    const gap = " ".repeat(nameWidth - branches.length - step.path.length);
    const request = requestOf(step).padEnd(requestWidth);
    return `${branches}${paint("name", step.path)}${gap}  ${request}  ${callsOf(step)}`.trimEnd();
  });
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}

function drawCosts(
  { sources, total }: Explanation,
  { paint, analysis }: DrawOptions,
): readonly string[] {
  const happened = (calls: number | undefined): readonly string[] =>
    analysis === undefined ? [] : [String(calls ?? 0)];
  const row = (source: ExplainedSource): readonly string[] => {
    const { source: name, calls, worst } = source;
    const real = analysis?.sources.find((one) => one.source === name)?.calls;
    return [name, ...happened(real), writeAmount(calls), writeAmount(worst), writeLimit(source)];
  };
  const { calls, worst } = total;
  const [head = "", ...lines] = drawTable([
    ["Calls", ...(analysis === undefined ? [] : ["made"]), "estimated", "at worst", "allowed"],
    ...sources.map(row),
    ...(sources.length === 1
      ? []
      : [["in all", ...happened(analysis?.calls), `${calls.value}`, `${worst.value}`, ""]]),
  ]);
  const excesses = sources.flatMap(describeExcess);
  return [
    paint("strong", head),
    ...lines,
    ...(excesses.length === 0 ? [] : ["", ...excesses.map((text) => paint("warning", text))]),
  ];
}

function writeLimit({ limit, excess }: ExplainedSource): string {
  return excess === undefined
    ? `${limit}`
    : `${limit}, exceeded${excess === "worst" ? " at worst" : ""}`;
}

function describeExcess({ source, limit, excess }: ExplainedSource): readonly string[] {
  switch (excess) {
    case undefined:
      return [];
    case "refused":
      return [
        `TOO_MANY_CALLS ${source}: the operation is refused, and nothing is asked for: the fields of its root alone make more than ${limit} calls.`,
      ];
    case "estimated":
      return [
        `TOO_MANY_CALLS ${source}: when ${limit} calls are made, as is to be expected, what is left fails.`,
      ];
    case "worst":
      return [`TOO_MANY_CALLS ${source}: if it comes to ${limit} calls, what is left fails.`];
  }
}

function drawLists(lists: readonly ExplainedList[]): readonly string[] {
  return drawTable(
    lists.map((list) => [
      list.name === list.path ? list.path : `${list.path} (${list.name})`,
      `${list.size}`,
      describeOrigin(list),
    ]),
  ).map((line) => `  ${line}`);
}

function describeOrigin({ from, coordinate }: ExplainedList): string {
  switch (from.kind) {
    case "given":
      return "as given";
    case "argument":
      return `by its argument "${from.argument}"`;
    case "assumed":
      return `taken from its argument "${from.argument}", which no @listSize declares`;
    case "declared":
      return `as ${coordinate} declares`;
    case "observed":
      return "the longest met so far";
    case "default":
      return from.arguments.length === 0
        ? `a guess: nothing says how long ${coordinate} is`
        : `a guess: its argument ${from.arguments.map((name) => `"${name}"`).join(" or ")} is not known`;
  }
}
