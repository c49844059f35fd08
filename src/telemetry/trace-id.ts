import { type Context, trace } from "@opentelemetry/api";

/** The id of the trace, as logs name it; undefined where there is none. */
export function traceIdOf(context: Context | undefined): string | undefined {
  return context === undefined ? undefined : trace.getSpanContext(context)?.traceId;
}
