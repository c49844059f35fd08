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
  const read = Object.entries(named(files)).map(([file, text]) => ({ file, text }));
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

/** The problems of files, without the marker and without warnings of missing ttls. */
export function markedProblemsOf(files: Files | string, options?: ReadContractOptions) {
  const clean = Object.entries(named(files)).map(([file, text]) => [
    file,
    text.replace(marker, ""),
  ]);
  const problems = problemsOf(Object.fromEntries(clean), options);
  return problems
    .filter(({ code }) => code !== "MISSING_TTL")
    .map(({ code, severity, origin, message, help }) => ({
      severity,
      code,
      origin,
      text: `${message}\n${help}`,
    }));
}

/** What {@link markedProblemsOf} gives where there is one problem, at the marker. */
export function problemAtMarker(
  files: Files | string,
  { code, says, severity = "error" }: Expected,
): unknown {
  return [
    { severity, code, origin: markedPlace(named(files)), text: expect.stringContaining(says) },
  ];
}

function named(files: Files | string): Files {
  return typeof files === "string" ? { "schema.graphql": files } : files;
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
