/** A place in a text file: lines and columns count from 1. */
export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something wrong, or doubtful, in what an operator wrote: found at load, told before anything runs. */
export interface Problem {
  /** Stable, upper-case: what kind of problem this is, e.g. `UNKNOWN_SOURCE`. */
  readonly code: string;
  readonly severity: "error" | "warning";
  /** What is wrong: the rule, then what stands there. */
  readonly message: string;
  /** What to do about it. */
  readonly help: string;
  readonly origin: Origin | undefined;
  /** The column after what is meant; undefined where that is not known, or not in the same line. */
  readonly endColumn?: number | undefined;
}

/** Problems that stop the gateway from starting, all of them at once. */
export class ProblemsError extends Error {
  override readonly name = "ProblemsError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}

/** One problem as two lines of text: place, code and message; then what to do. */
export function formatProblem({ code, message, help, origin }: Problem): string {
  const place = origin === undefined ? "" : `${origin.file}:${origin.line}:${origin.column} `;
  return `${place}${code}: ${message}\n  ${help}`;
}

/** What went wrong, as a log line tells it: problems as texts, anything else as the error it is. */
export function loggable(error: unknown): object {
  return error instanceof ProblemsError
    ? { problems: error.problems.map(formatProblem) }
    : { err: error };
}

/** Runs what may throw a ProblemsError, and keeps its problems to be told with others, each once. */
export function collectProblems<Value>(make: () => Value, problems: Problem[]): Value | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    problems.push(...error.problems.filter((found) => !problems.some((it) => areSame(it, found))));
    return undefined;
  }
}

/** Whether two problems say the same of the same place. */
function areSame(one: Problem, other: Problem): boolean {
  return formatProblem(one) === formatProblem(other);
}
