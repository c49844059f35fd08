import { compileMapping } from "../../src/mapping/compile-mapping.ts";
import {
  type ConnectVersion,
  MappingSyntaxError,
  type MaybeJson,
  type Variables,
} from "../../src/mapping/mapping.ts";

export interface RunOptions {
  readonly version?: ConnectVersion;
  readonly variables?: Variables;
}

/** Compiles a mapping and evaluates it once; problems as "path: message". */
export function runMapping(
  text: string,
  value?: MaybeJson,
  { version = "v0.4", variables = {} }: RunOptions = {},
): { result: MaybeJson; problems: string[] } {
  const problems: string[] = [];
  const result = compileMapping(text, version).evaluate(value, variables, {
    report: (message, path) => problems.push(`${path}: ${message}`),
  });
  return { result, problems };
}

/** The error that a text is refused with; fails where it is accepted. */
export function syntaxErrorOf(read: () => unknown): MappingSyntaxError {
  try {
    read();
  } catch (error) {
    if (error instanceof MappingSyntaxError) return error;
    throw error;
  }
  throw new Error("The text was accepted");
}
