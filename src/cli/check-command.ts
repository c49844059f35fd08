import { type Command, InvalidArgumentError, Option } from "commander";

import type { CheckOptions } from "./check.ts";
import { type ReportFormat, reportFormats } from "./check-report.ts";

/** Adds `sluice check` to a program; `run` is called with what its command line says. */
export function addCheckCommand(
  program: Command,
  run: (options: CheckOptions) => Promise<void>,
): void {
  program
    .command("check")
    .description("check schema, configuration and resolvers as a start does, and open nothing")
    .argument("[path]", "the schema: a file, a directory or a glob (default: as configured)")
    .option("-c, --config <file>", "the configuration file (default: sluice.yaml, if there)")
    .option("-s, --schema <path>", "the schema, as dev and serve name it")
    .option("--operations <glob>", "files with operations to check; may be repeated", collect)
    .option("--max-calls <number>", "the most calls that an operation may cost", readMaxCalls)
    .option("--max-warnings <number>", "fail with more warnings than these", readMaxWarnings)
    .addOption(
      new Option("--format <format>", "how the problems are written")
        .choices(reportFormats)
        .default("text"),
    )
    .addHelpText("after", help)
    .action((path: string | undefined, flags: Flags) => {
      const { operations, maxCalls, maxWarnings, format } = flags;
      const schema = path ?? flags.schema;
      const settings = {
        ...(schema === undefined ? {} : { schema }),
        check: {
          ...(operations === undefined ? {} : { operations: [...operations] }),
          ...(maxCalls === undefined ? {} : { maxCalls }),
        },
      };
      return run({ configFile: flags.config, flags: settings, format, maxWarnings });
    });
}

interface Flags {
  readonly config?: string;
  readonly schema?: string;
  readonly operations?: readonly string[];
  readonly maxCalls?: number;
  readonly maxWarnings?: number;
  readonly format: ReportFormat;
}

function collect(glob: string, globs: readonly string[] = []): readonly string[] {
  return [...globs, glob];
}

function readMaxCalls(text: string): number {
  const calls = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (calls >= 1 && calls <= 1_000_000) return calls;
  throw new InvalidArgumentError("It must be a whole number from 1 to 1000000.");
}

function readMaxWarnings(text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number: 0 lets no warning pass.");
}

const help = `
Examples:
  sluice check                      the schema and the settings of sluice.yaml
  sluice check api.graphql          another schema
  sluice check -c production.yaml   other settings
  sluice check --max-warnings 0     fail with warnings, too: for continuous integration
  sluice check --operations 'queries/**/*.graphql' --max-calls 20
                                    what the operations in these files cost, too
  sluice check --format github      as annotations of a pull request, in an action on GitHub

Problems go to standard error, each with its place and what to do; one line on standard output
counts them. As json or for github all of it goes to standard output.

Exit status: 0 no errors, though there may be warnings, 1 errors, or more warnings than
--max-warnings, 2 nothing could be checked.`;
