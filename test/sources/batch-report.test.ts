import { describe, expect, test } from "vitest";

import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { reportBatch } from "../../src/sources/batch-report.ts";
import { createSaltedHash } from "../../src/telemetry/salted-hash.ts";
import { createRecordedTracing } from "../support/recorded-tracing.ts";
import { captureLog } from "./captured-log.ts";
import { failed, keysOf, missing, recordOf, type SentRecord, value } from "./record-of.ts";

const hash = createSaltedHash("salt");

function report(facts: Partial<SentRecord>, level: "debug" | "info" | "error" = "info") {
  const { log, lines } = captureLog(level);
  reportBatch(log, recordOf(facts), hash);
  return lines;
}

describe("a batch that failed is one line", () => {
  test("that says which keys failed, why, and what is worth retrying", () => {
    const { context } = createRecordedTracing().tracing.start("batch", undefined);
    const lines = report({
      keys: keysOf("1", "2", "3", "4", "5"),
      outcomes: [
        value,
        failed("CONNECTOR_FETCH", "not now", { retryable: true, retryAfterMs: 2000 }),
        missing,
        failed("CONNECTOR_RESPONSE_INVALID", "no such thing"),
        failed("CONNECTOR_FETCH", "not now", { retryable: true, retryAfterMs: 500 }),
      ],
      requesters: [context],
    });
    expect(lines).toEqual([
      {
        level: "warn",
        msg: "batch failed",
        call: "call-1",
        source: "api",
        connector: "Query.things",
        keys: 5,
        failed: 3,
        failures: [
          {
            code: "CONNECTOR_FETCH",
            count: 2,
            retryable: true,
            retryAfterMs: 2000,
            keys: [hash("2"), hash("5")],
          },
          {
            code: "CONNECTOR_RESPONSE_INVALID",
            count: 1,
            retryable: false,
            keys: [hash("4")],
          },
        ],
        traceId: `${"0".repeat(31)}1`,
      },
    ]);
  });

  test("that names the key which is left of a batch that was halved", () => {
    const outcomes = [failed("CONNECTOR_FETCH", "no")];
    const [line] = report({ keys: keysOf("3"), outcomes, isHalf: true });
    expect(line).toMatchObject({ keys: 1, failed: 1, failures: [{ keys: [hash("3")] }] });
  });

  test("that is not there while the batch is halved", () => {
    const outcomes = [failed("CONNECTOR_FETCH", "no"), failed("CONNECTOR_FETCH", "no")];
    expect(report({ keys: keysOf("3", "4"), outcomes, isHalved: true })).toEqual([]);
  });

  test("that keeps apart what is worth retrying from what is not", () => {
    const [line] = report({
      keys: keysOf("1", "2"),
      outcomes: [
        failed("CONNECTOR_FETCH", "no", { retryable: true }),
        failed("CONNECTOR_FETCH", "no"),
      ],
    });
    expect(line?.["failures"]).toMatchObject([
      { retryable: true, count: 1 },
      { retryable: false, count: 1 },
    ]);
  });

  test("that names twenty keys of each kind, and counts all", () => {
    const ids = Array.from({ length: 90 }, (_, index) => String(index));
    const [line] = report({
      keys: keysOf(...ids),
      outcomes: ids.map((id) =>
        failed(Number(id) % 2 === 0 ? "CIRCUIT_OPEN" : "CONNECTOR_FETCH", "no"),
      ),
    });
    expect(line?.["failures"]).toMatchObject([
      { code: "CIRCUIT_OPEN", count: 45, keys: { length: 20 } },
      { code: "CONNECTOR_FETCH", count: 45, keys: { length: 20 } },
    ]);
  });

  test("with the longest time to wait, where any of them says one", () => {
    const [line] = report({
      keys: keysOf("1", "2"),
      outcomes: [
        failed("CIRCUIT_OPEN", "later"),
        failed("CIRCUIT_OPEN", "later", { retryAfterMs: 100 }),
      ],
    });
    expect(line?.["failures"]).toMatchObject([{ retryAfterMs: 100 }]);
  });

  test("without what the source, or the schema of it, says", () => {
    const secret = failed("CONNECTOR_FETCH", "secret", {
      extensions: { code: "secret", user: "secret" },
      cause: new GatewayError("HTTP_CLIENT_ERROR", "secret"),
    });
    const lines = report({ keys: keysOf("secret", "2"), outcomes: [secret, value] });
    expect(lines).toMatchObject([{ failures: [{ code: "CONNECTOR_FETCH" }] }]);
    expect(JSON.stringify(lines)).not.toContain("secret");
  });
});

test("a batch that was never sent is told to those who debug only", () => {
  const refused = failed("CIRCUIT_OPEN", "later");
  const facts = { keys: keysOf("1", "2"), outcomes: [refused, refused], attempts: 0 };
  expect(report(facts)).toEqual([]);
  expect(report(facts, "debug")).toMatchObject([{ level: "debug", failed: 2 }]);
});

describe("there is nothing to report", () => {
  const error = failed("CONNECTOR_FETCH", "no");
  const aborted = failed("REQUEST_ABORTED", "gone");
  test.each<[string, Partial<SentRecord>]>([
    ["of a call with one key", { outcomes: [error] }],
    ["where all went well", { keys: keysOf("1", "2"), outcomes: [value, missing] }],
    ["where nobody waited any more", { keys: keysOf("1", "2"), outcomes: [aborted, aborted] }],
  ])("%s", (_where, facts) => {
    expect(report(facts)).toEqual([]);
  });

  test("where nobody reads warnings", () => {
    const facts = { keys: keysOf("1", "2"), outcomes: [error, error] };
    expect(report(facts, "error")).toEqual([]);
    expect(report(facts)).toHaveLength(1);
  });
});
