import { type Attributes, ROOT_CONTEXT, trace } from "@opentelemetry/api";

import type { SpanStart, Tracing } from "../../src/telemetry/tracing.ts";

/** A span that a {@link RecordedTracing} has seen. */
interface RecordedSpan extends SpanStart {
  readonly name: string;
  readonly spanId: string;
  readonly traceId: string;
  /** Of the span it was started below; undefined for the first of a trace. */
  readonly parentId: string | undefined;
  /** Those it was started with, and those that were set since. */
  readonly attributes: Attributes;
  /** How often it was ended, and with what errors. */
  readonly ends: readonly unknown[];
}

/** The tracing port, with memory: for tests without an SDK. */
export interface RecordedTracing {
  readonly tracing: Tracing;
  /** In the order in which they were started. */
  readonly spans: readonly RecordedSpan[];
}

export function createRecordedTracing(): RecordedTracing {
  const spans: RecordedSpan[] = [];
  const tracing: Tracing = {
    start(name, parent = ROOT_CONTEXT, options = {}) {
      const above = trace.getSpanContext(parent);
      const spanId = (spans.length + 1).toString(16).padStart(16, "0");
      const traceId = above?.traceId ?? spanId.padStart(32, "0");
      const attributes: Attributes = { ...options.attributes };
      const ends: unknown[] = [];
      spans.push({ ...options, name, spanId, traceId, parentId: above?.spanId, attributes, ends });
      return {
        context: trace.setSpanContext(parent, { traceId, spanId, traceFlags: 1 }),
        set(more) {
          Object.assign(attributes, more);
        },
        end(error) {
          ends.push(error);
        },
      };
    },
  };
  return { tracing, spans };
}
