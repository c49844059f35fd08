import { globSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";

import { type Origin, type Problem, ProblemsError } from "../kernel/problem.ts";
import type { ContractProblemCode } from "./contract-problem.ts";

/** One file of a schema: its name as problems show it, and its text. */
export interface SchemaFile {
  readonly file: string;
  readonly text: string;
}

const extensions = [".graphql", ".graphqls", ".gql"];

/**
 * Reads a schema's files: one file, all `.graphql`, `.graphqls` and `.gql` files below a directory,
 * or all that a glob names; sorted by name. Names are relative to the working directory.
 *
 * @param origin where the path is written.
 * @throws ProblemsError when there is nothing at the path, or no schema in it.
 */
export function readSchemaFiles(path: string, origin?: Origin): readonly SchemaFile[] {
  const files = listFiles(path, origin).map((file) => resolve(file));
  return files
    .toSorted()
    .map((file) => ({ file: displayName(file), text: readFileSync(file, "utf8") }));
}

function listFiles(path: string, origin: Origin | undefined): readonly string[] {
  const fail = (code: ContractProblemCode, what: string): never => {
    throw new ProblemsError([pathProblem(code, `The schema path "${path}" ${what}.`, origin)]);
  };
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) {
    const names = readdirSync(path, { recursive: true, encoding: "utf8" });
    const files = names
      .filter(isSchemaFile)
      .map((name) => join(path, name))
      .filter((file) => statSync(file).isFile());
    return files.length > 0 ? files : fail("SCHEMA_EMPTY", "has no schema file in it");
  }
  if (found !== undefined) return [path];
  if (!/[*?{[]/.test(path)) return fail("SCHEMA_NOT_FOUND", "does not exist");
  const matches = globSync(path).filter((file) => statSync(file).isFile());
  return matches.length > 0 ? matches : fail("SCHEMA_NOT_FOUND", "matches no file");
}

function isSchemaFile(name: string): boolean {
  return extensions.some((extension) => name.endsWith(extension));
}

function displayName(file: string): string {
  const name = relative(process.cwd(), file);
  return (name.startsWith("..") ? file : name).split(sep).join("/");
}

function pathProblem(
  code: ContractProblemCode,
  message: string,
  origin: Origin | undefined,
): Problem {
  const help = `Give \`schema\` the path of a schema file, of a directory with ${extensions.join(", ")} files, or a glob.`;
  return { code, severity: "error", message, help, origin };
}
