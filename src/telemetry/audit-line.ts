import type { AuditedCall } from "./audit-log.ts";
import { callerName } from "./caller-name.ts";
import { roundMs } from "./round-ms.ts";
import type { SaltedHash } from "./salted-hash.ts";
import { traceIdOf } from "./trace-id.ts";

/** What is written of a call: counts, times and hashes, and nothing that a caller or a source said. */
export function auditLineOf(call: AuditedCall, hash: SaltedHash) {
  const { id, source, connector, lane, scope, keys, requesters, outcomes, attempts } = call;
  const traceIds = new Set(requesters.slice(0, mostRequesters).map(traceIdOf));
  return {
    id,
    source,
    connector,
    lane,
    scope: scope === "" ? undefined : hash(scope),
    keyCount: keys.length,
    keys: keys.slice(0, mostKeys).map((key) => hash(key.id)),
    caller: callerName(call.caller, hash),
    requesters: call.requests,
    traceIds: [...traceIds].filter((traceId) => traceId !== undefined),
    outcomes: Object.fromEntries(outcomes),
    attempts,
    windowMs: roundMs(call.windowMs),
    queuedMs: roundMs(call.queuedMs),
    upstreamMs: roundMs(call.upstreamMs),
    durationMs: roundMs(call.durationMs),
  };
}

const mostKeys = 100;
const mostRequesters = 32;
