import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";

import { GatewayError } from "../kernel/gateway-error.ts";
import type { OpenSpan, SpanStart, Tracing } from "./tracing.ts";

/** Tracing into an OpenTelemetry tracer. A span without a parent begins a trace of its own. */
export function createTracing(tracer: Tracer): Tracing {
  return {
    start(name, parent = ROOT_CONTEXT, { links, ...options }: SpanStart = {}) {
      const startOptions = links === undefined ? options : { ...options, links: [...links] };
      const span = tracer.startSpan(name, startOptions, parent);
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

  end(error?: unknown): void {
    if (error !== undefined) {
      // No message: a schema may make one of what a source answered, and payloads stay out of traces.
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
      this.#span.setAttribute("error.type", errorType(error));
    }
    this.#span.end();
  }
}

/** The code, the class, or what the semantic conventions have for everything else. */
function errorType(error: unknown): string {
  if (error instanceof GatewayError) return error.code;
  return error instanceof Error ? error.name : "_OTHER";
}
