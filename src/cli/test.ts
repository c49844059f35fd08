import type { Config, ConfigInput } from "../config/config.ts";
import { defaultBatchSize, sourceConfig } from "../config/config.ts";
import type { Environment } from "../config/interpolate.ts";
import { loadConfig } from "../config/load-config.ts";
import { readSuite } from "../connector-tests/read-suite.ts";
import { runSuite, type SuiteResult } from "../connector-tests/run-suite.ts";
import type { ConnectorTest, Suite } from "../connector-tests/suite.ts";
import type { ConnectorSettings } from "../connectors/connector-settings.ts";
import type { Connector } from "../contract/contract.ts";
import type { Problem } from "../kernel/problem.ts";
import { type CommandContext, type ExitStatus, printLines } from "./command-context.ts";
import { printProblems } from "./print-problems.ts";
import { reportFailure } from "./report-failure.ts";
import { countResults } from "./test/count-results.ts";
import { findSuites, findSuitesOf } from "./test/find-suites.ts";
import { jsonReport } from "./test/json-report.ts";
import { junitReport } from "./test/junit-report.ts";
import { SuiteContracts } from "./test/suite-contracts.ts";
import { textReport } from "./test/text-report.ts";

export interface TestOptions {
  /** The configuration file; without it, sluice.yaml if it is there. */
  readonly configFile?: string | undefined;
  /** The schema, whatever suites and configuration say. */
  readonly schema?: string | undefined;
  /** Files, directories and globs of suites; none: those beside the schema. */
  readonly paths: readonly string[];
  /** Only the tests with this in their name. */
  readonly filter?: string | undefined;
  readonly reporter: TestReporter;
}

export type TestReporter = (typeof testReporters)[number];

export const testReporters = ["text", "json", "junit"] as const;

/**
 * Runs suites of connector tests (`*.connector.yaml`), and reports how they came out on standard
 * output; what keeps tests from being run is told on standard error. Calls nothing.
 *
 * The status is 0 where all passed, 1 where one failed, 2 where one, or all, could not run.
 */
export async function runTests(options: TestOptions, context: CommandContext): Promise<ExitStatus> {
  let hasRun = false;
  const run = async (): Promise<ExitStatus> => {
    const { results, problems } = await test(options, context);
    hasRun = true;
    if (results.length > 0) context.stdout.write(report(results, options.reporter, context));
    if (problems.length === 0) return countResults(results).failed > 0 ? 1 : 0;
    printProblems(problems, context);
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    printLines(context.stderr, [`Not all tests could be run: ${count}.`]);
    return 2;
  };
  const status = await reportFailure(context, run, { failed: "No test could be run" });
  return hasRun ? status : 2;
}

interface Tested {
  readonly results: readonly SuiteResult[];
  readonly problems: readonly Problem[];
}

async function test(
  { configFile: file, schema, paths, filter = "" }: TestOptions,
  { env, cwd }: CommandContext,
): Promise<Tested> {
  const flags: ConfigInput = schema === undefined ? {} : { schema };
  const config = loadConfig({ file, flags, env, cwd });
  const found = paths.length > 0 ? findSuites(paths, cwd) : findSuitesOf(config.schema, cwd);
  const read = found.paths.map((path) => readSuite(path, cwd));
  const suites = read.map(({ suite }) => suite).filter((suite) => suite !== undefined);
  const contracts = new SuiteContracts(config, schema !== undefined);
  const settingsOf = settings(config, env);
  const isWanted = ({ name }: ConnectorTest): boolean => name.includes(filter);
  const ran = await Promise.all(
    suites.map(async (suite): Promise<SuiteResult | undefined> => {
      const connectors = (await contracts.of(suite))?.connectors;
      return connectors && runSuite(suite, { connectors, settingsOf, isWanted });
    }),
  );
  const results = ran.filter((it) => it !== undefined).filter(({ tests }) => tests.length > 0);
  const problems = [
    ...found.problems,
    ...read.flatMap((it) => it.problems),
    ...contracts.problems,
    ...results.flatMap((it) => it.problems),
  ];
  const isNone = results.length === 0 && problems.length === 0;
  return { results, problems: isNone ? [noTest(suites, filter)] : problems };
}

/** The base URL is the schema's, wherever the configuration sends calls to. */
function settings(config: Config, env: Environment): (connector: Connector) => ConnectorSettings {
  const variables = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return ({ source }) => {
    const { config: values, batch } = sourceConfig(config, source?.name ?? "");
    return {
      baseUrl: undefined,
      config: values,
      env: variables,
      batch: () => batch,
      defaultBatchSize,
    };
  };
}

function noTest(suites: readonly Suite[], filter: string): Problem {
  const where = suites.map(({ file }) => file).join(", ");
  return {
    code: "TESTS_NOT_FOUND",
    severity: "error",
    message:
      filter === ""
        ? `A run has at least one test, and there is none in ${where}.`
        : `A run has at least one test, and none in ${where} has "${filter}" in its name.`,
    help: filter === "" ? "Add tests below `tests:`." : "Correct --filter, or leave it out.",
    origin: undefined,
  };
}

function report(
  results: readonly SuiteResult[],
  reporter: TestReporter,
  { stdout }: CommandContext,
): string {
  switch (reporter) {
    case "text":
      return textReport(results, stdout);
    case "json":
      return jsonReport(results);
    case "junit":
      return junitReport(results);
  }
}
