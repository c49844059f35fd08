import { readFileSync } from "node:fs";
import { relative, sep } from "node:path";

import type { Problem } from "../kernel/problem.ts";
import { readTest } from "./read-test.ts";
import type { ConnectorTest, Suite } from "./suite.ts";
import { commonKeys, type Surroundings } from "./suite-defaults.ts";
import { findFile, type SuitePlace } from "./suite-files.ts";
import { readAt } from "./text-or-file.ts";
import { parseYaml, type YamlValue } from "./yaml-value.ts";

export interface ReadSuite {
  /** Undefined where problems leave nothing to run. */
  readonly suite: Suite | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads a suite of connector tests, and the files that it names. All that is wrong in it is among the
 * problems; then no test of it is run.
 */
export function readSuite(path: string, cwd: string): ReadSuite {
  const file = displayName(path, cwd);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return { suite: undefined, problems: [unreadable(file, error)] };
  }
  const problems: Problem[] = [];
  const root = parseYaml(file, text, problems);
  const suite = root && readRoot(root, file, { path, cwd });
  return { suite: problems.length > 0 ? undefined : suite, problems: once(problems) };
}

function readRoot(root: YamlValue, file: string, place: SuitePlace): Suite {
  const fields = root.fields(["config", "tests"]);
  const config = fields.get("config")?.fields(["schema", "name", "common"]);
  const common = config?.get("common")?.fields(commonKeys) ?? new Map<string, YamlValue>();
  return {
    file,
    name: config?.get("name")?.text() ?? file,
    schema: readAt(config?.get("schema"), (written) => findFile(written, place)),
    tests: readTests(fields.get("tests"), root, { common, place }),
  };
}

function readTests(
  tests: YamlValue | undefined,
  root: YamlValue,
  from: Surroundings,
): readonly ConnectorTest[] {
  if (tests === undefined) {
    // What is no map has been told to be none.
    if (!root.isMap) return [];
    root.refuse({
      code: "SUITE_MISSING_KEY",
      message: 'A suite must have tests, and this one has no key "tests".',
      help: "Add `tests:` with a list of tests, each with a name and a target.",
    });
    return [];
  }
  return tests
    .items()
    .map((test) => readTest(test, from))
    .filter((test) => test !== undefined);
}

/** What is common to all tests is read for each: what is wrong in it is told once. */
function once(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function displayName(path: string, cwd: string): string {
  const name = relative(cwd, path);
  return (name.startsWith("..") ? path : name).split(sep).join("/");
}

function unreadable(file: string, error: unknown): Problem {
  return {
    code: "SUITE_UNREADABLE",
    severity: "error",
    message: `A suite must be a file that can be read, and ${file} is not: ${String(error)}.`,
    help: "Check the path, and that this user may read it.",
    origin: undefined,
  };
}
