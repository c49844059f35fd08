import { type Attributes, type Context, ROOT_CONTEXT, trace } from "@opentelemetry/api";

import type { SpanStart, Tracing } from "../../src/telemetry/tracing.ts";

/** A span that a {@link RecordedTracing} has seen. */
interface RecordedSpan extends SpanStart {
  readonly name: string;
  readonly spanId: string;
  readonly traceId: string;
  /** Of the span it was started below; undefined for the first of a trace. */
  readonly parentId: string | undefined;
  /** Those it was started with, and those that were set since, on it or on its context's span. */
  readonly attributes: Attributes;
  /** The ids of the spans it was linked to. */
  readonly links: readonly (string | undefined)[];
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
    start(name, given, options = {}) {
      const parent = given ?? ROOT_CONTEXT;
      const above = trace.getSpanContext(parent);
      const spanId = (spans.length + 1).toString(16).padStart(16, "0");
      const traceId = above?.traceId ?? spanId.padStart(32, "0");
      const attributes: Attributes = { ...options.attributes };
      const links: (string | undefined)[] = [];
      const ends: unknown[] = [];
      const parentId = above?.spanId;
      spans.push({ ...options, name, spanId, traceId, parentId, attributes, links, ends });
      const set = (more: Attributes) => void Object.assign(attributes, more);
      return {
        context: contextOf({ parent, traceId, spanId, set }),
        parent: given,
        set,
        link: (to) => void links.push(...to.map((each) => trace.getSpanContext(each)?.spanId)),
        end: (error) => void ends.push(error),
      };
    },
  };
  return { tracing, spans };
}

interface SpanPlace {
  readonly parent: Context;
  readonly traceId: string;
  readonly spanId: string;
  readonly set: (attributes: Attributes) => void;
}

/** A context whose span takes attributes, as that of an SDK does. */
function contextOf({ parent, traceId, spanId, set }: SpanPlace): Context {
  const span = trace.wrapSpanContext({ traceId, spanId, traceFlags: 1 });
  span.setAttributes = (attributes) => {
    set(attributes);
    return span;
  };
  return trace.setSpan(parent, span);
}
