import { type Context, SpanKind } from "@opentelemetry/api";

import type { CompiledConnector } from "../connectors/compile-connector.ts";
import type { HttpRequest } from "../connectors/http-message.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { writeTraceHeaders } from "../telemetry/trace-headers.ts";
import type { OpenSpan, Tracing } from "../telemetry/tracing.ts";
import type { EndedCall } from "./ended-call.ts";

/**
 * Starts the span of one HTTP call, after the semantic conventions for HTTP clients. Neither the
 * URL nor the query is in it: they hold what callers asked for.
 */
export function startCallSpan(
  tracing: Tracing,
  { method, origin }: HttpRequest,
  {
    connector,
    parent,
  }: { readonly connector: CompiledConnector; readonly parent: Context | undefined },
): OpenSpan {
  const { hostname, port, protocol } = new URL(origin);
  const source = connector.connector.source?.name;
  return tracing.start(`${method} ${connector.pathTemplate}`, parent, {
    kind: SpanKind.CLIENT,
    attributes: {
      "http.request.method": method,
      "url.template": connector.pathTemplate,
      "server.address": hostname,
      "server.port": port === "" ? defaultPorts[protocol] : Number(port),
      "sluice.connector": connector.connector.id,
      ...(source !== undefined && { "graphql.source.name": source }),
    },
  });
}

/** The request with the headers that let the source continue the trace (W3C Trace Context). */
export function withTraceHeaders(request: HttpRequest, span: Context): HttpRequest {
  return { ...request, headers: { ...request.headers, ...writeTraceHeaders(span) } };
}

/** Ends the span of a call: with the first error that came of it, and the problems of its mapping. */
export function endCallSpan(span: OpenSpan, { response, outcomes, problems }: EndedCall): void {
  if (!(response instanceof GatewayError)) {
    span.set({ "http.response.status_code": response.status });
  }
  const first = problems?.entries[0];
  if (problems !== undefined && first !== undefined) {
    span.set({
      "sluice.mapping.problems": problems.count,
      "sluice.mapping.problem": `${first.path}: ${first.message}`,
    });
  }
  span.end(outcomes.find((outcome) => outcome.kind === "error")?.error);
}

const defaultPorts: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };
