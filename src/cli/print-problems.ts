import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { styleText } from "node:util";

import type { Origin, Problem } from "../kernel/problem.ts";
import type { CommandContext, OutputStream } from "./command-context.ts";

/**
 * Prints problems to standard error for people: what is wrong, the line of the file with a caret
 * under the place, what to do. In colour on a terminal only.
 */
export function printProblems(problems: readonly Problem[], context: CommandContext): void {
  const { stderr, cwd } = context;
  const blocks = problems.map((problem) => formatProblem(problem, stderr, cwd));
  stderr.write(`\n${blocks.join("\n\n")}\n\n`);
}

function formatProblem(problem: Problem, stream: OutputStream, cwd: string): string {
  const { severity, code, message, help, origin } = problem;
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    styleText(format, text, { stream });
  const place =
    origin === undefined
      ? ""
      : ` ${style("cyan", `${origin.file}:${origin.line}:${origin.column}`)}`;
  const label = style(["bold", severity === "error" ? "red" : "yellow"], severity);
  return [
    `${label} ${style("dim", code)}${place}`,
    ...message.split("\n").map((line) => `  ${line}`),
    ...(origin === undefined ? [] : excerpt(origin, cwd, (caret) => style("red", caret))),
    ...help.split("\n").map((line) => `  ${style("bold", "→")} ${line}`),
  ].join("\n");
}

/** The line of a place with the one before it, and a caret; nothing when it cannot be read. */
function excerpt(
  { file, line, column }: Origin,
  cwd: string,
  paint: (caret: string) => string,
): readonly string[] {
  const lines = readLines(resolve(cwd, file));
  const marked = lines[line - 1];
  if (marked === undefined) return [];
  const width = String(line).length;
  const numbered = (at: number, text: string) => `  ${String(at).padStart(width)} │ ${text}`;
  const before = lines[line - 2] ?? "";
  // A tab stays a tab, so that the caret stands under its character however wide tabs are.
  const indent = marked.slice(0, column - 1).replaceAll(/[^\t]/g, " ");
  return [
    "",
    ...(before.trim() === "" ? [] : [numbered(line - 1, before)]),
    numbered(line, marked),
    `  ${" ".repeat(width)} │ ${indent}${paint("^")}`,
    "",
  ];
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").split(/\r\n|\n|\r/);
  } catch {
    return [];
  }
}
