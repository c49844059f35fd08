import { relative } from "node:path";

import type { ConfigInput } from "../config/config.ts";
import { defaultConfigFile, loadConfig } from "../config/load-config.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { readService } from "../read-service.ts";
import { checkDocuments } from "./check-documents.ts";
import { checkOperations } from "./check-operations.ts";
import {
  type CheckReport,
  hasTooManyWarnings,
  printReport,
  type ReportFormat,
} from "./check-report.ts";
import type { CommandContext, ExitStatus } from "./command-context.ts";
import { isOfTheMachine, reportFailure } from "./report-failure.ts";

export interface CheckOptions {
  /** The configuration file; without it, sluice.yaml if it is there. */
  readonly configFile?: string | undefined;
  /** What the command line says; wins over file and environment. */
  readonly flags: ConfigInput;
  readonly format: ReportFormat;
  /** It fails with more warnings than these; undefined: with errors only. */
  readonly maxWarnings?: number | undefined;
}

/**
 * Reads configuration, schema and resolvers as a start does, and prints what is wrong or doubtful:
 * also of the operations and the trusted documents that the settings name. Opens nothing: no port, no connection.
 */
export function runCheck(options: CheckOptions, context: CommandContext): Promise<ExitStatus> {
  return reportFailure(context, async () => {
    const { maxWarnings, format } = options;
    const report = { ...(await check(options, context)), maxWarnings };
    printReport(report, format, context);
    const errors = report.problems.filter(({ severity }) => severity === "error");
    if (errors.length === 0) return hasTooManyWarnings(report) ? 1 : 0;
    return errors.every(isOfTheMachine) ? 2 : 1;
  });
}

async function check(
  { configFile: file, flags }: CheckOptions,
  { env, cwd }: CommandContext,
): Promise<CheckReport> {
  let subject = file ?? defaultConfigFile;
  try {
    const config = loadConfig({ file, flags, env, cwd });
    subject = relative(cwd, config.schema) || ".";
    if (flags.check?.maxCalls !== undefined && config.check.operations.length === 0) {
      throw new ProblemsError([nothingToHold]);
    }
    const service = await readService({}, config);
    const { problems } = service;
    const isSound = problems.every(({ severity }) => severity === "warning");
    // What fits a schema, and what it costs, is known of one without errors.
    if (!isSound) return { subject, problems, operations: 0 };
    const operations =
      config.check.operations.length === 0
        ? { count: 0, problems: [] }
        : checkOperations(service, config, cwd);
    const documents = await checkDocuments(service);
    return {
      subject,
      problems: [...problems, ...operations.problems, ...documents.problems],
      operations: operations.count,
      texts: documents.texts,
    };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return { subject, problems: error.problems, operations: 0 };
  }
}

const nothingToHold: Problem = {
  code: "OPERATIONS_NOT_FOUND",
  severity: "error",
  message: "--max-calls says what the operations may cost that are checked, and none are.",
  help: "Name their files: --operations 'queries/**/*.graphql', or check.operations in the settings.",
  origin: undefined,
};
