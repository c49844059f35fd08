import type { Context } from "@opentelemetry/api";

import type { CompiledConnector } from "../connectors/compile-connector.ts";
import type { HttpRequest } from "../connectors/http-message.ts";
import { MappingProblems } from "../connectors/mapping-problems.ts";
import type { AuditLog } from "../telemetry/audit-log.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { SaltedHash } from "../telemetry/salted-hash.ts";
import type { OpenSpan, Tracing } from "../telemetry/tracing.ts";
import { auditedCallOf } from "./audit-call.ts";
import { reportBatch } from "./batch-report.ts";
import { analyseCall } from "./analyse-call.ts";
import type { CallRecord } from "./call-record.ts";
import {
  describeSharing,
  endCallSpan,
  startCallSpan,
  startResolverSpan,
  withTraceHeaders,
} from "./call-span.ts";
import { countOutcomes } from "./count-outcomes.ts";
import { logCall } from "./log-call.ts";
import { measureCall } from "./measure-call.ts";

export interface CallObserverOptions {
  readonly log: Logger;
  /** Undefined where it is not configured. */
  readonly audit: AuditLog | undefined;
  /** Undefined when nobody collects metrics. */
  readonly metrics: Pick<Metrics, "called"> | undefined;
  /** Undefined when nobody collects traces. */
  readonly tracing: Tracing | undefined;
  /** What keys and scopes are told as. The audit log's, so that they can be compared. */
  readonly hash: SaltedHash;
}

/** Tells operators of calls: log, audit log, metrics and spans. */
export interface CallObserver {
  /** Where a call's mapping puts its problems; undefined where nobody would be told of them. */
  readonly collectProblems: () => MappingProblems | undefined;
  /** To be called when a call is about to be sent for the first time. */
  readonly start: (call: StartingCall) => StartedCall;
  /** The same for one that is made in process. Its span is undefined when tracing is off. */
  readonly startInProcess: (call: Omit<StartingCall, "request">) => OpenSpan | undefined;
  /** To be called once for each call, also for one that was refused before it was sent. */
  readonly end: (record: CallRecord, span: OpenSpan | undefined) => void;
}

interface StartingCall {
  readonly connector: CompiledConnector;
  readonly request: HttpRequest;
  /** The batch that began it; undefined when tracing is off. */
  readonly parent: Context | undefined;
}

interface StartedCall {
  /** Undefined when tracing is off. Who gets it hands it to `end`, or ends it when a bug comes in between. */
  readonly span: OpenSpan | undefined;
  /** The request to send, with the headers of its trace. */
  readonly request: HttpRequest;
}

export function createCallObserver(options: CallObserverOptions): CallObserver {
  const { log, audit, metrics, tracing, hash } = options;
  return {
    collectProblems: () =>
      tracing !== undefined || log.isLevelEnabled("debug") ? new MappingProblems() : undefined,

    start({ connector, request, parent }) {
      if (tracing === undefined) return { span: undefined, request };
      try {
        const span = startCallSpan(tracing, request, { connector, parent });
        return { span, request: withTraceHeaders(request, span.context) };
      } catch (bug) {
        log.error({ err: bug }, "bug in telemetry");
        return { span: undefined, request };
      }
    },

    startInProcess(call) {
      try {
        return tracing && startResolverSpan(tracing, call);
      } catch (bug) {
        log.error({ err: bug }, "bug in telemetry");
        return undefined;
      }
    },

    end(record, span) {
      try {
        tell(record, span);
      } catch (bug) {
        log.error({ err: bug }, "bug in telemetry");
      }
    },
  };

  function tell(record: CallRecord, span: OpenSpan | undefined): void {
    logCall(log, record);
    reportBatch(log, record, hash);
    if (audit !== undefined || metrics !== undefined) {
      const outcomes = countOutcomes(record);
      audit?.write(auditedCallOf(record, outcomes));
      metrics?.called(measureCall(record, outcomes));
    }
    if (record.analyses !== undefined) analyseCall(record, record.analyses);
    if (span !== undefined) {
      describeSharing(span, record, record.scope === "" ? undefined : hash(record.scope));
      endCallSpan(span, record);
    }
  }
}
