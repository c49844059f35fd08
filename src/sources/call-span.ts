import { type Context, SpanKind } from "@opentelemetry/api";

import type { CompiledConnector } from "../connectors/compile-connector.ts";
import type { HttpRequest } from "../connectors/http-message.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { roundMs } from "../telemetry/round-ms.ts";
import { serverAttributes } from "../telemetry/server-attributes.ts";
import { writeTraceHeaders } from "../telemetry/trace-headers.ts";
import type { OpenSpan, Tracing } from "../telemetry/tracing.ts";
import type { CallRecord } from "./call-record.ts";

/**
 * Starts the span of one HTTP call, after the semantic conventions for HTTP clients. Neither the
 * URL nor the query is in it: they hold what callers asked for.
 */
export function startCallSpan(
  tracing: Tracing,
  { method, origin }: HttpRequest,
  { connector, parent }: CallOfConnector,
): OpenSpan {
  const source = connector.connector.source?.name;
  return tracing.start(`${method} ${connector.pathTemplate}`, parent, {
    kind: SpanKind.CLIENT,
    attributes: {
      "http.request.method": method,
      "url.template": connector.pathTemplate,
      ...serverAttributes(origin),
      "sluice.connector": connector.connector.id,
      ...(source !== undefined && { "graphql.source.name": source }),
    },
  });
}

/** Starts the span of a call that is made in process. */
export function startResolverSpan(
  tracing: Tracing,
  { connector: { connector }, parent }: CallOfConnector,
): OpenSpan {
  return tracing.start(`GraphQL Resolver Batch ${connector.id}`, parent, {
    attributes: { "graphql.processing.type": "resolve", "sluice.connector": connector.id },
  });
}

interface CallOfConnector {
  readonly connector: CompiledConnector;
  /** The batch that began it; undefined when tracing is off. */
  readonly parent: Context | undefined;
}

/** The request with the headers that let the source continue the trace (W3C Trace Context). */
export function withTraceHeaders(request: HttpRequest, span: Context): HttpRequest {
  return { ...request, headers: { ...request.headers, ...writeTraceHeaders(span) } };
}

/** Ends the span of a call: with the first error that came of it, and the problems of its mapping. */
export function endCallSpan(span: OpenSpan, { response, outcomes, problems }: CallRecord): void {
  if (response !== undefined && !(response instanceof GatewayError)) {
    span.set({ "http.response.status_code": response.status });
  }
  const first = problems?.entries[0];
  if (problems !== undefined && first !== undefined) {
    span.set({
      "sluice.mapping.problems": problems.count,
      "sluice.mapping.problem": [first.mapping ?? [], first.path, first.message].flat().join(": "),
    });
  }
  span.end(outcomes.find((outcome) => outcome.kind === "error")?.error);
}

/**
 * Sets on the span of a call for whom it was and what it waited for, and links it to the requests
 * that it served, besides the one that it is part of.
 */
export function describeSharing(
  span: OpenSpan,
  { lane, keys, requests, requesters, attempts, windowMs, queuedMs }: CallRecord,
  scopeHash: string | undefined,
): void {
  span.set({
    "sluice.lane": lane,
    ...(scopeHash !== undefined && { "sluice.scope": scopeHash }),
    "sluice.keys": keys.length,
    "sluice.requests": requests,
    "sluice.window_ms": roundMs(windowMs),
    "sluice.queue_ms": roundMs(queuedMs),
    ...(attempts > 1 && { "http.request.resend_count": attempts - 1 }),
  });
  // The request that began the call may be gone, and the first of these another one.
  const others = requesters.filter((requester) => requester !== span.parent);
  span.link(others.slice(0, mostLinks));
}

const mostLinks = 32;
