import type { AuditedCall } from "../telemetry/audit-log.ts";
import type { CallRecord } from "./call-record.ts";

/**
 * What the audit log is told of a call, with its outcomes counted by kind. Not the whole record:
 * request and response have no way into it.
 */
export function auditedCallOf(
  record: CallRecord,
  outcomes: ReadonlyMap<string, number>,
): AuditedCall {
  const { id, lane, scope, keys, requests, caller, requesters, attempts } = record;
  const { windowMs, queuedMs, upstreamMs, durationMs } = record;
  const { connector } = record.connector;
  return {
    id,
    source: connector.source?.name,
    connector: connector.id,
    lane,
    scope,
    keys,
    requests,
    caller,
    requesters,
    outcomes,
    attempts,
    windowMs,
    queuedMs,
    upstreamMs,
    durationMs,
  };
}
