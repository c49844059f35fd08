import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";

import { errorType } from "./error-type.ts";
import type { OpenSpan, Tracing } from "./tracing.ts";

/** Tracing into an OpenTelemetry tracer. A span without a parent begins a trace of its own. */
export function createTracing(tracer: Tracer): Tracing {
  return {
    start(name, parent = ROOT_CONTEXT, options = {}) {
      const span = tracer.startSpan(name, options, parent);
      return new TracedSpan(span, trace.setSpan(parent, span));
    },
  };
}

class TracedSpan implements OpenSpan {
  readonly context: Context;
  readonly #span: Span;

  constructor(span: Span, context: Context) {
    this.#span = span;
    this.context = context;
  }

  set(attributes: Attributes): void {
    this.#span.setAttributes(attributes);
  }

  link(contexts: readonly Context[]): void {
    for (const linked of contexts) {
      const context = trace.getSpanContext(linked);
      if (context !== undefined) this.#span.addLink({ context });
    }
  }

  end(error?: unknown): void {
    if (error !== undefined) {
      // No message: a schema may make one of what a source answered, and payloads stay out of traces.
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
      this.#span.setAttribute("error.type", errorType(error));
    }
    this.#span.end();
  }
}
