import { type Command, Option } from "commander";

import { type TestOptions, type TestReporter, testReporters } from "./test.ts";

/** Adds `sluice test` to a program; `run` is called with what its command line says. */
export function addTestCommand(
  program: Command,
  run: (options: TestOptions) => Promise<void>,
): void {
  program
    .command("test")
    .description("run the tests of connectors (*.connector.yaml); calls nothing")
    .argument("[files...]", "suites, directories or globs (default: those beside the schema)")
    .option("-c, --config <file>", "the configuration file (default: sluice.yaml, if there)")
    .option("-s, --schema <path>", "the schema, whatever suites and configuration say")
    .option("-f, --filter <text>", "only the tests with this text in their name")
    .addOption(
      new Option("-r, --reporter <format>", "how to report it")
        .choices(testReporters)
        .default("text"),
    )
    .addHelpText("after", help)
    .action((paths: readonly string[], { config, schema, filter, reporter }: Flags) =>
      run({ configFile: config, schema, paths, filter, reporter }),
    );
}

interface Flags {
  readonly config?: string;
  readonly schema?: string;
  readonly filter?: string;
  readonly reporter: TestReporter;
}

const help = `
Examples:
  sluice test                                 the suites beside the schema, and in ./tests
  sluice test tests/users.connector.yaml      one suite
  sluice test --filter 404                    only some tests
  sluice test --reporter junit > report.xml   for continuous integration

A test gives a connector its variables and the answer of its source, and says what it should ask and
make of the answer. Connectors that a test names are those that the gateway runs; no call is made.

Exit status: 0 all passed, 1 a test failed, 2 a test, or all, could not run.`;
