import type { Problem } from "../kernel/problem.ts";
import { type CommandContext, printLines } from "./command-context.ts";
import { printProblems, type Texts } from "./print-problems.ts";
import { writeGithubCommand } from "./write-github-command.ts";

/** What came of a check. */
export interface CheckReport {
  /** What the problems are of, as its path from the working directory. */
  readonly subject: string;
  readonly problems: readonly Problem[];
  /** How many operations were checked. */
  readonly operations: number;
  /** What problems may point into besides files. */
  readonly texts?: Texts | undefined;
  /** The most warnings that may be; undefined: any number. */
  readonly maxWarnings?: number | undefined;
}

/** For whom a report is written: people, any program, or an action on GitHub. */
export type ReportFormat = "text" | "json" | "github";

export const reportFormats: readonly ReportFormat[] = ["text", "json", "github"];

/** Prints a report: the counts to standard output, with the problems unless people read them. */
export function printReport(
  report: CheckReport,
  format: ReportFormat,
  context: CommandContext,
): void {
  const { problems } = report;
  if (format === "json") {
    return printLines(context.stdout, [JSON.stringify(asJson(report), undefined, 2)]);
  }
  if (format === "github") {
    const commands = problems.map((problem) => writeGithubCommand(problem, context));
    return printLines(context.stdout, [...commands, summarize(report)]);
  }
  if (problems.length > 0) printProblems(problems, context, report.texts);
  printLines(context.stdout, [summarize(report)]);
}

/** Whether there are more warnings than may be. */
export function hasTooManyWarnings({ problems, maxWarnings = Infinity }: CheckReport): boolean {
  return countsOf(problems).warnings > maxWarnings;
}

/** As docs/errors.md promises it to programs: keys may be added, and none changes its meaning. */
function asJson({ subject, problems, operations }: CheckReport) {
  return {
    problems: problems.map(({ severity, code, message, help, origin, endColumn }) => ({
      severity,
      code,
      message,
      help,
      file: origin?.file ?? null,
      line: origin?.line ?? null,
      column: origin?.column ?? null,
      ...(endColumn === undefined ? {} : { endLine: origin?.line, endColumn }),
    })),
    summary: { subject, operations, ...countsOf(problems) },
  };
}

function countsOf(problems: readonly Problem[]) {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: problems.length - errors };
}

function summarize(report: CheckReport): string {
  const { subject, problems, operations, maxWarnings } = report;
  const { errors, warnings } = countsOf(problems);
  const counts = [...counted(errors, "error"), ...counted(warnings, "warning")];
  const subjects = [...placesOf(problems, subject), ...counted(operations, "operation")].join(
    " and ",
  );
  const limit = hasTooManyWarnings(report) ? `; --max-warnings allows ${maxWarnings}` : "";
  return `${subjects}: ${counts.join(" and ") || "no problems"}${limit}.`;
}

/** What was checked, and the files besides schemas and operations that problems are in: those of settings. */
function placesOf(problems: readonly Problem[], subject: string): readonly string[] {
  const files = problems.map(({ origin }) => origin?.file ?? subject);
  const settings = [...new Set(files.filter(isOfSettings))];
  const isOfNothingElse = settings.length > 0 && files.every(isOfSettings);
  return isOfNothingElse ? settings : [...new Set([subject, ...settings])];
}

function isOfSettings(file: string): boolean {
  return /\.ya?ml$/.test(file);
}

function counted(count: number, what: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${what}${count === 1 ? "" : "s"}`];
}
