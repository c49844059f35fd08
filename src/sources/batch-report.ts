import type { GatewayError } from "../kernel/gateway-error.ts";
import { errorType } from "../telemetry/error-type.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { SaltedHash } from "../telemetry/salted-hash.ts";
import { traceIdOf } from "../telemetry/trace-id.ts";
import type { CallRecord } from "./call-record.ts";

/** Keys of one batch that failed alike. */
interface BatchFailure {
  /** The gateway's own code, whatever the schema makes of it. */
  readonly code: string;
  /** How many keys. */
  readonly count: number;
  /** Whether they may succeed later. */
  readonly retryable: boolean;
  /** How long to wait before that: the longest that any of them asks for. */
  readonly retryAfterMs: number | undefined;
  /** Hashes of the first twenty keys. */
  readonly keys: readonly string[];
}

/**
 * Writes which keys of a batch failed, why, and what is worth retrying: one line for a call of
 * several keys, or for what is left of a batch that was halved, where one or more failed. Nothing
 * where it is halved again, and where nobody waited any more.
 * What was refused before it was sent is for those who debug, as in `logCall`.
 */
export function reportBatch(log: Logger, record: CallRecord, hash: SaltedHash): void {
  const level = record.attempts === 0 ? "debug" : "warn";
  const isBatch = record.keys.length > 1 || record.isHalf;
  if (!isBatch || record.isHalved || !log.isLevelEnabled(level)) return;
  const failures = failuresOf(record, hash);
  if (failures.length === 0) return;
  const { connector } = record.connector;
  log[level](
    {
      call: record.id,
      source: connector.source?.name,
      connector: connector.id,
      keys: record.keys.length,
      failed: failures.reduce((sum, { count }) => sum + count, 0),
      failures,
      traceId: traceIdOf(record.requesters[0]),
    },
    "batch failed",
  );
}

/** By code and by whether a retry helps: there are few of either. */
function failuresOf({ keys, outcomes }: CallRecord, hash: SaltedHash): readonly BatchFailure[] {
  const failures = new Map<string, BatchFailure>();
  for (const [index, outcome] of outcomes.entries()) {
    const key = keys[index];
    if (outcome.kind !== "error" || key === undefined) continue;
    const { error } = outcome;
    const code = errorType(error);
    if (code === "REQUEST_ABORTED") continue;
    const group = `${code} ${error.retryable}`;
    const known = failures.get(group) ?? noFailure(code, error);
    failures.set(group, {
      ...known,
      count: known.count + 1,
      retryAfterMs: longest(known.retryAfterMs, error.retryAfterMs),
      keys: known.keys.length < mostKeys ? [...known.keys, hash(key.id)] : known.keys,
    });
  }
  return [...failures.values()];
}

const mostKeys = 20;

function noFailure(code: string, { retryable }: GatewayError): BatchFailure {
  return { code, count: 0, retryable, retryAfterMs: undefined, keys: [] };
}

function longest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}
