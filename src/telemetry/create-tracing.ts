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
    start(name, parent, options = {}) {
      return new TracedSpan(tracer.startSpan(name, options, parent ?? ROOT_CONTEXT), parent);
    },
  };
}

class TracedSpan implements OpenSpan {
  readonly context: Context;
  readonly parent: Context | undefined;
  readonly #span: Span;

  constructor(span: Span, parent: Context | undefined) {
    this.#span = span;
    this.parent = parent;
    this.context = trace.setSpan(parent ?? ROOT_CONTEXT, span);
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
