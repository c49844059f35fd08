import type { Attributes, Context, SpanKind } from "@opentelemetry/api";

/**
 * Where spans go. A layer is handed `undefined` instead when nobody collects traces, so that
 * tracing then costs one comparison per step.
 */
export interface Tracing {
  readonly start: (name: string, parent: Context | undefined, options?: SpanStart) => OpenSpan;
}

export interface SpanStart {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
}

/** A span that has started. It must be ended once. */
export interface OpenSpan {
  /** The context in which this span is the parent. */
  readonly context: Context;
  /** The context that it was started in. */
  readonly parent: Context | undefined;
  readonly set: (attributes: Attributes) => void;
  /** Links the span to those that these contexts have as parents, in other traces too. */
  readonly link: (contexts: readonly Context[]) => void;
  /** Ends the span; with an error, its status says so and `error.type` names the error's code. */
  readonly end: (error?: unknown) => void;
}
