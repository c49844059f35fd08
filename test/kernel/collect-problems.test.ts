import { expect, test } from "vitest";

import { collectProblems, type Problem, ProblemsError } from "../../src/kernel/problem.ts";

const problem: Problem = {
  code: "INVALID_URL",
  severity: "error",
  message: "A URL is absolute.",
  help: "Write it whole.",
  origin: { file: "schema.graphql", line: 1, column: 2 },
};
const elsewhere: Problem = { ...problem, origin: { file: "schema.graphql", line: 3, column: 4 } };

function fail(...found: readonly Problem[]): () => never {
  return () => {
    throw new ProblemsError(found);
  };
}

test("what several connectors find at one place is told once", () => {
  const problems: Problem[] = [];
  collectProblems(fail(problem), problems);
  collectProblems(fail(problem, elsewhere), problems);
  expect(problems).toEqual([problem, elsewhere]);
});
