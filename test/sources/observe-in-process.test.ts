import { expect, test } from "vitest";

import { GatewayError } from "../../src/kernel/gateway-error.ts";
import type { CallRecord } from "../../src/sources/call-record.ts";
import { createCallObserver } from "../../src/sources/observe-call.ts";
import type { MeasuredCall } from "../../src/telemetry/metrics.ts";
import type { Tracing } from "../../src/telemetry/tracing.ts";
import { createRecordedTracing } from "../support/recorded-tracing.ts";
import { captureLog } from "./captured-log.ts";
import { failed, recordOf, value } from "./record-of.ts";

const record: CallRecord = {
  ...recordOf({ outcomes: [value, failed("INTERNAL_SERVER_ERROR", "no")] }),
  request: undefined,
  response: undefined,
};

const hash = (text: string): string => text;

function observe(tracing?: Tracing) {
  const { log, lines } = captureLog("debug");
  const calls: MeasuredCall[] = [];
  const metrics = { called: (call: MeasuredCall) => calls.push(call) };
  return {
    observer: createCallObserver({ log, audit: undefined, metrics, tracing, hash }),
    lines,
    calls,
  };
}

test("a call in process has a span of its own, and no HTTP in it", () => {
  const { tracing, spans } = createRecordedTracing();
  const { observer } = observe(tracing);
  observer.end(record, observer.startInProcess({ connector: record.connector, parent: undefined }));
  const { id } = record.connector.connector;
  expect(spans).toMatchObject([
    {
      name: `GraphQL Resolver Batch ${id}`,
      attributes: { "sluice.connector": id, "sluice.keys": 1 },
    },
  ]);
  expect(Object.keys(spans[0]?.attributes ?? {}).filter((name) => name.startsWith("http"))).toEqual(
    [],
  );
  expect(spans[0]?.ends).toHaveLength(1);
});

test("it is measured without bytes and status, and told to those who debug", () => {
  const { observer, lines, calls } = observe();
  expect(
    observer.startInProcess({ connector: record.connector, parent: undefined }),
  ).toBeUndefined();
  observer.end(record, undefined);
  expect(calls).toMatchObject([
    {
      method: undefined,
      origin: undefined,
      status: undefined,
      errorType: undefined,
      requestBytes: undefined,
    },
  ]);
  expect(lines).toEqual([expect.objectContaining({ level: "debug", msg: "resolver call" })]);
  expect(lines[0]).not.toHaveProperty("method");
  expect(lines[0]).not.toHaveProperty("path");
});

test("one that is late is a warning", () => {
  const { observer, lines, calls } = observe();
  observer.end({ ...record, response: new GatewayError("GATEWAY_TIMEOUT", "late") }, undefined);
  expect(lines).toMatchObject([{ level: "warn", msg: "resolver call", code: "GATEWAY_TIMEOUT" }]);
  expect(calls).toMatchObject([{ errorType: "GATEWAY_TIMEOUT" }]);
});

test("it is made where its telemetry fails", () => {
  const { observer, lines } = observe({
    start: () => {
      throw new Error("a bug");
    },
  });
  expect(
    observer.startInProcess({ connector: record.connector, parent: undefined }),
  ).toBeUndefined();
  expect(lines).toMatchObject([{ level: "error", msg: "bug in telemetry" }]);
});
