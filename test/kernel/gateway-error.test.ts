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

test("says whether a retry may help, by its code unless told otherwise", () => {
  const codes = ["GATEWAY_TIMEOUT", "CIRCUIT_OPEN", "RATE_LIMITED", "SOURCE_OVERLOADED"] as const;
  for (const code of codes) {
    expect(new GatewayError(code, "Later.")).toMatchObject({
      retryable: true,
      extensions: { retryable: true },
    });
  }
  const refused = new GatewayError("TOO_MANY_CALLS", "Never.");
  expect(refused).toMatchObject({ retryable: false, retryAfterMs: undefined });
  expect(refused.extensions).toEqual({ code: "TOO_MANY_CALLS" });
  const gone = new GatewayError("HTTP_CLIENT_ERROR", "Gone.", { retryable: false });
  expect(gone.extensions).toEqual({ code: "HTTP_CLIENT_ERROR" });
});

test("says when to come back, in whole milliseconds and never too early", () => {
  const error = new GatewayError("CIRCUIT_OPEN", "Later.", { retryAfterMs: 1499.2 });
  expect(error).toMatchObject({ retryAfterMs: 1500, extensions: { retryAfterMs: 1500 } });
});

test("a schema's extensions say what clients see, and change nothing else", () => {
  const extensions = { retryable: "perhaps", retryAfterMs: 1 };
  const error = new GatewayError("CONNECTOR_FETCH", "No.", { extensions, retryAfterMs: 2 });
  expect(error).toMatchObject({ retryable: false, retryAfterMs: 2, extensions });
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
