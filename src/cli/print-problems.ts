import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { styleText } from "node:util";

import type { Origin, Problem } from "../kernel/problem.ts";
import type { CommandContext, OutputStream } from "./command-context.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** Texts that problems may point into and that are in no file, by what the problems call them. */
export type Texts = ReadonlyMap<string, string>;

/**
 * Prints problems to standard error for people: what is wrong, the line of the file with a caret
 * under the place, what to do. In colour on a terminal only.
 */
export function printProblems(
  problems: readonly Problem[],
  { stderr, cwd }: CommandContext,
  texts: Texts = new Map(),
): void {
  const textOf = (file: string): string | undefined =>
    texts.get(file) ?? readText(resolve(cwd, file));
  const blocks = problems.map((problem) => formatProblem(problem, stderr, textOf));
  stderr.write(`\n${blocks.join("\n\n")}\n\n`);
}

type TextOf = (file: string) => string | undefined;

function formatProblem(problem: Problem, stream: OutputStream, textOf: TextOf): string {
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
    ...(origin === undefined
      ? []
      : excerpt(origin, textOf, {
          columns: stream.columns ?? usualColumns,
          paint: (caret) => style("red", caret),
        })),
    ...help.split("\n").map((line) => `  ${style("bold", "→")} ${line}`),
  ].join("\n");
}

/** Where nobody knows how wide the screen is. */
const usualColumns = 120;

interface ExcerptStyle {
  readonly columns: number;
  readonly paint: (caret: string) => string;
}

/** The line of a place with the one before it, and a caret; nothing when it cannot be read. */
function excerpt(
  { file, line, column }: Origin,
  textOf: TextOf,
  { columns, paint }: ExcerptStyle,
): readonly string[] {
  const lines = textOf(file)?.split(/\r\n|\n|\r/) ?? [];
  const marked = lines[line - 1];
  if (marked === undefined) return [];
  const width = String(line).length;
  const clip = clipAround(column, marked.length, columns - width - "   │ ".length);
  const shown = /\.ya?ml$/.test(file) ? withoutSecrets : (text: string) => text;
  const numbered = (at: number, text: string) =>
    `  ${String(at).padStart(width)} │ ${clip(shown(text))}`;
  const before = lines[line - 2] ?? "";
  // A tab stays a tab, so that the caret stands under its character however wide tabs are.
  const indent = clip(marked.slice(0, column - 1)).replaceAll(/[^\t]/g, " ");
  return [
    "",
    ...(before.trim() === "" ? [] : [numbered(line - 1, before)]),
    numbered(line, marked),
    `  ${" ".repeat(width)} │ ${indent}${paint("^")}`,
    "",
  ];
}

/** Cuts lines to what fits, about a column of a line of that length: what is minified would fill the screen. */
function clipAround(column: number, length: number, most: number): (text: string) => string {
  const start = Math.max(Math.min(column - 1 - Math.floor(most / 2), length - most), 0);
  return (text) => {
    const shown = text.slice(start, start + most);
    const opened = start > 0 && shown !== "" ? `…${shown.slice(1)}` : shown;
    return text.length > start + most ? `${opened.slice(0, -1)}…` : opened;
  };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
