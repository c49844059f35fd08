import { GatewayError } from "../kernel/gateway-error.ts";
import { errorType } from "../telemetry/error-type.ts";
import type { RequestAnalysis } from "../telemetry/request-analysis.ts";
import type { CallRecord } from "./call-record.ts";

/** Tells those who want to know of a call that has ended: how long what took, and no more. */
export function analyseCall(record: CallRecord, analyses: Iterable<RequestAnalysis>): void {
  const { connector, request, keys, response, attempts } = record;
  const { windowMs, queuedMs, upstreamMs, durationMs } = record;
  const hasFailed = response instanceof GatewayError;
  const call = {
    connector: connector.connector.id,
    isInProcess: request === undefined,
    keys: keys.length,
    status: hasFailed ? undefined : response?.status,
    code: hasFailed ? errorType(response) : undefined,
    attempts,
    windowMs,
    queuedMs,
    upstreamMs,
    durationMs,
  };
  for (const analysis of analyses) analysis.called(call);
}
