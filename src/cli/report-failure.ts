import { type Problem, ProblemsError } from "../kernel/problem.ts";
import { type CommandContext, type ExitStatus, printLines } from "./command-context.ts";
import { printProblems, type Texts } from "./print-problems.ts";

/**
 * Runs a command. When it rejects with problems they are printed for people, and the status says
 * whether to correct what was written (1) or that the command could not run here (2).
 */
export async function reportFailure(
  context: CommandContext,
  command: () => Promise<ExitStatus>,
  { failed = "Sluice did not start", texts }: ReportOptions = {},
): Promise<ExitStatus> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof ProblemsError)) {
      // Not a problem anybody wrote into a file, so the stack is what helps.
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      printLines(context.stderr, ["Sluice failed unexpectedly; this is a bug.", text]);
      return 2;
    }
    const { problems } = error;
    printProblems(problems, context, texts);
    const errors = problems.filter(({ severity }) => severity === "error");
    const count = errors.length === 1 ? "1 problem" : `${errors.length} problems`;
    printLines(context.stderr, [`${failed}: ${count}.`]);
    return problems.every(isOfTheMachine) ? 2 : 1;
  }
}

export interface ReportOptions {
  /** How a failure is told in short. */
  readonly failed?: string;
  /** What problems may point into besides files. */
  readonly texts?: Texts;
}

const codesOfTheMachine = new Set([
  "ADMIN_UNREACHABLE",
  "CANNOT_LISTEN",
  "CONFIG_NOT_FOUND",
  "CONFIG_UNREADABLE",
  "INIT_CANNOT_WRITE",
  "OPERATIONS_NOT_FOUND",
  "OPERATION_UNREADABLE",
  "PORT_IN_USE",
  "REDIS_UNREACHABLE",
  "SCHEMA_NOT_FOUND",
]);

/** Whether nothing in a file has to change for the command to run. */
export function isOfTheMachine({ code }: Problem): boolean {
  return codesOfTheMachine.has(code);
}
