import { printSchema } from "graphql";

import type { ConfigInput } from "../config/config.ts";
import { loadConfig } from "../config/load-config.ts";
import { ProblemsError } from "../kernel/problem.ts";
import { readService } from "../read-service.ts";
import { type CommandContext, type ExitStatus, printLines } from "./command-context.ts";
import { reportFailure } from "./report-failure.ts";

export interface PrintOptions {
  /** The configuration file; without it, sluice.yaml if it is there. */
  readonly configFile?: string | undefined;
  /** What the command line says; wins over file and environment. */
  readonly flags: ConfigInput;
}

/**
 * Writes the API that callers see as SDL, in the order in which it is written: what introspection
 * shows, whether or not a running gateway lets anybody introspect.
 */
export function runPrint(
  { configFile: file, flags }: PrintOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const print = async (): Promise<ExitStatus> => {
    const config = loadConfig({ file, flags, env: context.env, cwd: context.cwd });
    const { contract, problems } = await readService({}, config);
    const errors = problems.filter(({ severity }) => severity === "error");
    if (errors.length > 0) throw new ProblemsError(errors);
    printLines(context.stdout, [printSchema(contract.schema)]);
    return 0;
  };
  return reportFailure(context, print, { failed: "Nothing was printed" });
}
