import { globSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

import type { Problem } from "../../kernel/problem.ts";

/** Paths of suites, absolute and sorted, and what names none. */
export interface FoundSuites {
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

/** Finds the suites that paths name: a file, a directory with all suites below it, or a glob. */
export function findSuites(patterns: readonly string[], cwd: string): FoundSuites {
  const problems: Problem[] = [];
  const paths = patterns.flatMap((pattern) => {
    const found = globSync(resolve(cwd, pattern)).flatMap((path) =>
      statSync(path).isDirectory() ? suitesBelow(path) : [path],
    );
    if (found.length === 0) problems.push(matchesNone(pattern));
    return found;
  });
  return { paths: sorted(paths), problems };
}

/**
 * Finds the suites beside a schema (a file, a directory or a glob), and those in `tests/`. Where there
 * is no such schema, as suites may name their own, it finds those in the working directory.
 */
export function findSuitesOf(schema: string, cwd: string): FoundSuites {
  const beside = globSync(schema).map((path) =>
    statSync(path).isDirectory() ? path : dirname(path),
  );
  const directories = beside.length > 0 ? [...beside, resolve(cwd, "tests")] : [cwd];
  const paths = sorted(directories.flatMap(suitesBelow));
  return { paths, problems: paths.length > 0 ? [] : [noneBeside(schema)] };
}

function suitesBelow(directory: string): readonly string[] {
  return globSync("**/*.connector.{yaml,yml}", {
    cwd: directory,
    exclude: (name) => name.endsWith("node_modules"),
  }).map((name) => resolve(directory, name));
}

function sorted(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].toSorted();
}

function matchesNone(pattern: string): Problem {
  return {
    code: "SUITES_NOT_FOUND",
    severity: "error",
    message: `The tests to run are in suites (*.connector.yaml), and "${pattern}" names none.`,
    help: "Give the path of a file, of a directory, or a glob in quotes: 'tests/**/*.connector.yaml'.",
    origin: undefined,
  };
}

function noneBeside(schema: string): Problem {
  return {
    code: "SUITES_NOT_FOUND",
    severity: "error",
    message: `The tests of a schema are in suites (*.connector.yaml) beside it, and beside ${schema} there is none.`,
    help: "Write one, or name those to run: sluice test path/to/users.connector.yaml",
    origin: undefined,
  };
}
