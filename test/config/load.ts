import { type LoadConfigOptions, loadConfig } from "../../src/config/load-config.ts";
import type { Config } from "../../src/config/config.ts";
import { type Problem, ProblemsError } from "../../src/kernel/problem.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

type Options = Omit<LoadConfigOptions, "env" | "cwd"> & { readonly env?: LoadConfigOptions["env"] };

/** Loads this text as the sluice.yaml of a directory of its own; no file for undefined. */
export function load(yaml: string | undefined, options: Options = {}): Config {
  const cwd = temporaryDirectory(yaml === undefined ? {} : { "sluice.yaml": yaml });
  return loadConfig({ env: {}, ...options, cwd });
}

/** The problems that something is refused with; none if it is not. */
export function problemsOf(run: () => unknown): readonly Problem[] {
  try {
    run();
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
  return [];
}

/** The problems of loading a text, each as "line:column code message | help". */
export function told(yaml: string | undefined, options?: Options): readonly string[] {
  return problemsOf(() => load(yaml, options)).map(({ code, message, help, origin }) => {
    const place = origin === undefined ? "-" : `${origin.line}:${origin.column}`;
    return `${place} ${code} ${message} | ${help}`;
  });
}
