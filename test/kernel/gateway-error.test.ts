import { expect, test } from "vitest";

import { GatewayError } from "../../src/kernel/gateway-error.ts";
import {
  collectProblems,
  formatProblem,
  type Problem,
  ProblemsError,
} from "../../src/kernel/problem.ts";

test("an error carries its code in its extensions, where clients read it", () => {
  const error = new GatewayError("GATEWAY_TIMEOUT", "The source did not answer.", {
    extensions: { service: "users" },
    cause: new Error("socket"),
  });
  expect(error).toMatchObject({
    code: "GATEWAY_TIMEOUT",
    extensions: { code: "GATEWAY_TIMEOUT", service: "users" },
    cause: new Error("socket"),
  });
});

test("a schema's own code stands in for the default one", () => {
  const error = new GatewayError("CONNECTOR_FETCH", "No.", { extensions: { code: "NOT_FOUND" } });
  expect(error.code).toBe("NOT_FOUND");
  expect(error.extensions).toEqual({ code: "NOT_FOUND" });
});

test("problems are told all at once, each with its place and what to do", () => {
  const problem = {
    code: "UNKNOWN_SOURCE",
    severity: "error",
    message: "There is no source named usres.",
    help: "Did you mean users?",
    origin: { file: "schema.graphql", line: 3, column: 12 },
  } as const;
  expect(formatProblem(problem)).toBe(
    "schema.graphql:3:12 UNKNOWN_SOURCE: There is no source named usres.\n  Did you mean users?",
  );
  expect(new ProblemsError([problem, { ...problem, origin: undefined }]).message).toBe(
    `${formatProblem(problem)}\nUNKNOWN_SOURCE: There is no source named usres.\n  Did you mean users?`,
  );
});

test("problems can be kept to be told with others; a bug is thrown as ever", () => {
  const problem = {
    code: "UNKNOWN_SOURCE",
    severity: "error",
    message: "There is no such source.",
    help: "Declare it.",
    origin: undefined,
  } as const;
  const problems: Problem[] = [];
  expect(collectProblems(() => 1, problems)).toBe(1);
  expect(collectProblems(fail(new ProblemsError([problem])), problems)).toBeUndefined();
  expect(problems).toEqual([problem]);
  expect(() => collectProblems(fail(new RangeError("bug")), problems)).toThrow(RangeError);
});

function fail(error: Error) {
  return () => {
    throw error;
  };
}
