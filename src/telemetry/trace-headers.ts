import { type Context, ROOT_CONTEXT, propagation } from "@opentelemetry/api";

/** Header values by lower-case name. */
type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The trace that a client's headers (`traceparent`, `tracestate`, `baggage`) say it is in. */
export function readTraceHeaders(headers: Headers): Context {
  return propagation.extract(ROOT_CONTEXT, headers);
}

/**
 * The headers that tell the receiver of a call which trace it is in; none when no SDK runs.
 *
 * Without the client's baggage, which may be anything, and which nobody meant for the sources.
 */
export function writeTraceHeaders(trace: Context): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  propagation.inject(propagation.deleteBaggage(trace), headers);
  return headers;
}
