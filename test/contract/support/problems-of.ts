import { expect } from "vitest";

import { readContractFromFiles } from "../../../src/contract/read-contract.ts";
import type { ReadContractOptions } from "../../../src/contract/read-contract.ts";
import { ProblemsError } from "../../../src/kernel/problem.ts";
import type { Problem } from "../../../src/kernel/problem.ts";

/** Stands in a text right before the character that a problem must point at. */
const marker = "▲";

/** Files by name. */
export type Files = Readonly<Record<string, string>>;

/** All problems of a schema, whether or not it can be used. */
export function problemsOf(
  files: Files | string,
  options?: ReadContractOptions,
): readonly Problem[] {
  const named = typeof files === "string" ? { "schema.graphql": files } : files;
  const read = Object.entries(named).map(([file, text]) => ({ file, text }));
  try {
    return readContractFromFiles(read, options).problems;
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
}

/** What a problem must say: its code, and a part of its message or of its help. */
export interface Expected {
  readonly code: string;
  readonly says: string;
  readonly severity?: Problem["severity"];
}

/** Expects that a schema has one problem, at the place of the marker. */
export function expectProblem(
  files: Files | string,
  { code, says, severity = "error" }: Expected,
  options?: ReadContractOptions,
): void {
  const named = typeof files === "string" ? { "schema.graphql": files } : files;
  const clean = Object.fromEntries(
    Object.entries(named).map(([file, text]) => [file, text.replace(marker, "")]),
  );
  const problems = problemsOf(clean, options).filter((problem) => problem.code !== "MISSING_TTL");
  expect(problems.map((problem) => `${problem.severity} ${problem.code}`)).toEqual([
    `${severity} ${code}`,
  ]);
  expect(problems[0]?.origin).toEqual(markedPlace(named));
  expect(`${problems[0]?.message}\n${problems[0]?.help}`).toContain(says);
}

function markedPlace(files: Files) {
  for (const [file, text] of Object.entries(files)) {
    const before = text.split(marker);
    if (before.length < 2) continue;
    const lines = (before[0] ?? "").split("\n");
    return { file, line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
  }
  return undefined;
}
