import { GatewayError } from "../kernel/gateway-error.ts";
import { errorType } from "../telemetry/error-type.ts";
import type { MeasuredCall } from "../telemetry/metrics.ts";
import type { CallRecord } from "./call-record.ts";

/** What metrics are told of a call, with its outcomes counted by kind. */
export function measureCall(
  record: CallRecord,
  outcomes: ReadonlyMap<string, number>,
): MeasuredCall {
  const { lane, request, response, keys, attempts, windowMs, queuedMs, upstreamMs } = record;
  const { connector } = record.connector;
  const answer = response instanceof GatewayError ? undefined : response;
  return {
    source: connector.source?.name,
    connector: connector.id,
    lane,
    method: request?.method,
    origin: request?.origin,
    status: answer?.status,
    errorType: failureOf(response),
    keys: keys.length,
    requestBytes: bytesOf(request?.body),
    responseBytes: answer?.bodyBytes,
    errors: new Map([...outcomes].filter(([kind]) => !noErrors.has(kind))),
    attempts,
    windowMs,
    queuedMs,
    upstreamMs,
  };
}

function bytesOf(body: string | null | undefined): number | undefined {
  return body === null || body === undefined ? undefined : Buffer.byteLength(body);
}

/** As the semantic conventions have it: the status where there is one. */
function failureOf(response: CallRecord["response"]): string | undefined {
  if (response === undefined) return undefined;
  if (response instanceof GatewayError) return errorType(response);
  return response.status >= 400 ? String(response.status) : undefined;
}

const noErrors: ReadonlySet<string> = new Set(["value", "missing", "halved"]);
