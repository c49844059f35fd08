import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";

import { ProblemsError } from "../kernel/problem.ts";
import type { CommandContext } from "./command-context.ts";
import { reasonOf } from "../kernel/reason-of.ts";

/** Where an operation is to be read from: one of the two. */
export interface OperationSource {
  /** Its file, from the working directory; "-" is standard input. */
  readonly file: string | undefined;
  /** The operation itself. */
  readonly query: string | undefined;
}

/**
 * Reads the operation that a command line names; `name` is what problems call its place.
 *
 * @throws ProblemsError when there is none, or it cannot be read.
 */
export async function readOperationText(
  source: OperationSource,
  context: Pick<CommandContext, "cwd" | "stdin">,
): Promise<{ readonly query: string; readonly name: string }> {
  const read = await readText(source, context);
  if (read.query.trim() !== "") return read;
  throw unreadable(`An operation must be there, and ${read.name} is empty.`);
}

async function readText(
  { file, query }: OperationSource,
  { cwd, stdin }: Pick<CommandContext, "cwd" | "stdin">,
): Promise<{ readonly query: string; readonly name: string }> {
  if (query !== undefined && file === undefined) return { query, name: "--query" };
  if (query !== undefined || file === undefined) {
    const given = query === undefined ? "there is none" : "there are both";
    throw unreadable(`An operation must be in a file, or be given by --query, and ${given}.`);
  }
  if (file === "-") return { query: await text(stdin), name: "standard input" };
  try {
    return { query: readFileSync(resolve(cwd, file), "utf8"), name: file };
  } catch (error) {
    throw unreadable(`The operation's file ${file} must be readable: ${reasonOf(error)}.`);
  }
}

function unreadable(message: string): ProblemsError {
  const help =
    "Name its file, or - for standard input, or write it: --query '{ posts { title } }'.";
  const problem = { code: "OPERATION_UNREADABLE", severity: "error", message, help } as const;
  return new ProblemsError([{ ...problem, origin: undefined }]);
}
