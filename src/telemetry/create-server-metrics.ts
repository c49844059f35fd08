import type { Attributes, Meter } from "@opentelemetry/api";

import { durationBoundaries } from "./duration-boundaries.ts";
import { createObservedCounter } from "./observed-counter.ts";
import type { MeasuredRequest, ServerMetrics } from "./server-metrics.ts";

/** Metrics of what clients ask for, into an OpenTelemetry meter. */
export function createServerMetrics(meter: Meter): ServerMetrics {
  const duration = meter.createHistogram("http.server.request.duration", {
    unit: "s",
    description: "How long an HTTP request took.",
    advice: { explicitBucketBoundaries: [...durationBoundaries] },
  });
  const operations = createObservedCounter(meter, "sluice.operations", {
    unit: "{operation}",
    description: "GraphQL requests, by what came of them.",
  });
  const errors = createObservedCounter(meter, "sluice.operation.errors", {
    unit: "{operation}",
    description: "GraphQL requests with an error of that code.",
  });
  const refused = createObservedCounter(meter, "sluice.requests.refused", {
    unit: "{request}",
    description: "Requests that never got to GraphQL, by the code that they were refused with.",
  });
  const known = new Map<string, Attributes>();
  const attributesOf = (request: MeasuredRequest): Attributes => {
    const { method, route, status } = request;
    // No method and no status has a blank.
    const id = `${method} ${status} ${route}`;
    const attributes = known.get(id) ?? httpAttributes(request);
    known.set(id, attributes);
    return attributes;
  };

  return {
    answered: (request) => duration.record(request.tookMs / 1000, attributesOf(request)),
    refused: (code) => refused(code, () => ({ "error.type": code })),
    operationEnded({ type, outcome, errorTypes }) {
      operations(`${type} ${outcome}`, () => ({
        ...(type !== undefined && { "graphql.operation.type": type }),
        "sluice.operation.outcome": outcome,
      }));
      for (const errorType of errorTypes) errors(errorType, () => ({ "error.type": errorType }));
    },
  };
}

/** Those of the semantic conventions for HTTP servers. Behind a proxy nobody knows the scheme. */
function httpAttributes({ method, route, status }: MeasuredRequest): Attributes {
  const errorType = status === undefined ? "REQUEST_ABORTED" : String(status);
  return {
    "http.request.method": knownMethods.has(method) ? method : "_OTHER",
    ...(route !== undefined && { "http.route": route }),
    ...(status !== undefined && { "http.response.status_code": status }),
    ...((status === undefined || status >= 500) && { "error.type": errorType }),
  };
}

/** Node reads more of them, and clients choose. */
const knownMethods: ReadonlySet<string> = new Set(
  "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH".split(" "),
);
