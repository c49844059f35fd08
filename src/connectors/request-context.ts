import type { Context } from "@opentelemetry/api";

import type { JsonObject } from "../kernel/json.ts";

/** What connectors may know of the request they work for. Lives as long as the request. */
export interface RequestContext {
  /** The client's headers; names in lower case. */
  readonly headers: ClientHeaders;
  /** `$context`: what the gateway itself knows about the caller. */
  readonly context: JsonObject;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal | undefined;
  /** The trace that spans of this request's calls belong to; undefined when tracing is off. */
  readonly trace: Context | undefined;
}

/** Header values by lower-case name; several values of one name as a list. */
export type ClientHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The same request, with another span as the parent of what is done for it. */
export function withTrace(request: RequestContext, trace: Context): RequestContext {
  // Not a spread: a request may make its signal only when it is read.
  return { headers: request.headers, context: request.context, signal: request.signal, trace };
}
