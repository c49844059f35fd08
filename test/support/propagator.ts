import { type TextMapPropagator, trace } from "@opentelemetry/api";

/** W3C Trace Context, as far as it is written here; without an SDK there is no propagator. */
export const propagator: TextMapPropagator = {
  inject(context, carrier, setter) {
    const { traceId, spanId } = trace.getSpanContext(context) ?? {};
    setter.set(carrier, "traceparent", `00-${traceId}-${spanId}-01`);
  },
  extract: (context) => context,
  fields: () => ["traceparent"],
};
