import type { ConnectorSettings } from "../connectors/connector-settings.ts";
import type { Connector } from "../contract/contract.ts";
import { collectProblems, type Problem } from "../kernel/problem.ts";
import { checkTest } from "./check-test.ts";
import type { Failure } from "./failure.ts";
import { findConnector } from "./find-connector.ts";
import { runTest } from "./run-test.ts";
import type { ConnectorTest, Suite } from "./suite.ts";

/** What came of a suite. */
export interface SuiteResult {
  readonly suite: Suite;
  /** Of the tests that were to be run, in the order of the suite. */
  readonly tests: readonly TestResult[];
  /** Why tests could not be run. */
  readonly problems: readonly Problem[];
}

export interface TestResult {
  readonly test: ConnectorTest;
  /** "broken": it could not be run, for one of the suite's problems. */
  readonly status: "passed" | "failed" | "skipped" | "broken";
  /** Present exactly where it has failed. */
  readonly failures: readonly Failure[];
}

export interface RunSuiteOptions {
  /** Of the schema that the suite is for. */
  readonly connectors: readonly Connector[];
  /** What the configuration says about the source of a connector. */
  readonly settingsOf: (connector: Connector) => ConnectorSettings;
  /** Which tests to run. */
  readonly isWanted: (test: ConnectorTest) => boolean;
}

/** Runs the tests of a suite, each by itself. */
export function runSuite(
  suite: Suite,
  { connectors, settingsOf, isWanted }: RunSuiteOptions,
): SuiteResult {
  const problems: Problem[] = [];
  const tests = suite.tests.filter(isWanted).map((test): TestResult => {
    if (test.isSkipped) return { test, status: "skipped", failures: [] };
    const connector = collectProblems(() => findConnector(test.target, connectors), problems);
    if (connector === undefined) return { test, status: "broken", failures: [] };
    const failures = failuresOf(test, connector, settingsOf(connector));
    return { test, status: failures.length === 0 ? "passed" : "failed", failures };
  });
  return { suite, tests, problems };
}

function failuresOf(
  test: ConnectorTest,
  connector: Connector,
  settings: ConnectorSettings,
): readonly Failure[] {
  const problems: Problem[] = [];
  const ran = collectProblems(() => runTest(test, connector, settings), problems);
  if (ran !== undefined) return checkTest(test, ran);
  // With the test's own $config and $env: so it is what came of the test.
  const came = problems.map(({ message, help }) => `${message} ${help}`).join("\n");
  return [{ what: "connectorRequest", origin: test.origin, expected: "a URL to call", came }];
}
