import { describe, expect, test } from "vitest";

import { MappingProblems } from "../../src/connectors/mapping-problems.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { logCall } from "../../src/sources/log-call.ts";
import type { CreateLoggerOptions } from "../../src/telemetry/logger.ts";
import { answer } from "../connectors/connector-fixture.ts";
import { captureLog } from "./captured-log.ts";
import { recordOf, type SentRecord } from "./record-of.ts";

function linesOf(facts: Partial<SentRecord>, level: CreateLoggerOptions["level"] = "info") {
  const { log, lines } = captureLog(level);
  logCall(log, recordOf(facts));
  return lines;
}

const page = { headers: { "content-type": "Text/HTML; charset=x" } };

describe("a call is told", () => {
  test.each([
    [200, "info"],
    [404, "info"],
    [429, "warn"],
    [500, "warn"],
    [503, "warn"],
  ])("as a warning where the source fails: %i is %s", (status, level) => {
    const lines = linesOf({ response: answer({}, { status }) });
    expect(lines).toMatchObject([{ msg: "upstream call", level, status }]);
  });

  test.each([
    ["HTTP_CLIENT_ERROR", "warn"],
    ["GATEWAY_TIMEOUT", "warn"],
    ["REQUEST_ABORTED", "info"],
  ] as const)("with the code of one without an answer: %s is %s", (code, level) => {
    const lines = linesOf({ response: new GatewayError(code, "no") });
    expect(lines).toMatchObject([{ level, code }]);
    expect(lines[0]).not.toHaveProperty("status");
  });

  test.each(["CIRCUIT_OPEN", "SOURCE_OVERLOADED", "RATE_LIMITED", "REQUEST_ABORTED"] as const)(
    "only to those who debug where it was never sent: %s",
    (code) => {
      const refused = { response: new GatewayError(code, "no"), attempts: 0 };
      expect(linesOf(refused)).toEqual([]);
      expect(linesOf(refused, "debug")).toMatchObject([{ level: "debug", code, attempts: 0 }]);
    },
  );

  test("only to those who read lines of its level", () => {
    expect(linesOf({}, "warn")).toEqual([]);
    expect(linesOf({ response: answer({}, { status: 500 }) }, "warn")).toHaveLength(1);
    expect(linesOf({ response: answer({}, { status: 500 }) }, "silent")).toEqual([]);
  });
});

describe("an answer whose content type is not read", () => {
  test("is warned of, with its type and without what it says", () => {
    const lines = linesOf({ response: answer("<p>secret", page) }, "warn");
    expect(lines).toEqual([
      {
        level: "warn",
        msg: "the answer's content type is not read",
        call: "call-1",
        source: "api",
        connector: "Query.things",
        status: 200,
        contentType: "text/html",
      },
    ]);
  });

  test("is not warned of where it is a failure anyway", () => {
    expect(linesOf({ response: answer("<p>", { ...page, status: 404 }) }, "warn")).toEqual([]);
  });
});

describe("what goes wrong in a mapping", () => {
  const problems = new MappingProblems();
  problems.report("There is no name", "$.user");
  problems.report("There is no name", "$.user");

  test("is one line for those who debug, with a count for each place", () => {
    expect(linesOf({ problems }, "debug").at(-1)).toMatchObject({
      level: "debug",
      msg: "mapping problems",
      source: "api",
      connector: "Query.things",
      count: 2,
      problems: [{ message: "There is no name", path: "$.user", count: 2 }],
    });
  });

  test("is nothing to tell where nothing does, or where nobody debugs", () => {
    expect(linesOf({ problems: new MappingProblems() }, "debug")).toHaveLength(1);
    expect(linesOf({ problems })).toHaveLength(1);
  });
});
