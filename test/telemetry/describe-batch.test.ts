import { ROOT_CONTEXT } from "@opentelemetry/api";
import { expect, test } from "vitest";

import { type BatchFacts, describeBatch } from "../../src/telemetry/describe-batch.ts";
import { createRecordedTracing } from "../support/recorded-tracing.ts";

const facts: BatchFacts = {
  role: "follower",
  lane: "urgent",
  windowMs: 0,
  queuedMs: 1.25,
  upstreamMs: 50.04,
};

test("a batch's span says how its keys were fetched", () => {
  const { tracing, spans } = createRecordedTracing();
  const { context } = tracing.start("batch", undefined, { attributes: { known: true } });
  describeBatch(context, facts);
  expect(spans[0]?.attributes).toEqual({
    known: true,
    "sluice.coalesce.role": "follower",
    "sluice.lane": "urgent",
    "sluice.window_ms": 0,
    "sluice.queue_ms": 1.3,
    "sluice.upstream_ms": 50,
  });
});

test("where there is no span, nothing is said", () => {
  expect(() => describeBatch(undefined, facts)).not.toThrow();
  expect(() => describeBatch(ROOT_CONTEXT, facts)).not.toThrow();
});
