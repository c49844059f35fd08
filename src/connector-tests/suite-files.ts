import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

import type { YamlValue } from "./yaml-value.ts";

/** Where the files are that a suite names. */
export interface SuitePlace {
  /** The suite itself, absolute. */
  readonly path: string;
  /** The working directory. */
  readonly cwd: string;
}

/**
 * The absolute path of a file that a suite names: beside the suite, else from the working directory.
 * Undefined, with a problem, where there is none.
 */
export function findFile(written: YamlValue, { path, cwd }: SuitePlace): string | undefined {
  const text = written.text();
  if (text === undefined) return undefined;
  const found = [resolve(dirname(path), text), resolve(cwd, text)].find((it) => existsSync(it));
  if (found === undefined) {
    written.refuse({
      code: "SUITE_FILE_NOT_FOUND",
      message: `${written.name} must name a file that is there, and "${text}" is not.`,
      help: "Give its path from the folder of the suite, or from the folder that the command runs in.",
    });
  }
  return found;
}

/** The text of a file that a suite names. Undefined, with a problem, where it cannot be read. */
export function readNamedFile(written: YamlValue, place: SuitePlace): string | undefined {
  const path = findFile(written, place);
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    written.refuse({
      code: "SUITE_FILE_UNREADABLE",
      message: `${written.name} must name a file that can be read: ${String(error)}.`,
      help: "Check that it is a file and that this user may read it.",
    });
    return undefined;
  }
}
