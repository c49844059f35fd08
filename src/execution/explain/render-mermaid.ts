import { describeDuration } from "../../contract/describe-duration.ts";
import { callsOf, requestOf, writeAmount } from "./describe-step.ts";
import type { Explanation, ExplainedStep, ExplainedTiming } from "./explanation.ts";
import { pathsById } from "./paths-by-id.ts";

/**
 * Draws an explanation as a Mermaid flowchart: a node for each step, an arrow to each that waits for
 * it. Arrows are dashed to what the first part of the answer does not wait for; lines without a head
 * join steps that share batches.
 */
export function renderMermaid({ operation, steps, total }: Explanation): string {
  const { name, kind } = operation;
  const title = name === undefined ? kind : `${kind} ${name}`;
  const calls = `${writeAmount(total.calls)} ${total.calls.value === 1 ? "call" : "calls"}`;
  const ids = [...pathsById(steps).keys()];
  return [
    "flowchart LR",
    `  start(["${escapeLabel(title)}<br>${escapeLabel(calls)}"])`,
    ...steps.flatMap((step) => drawStep(step, { node: "start", label: undefined })),
    ...steps.flatMap((step) => drawSharing(step, ids)),
  ].join("\n");
}

interface Parent {
  readonly node: string;
  /** When its own fields come. */
  readonly label: string | undefined;
}

function drawStep(step: ExplainedStep, parent: Parent): readonly string[] {
  const node = nodeOf(step.id);
  const lines = [step.path, requestOf(step), callsOf(step), keptFor(step)];
  const text = lines.filter((line) => line !== "").map(escapeLabel);
  const [open, close] = step.connector === undefined ? ["([", "])"] : ["[", "]"];
  const label = labelOf(step.timing);
  const arrow =
    label === parent.label || label === undefined ? "-->" : `-.->|"${escapeLabel(label)}"|`;
  return [
    `  ${parent.node} ${arrow} ${node}${open}"${text.join("<br>")}"${close}`,
    ...step.children.flatMap((child) => drawStep(child, { node, label })),
  ];
}

/** A line to the next of the steps that it shares batches with, so that all of them form a chain. */
function drawSharing(step: ExplainedStep, ids: readonly string[]): readonly string[] {
  const { id, batchedWith, children } = step;
  const next = ids.slice(ids.indexOf(id)).find((other) => batchedWith.includes(other));
  return [
    ...(next === undefined ? [] : [`  ${nodeOf(id)} -.-|"one batch"| ${nodeOf(next)}`]),
    ...children.flatMap((child) => drawSharing(child, ids)),
  ];
}

function nodeOf(id: string): string {
  return `step_${id.replaceAll(".", "_")}`;
}

function keptFor({ kept }: ExplainedStep): string {
  return kept.kind === "kept" ? `kept for ${describeDuration(kept.ttlMs)}` : "";
}

function labelOf(timing: ExplainedTiming): string | undefined {
  switch (timing.kind) {
    case "first":
      return undefined;
    case "lazy":
      return timing.budgetMs === 0
        ? "lazy, not waited for"
        : `lazy, ${describeDuration(timing.budgetMs)} at most`;
    case "deferred":
      return named("deferred", timing.fragments[0]?.label);
    case "streamed":
      return named("streamed", timing.label);
  }
}

function named(what: string, label: string | undefined): string {
  return label === undefined ? what : `${what}: ${label}`;
}

/** What would end a label, or be read as markup, as the entities that Mermaid knows. */
function escapeLabel(text: string): string {
  return text.replaceAll(/[#&"<>`\\]/g, (character) => `#${character.codePointAt(0)};`);
}
