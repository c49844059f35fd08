import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { expect, test } from "vitest";

import { traceIdOf } from "../../src/telemetry/trace-id.ts";

test("a trace is named by its id, and by nothing where there is none", () => {
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const span = { traceId, spanId: "b7ad6b7169203331", traceFlags: 1 };
  expect(traceIdOf(trace.setSpanContext(ROOT_CONTEXT, span))).toBe(traceId);
  expect(traceIdOf(ROOT_CONTEXT)).toBeUndefined();
  expect(traceIdOf(undefined)).toBeUndefined();
});
