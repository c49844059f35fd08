import { relative } from "node:path";

import type { ConfigInput } from "../config/config.ts";
import { defaultConfigFile, loadConfig } from "../config/load-config.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { readService } from "../read-service.ts";
import { checkOperations } from "./check-operations.ts";
import { type CommandContext, type ExitStatus, printLines } from "./command-context.ts";
import { printProblems } from "./print-problems.ts";
import { isOfTheMachine, reportFailure } from "./report-failure.ts";

export interface CheckOptions {
  /** The configuration file; without it, sluice.yaml if it is there. */
  readonly configFile?: string | undefined;
  /** What the command line says; wins over file and environment. */
  readonly flags: ConfigInput;
}

/**
 * Reads configuration, schema and resolvers as a start does, and prints what is wrong or doubtful:
 * also of the operations that the settings name. Opens nothing: no port, no connection.
 */
export function runCheck(options: CheckOptions, context: CommandContext): Promise<ExitStatus> {
  return reportFailure(context, async () => {
    const { subject, problems, operations } = await check(options, context);
    if (problems.length > 0) printProblems(problems, context);
    const errors = problems.filter(({ severity }) => severity === "error");
    const counts = [
      ...counted(errors.length, "error"),
      ...counted(problems.length - errors.length, "warning"),
    ];
    const subjects = [subject, ...counted(operations, "operation")].join(" and ");
    printLines(context.stdout, [`${subjects}: ${counts.join(" and ") || "no problems"}.`]);
    if (errors.length === 0) return 0;
    return errors.every(isOfTheMachine) ? 2 : 1;
  });
}

interface Checked {
  /** What the problems are of, as its path from the working directory. */
  readonly subject: string;
  readonly problems: readonly Problem[];
  /** How many of them were checked. */
  readonly operations: number;
}

async function check(
  { configFile: file, flags }: CheckOptions,
  { env, cwd }: CommandContext,
): Promise<Checked> {
  let subject = file ?? defaultConfigFile;
  try {
    const config = loadConfig({ file, flags, env, cwd });
    subject = relative(cwd, config.schema) || ".";
    const service = await readService({}, config);
    const { problems } = service;
    const isSound = problems.every(({ severity }) => severity === "warning");
    // What operations cost is known of a schema without errors.
    if (config.check.operations.length === 0 || !isSound) {
      return { subject, problems, operations: 0 };
    }
    const { count, problems: ofOperations } = checkOperations(service, config, cwd);
    return { subject, problems: [...problems, ...ofOperations], operations: count };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return { subject, problems: error.problems, operations: 0 };
  }
}

function counted(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}${count === 1 ? "" : "s"}`];
}
