import type { HttpResponse } from "../connectors/http-message.ts";
import { unreadTypeOf } from "../connectors/read-body.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { Logger } from "../telemetry/logger.ts";
import { roundMs } from "../telemetry/round-ms.ts";
import { traceIdOf } from "../telemetry/trace-id.ts";
import type { CallRecord } from "./call-record.ts";

/** Writes what became of a call, without values and payloads: where, how long, and how it went. */
export function logCall(log: Logger, record: CallRecord): void {
  const { request, response, outcomes, problems, requesters } = record;
  const { connector, pathTemplate } = record.connector;
  const place = { source: connector.source?.name, connector: connector.id };
  const ids = { call: record.id, traceId: traceIdOf(requesters[0]) };
  const level = levelOf(record);
  if (log.isLevelEnabled(level)) {
    log[level](
      {
        ...(request !== undefined && { method: request.method }),
        ...place,
        ...(request !== undefined && { path: pathTemplate }),
        keys: outcomes.length,
        ...resultOf(response),
        ...sharingOf(record),
        durationMs: roundMs(record.durationMs),
        ...ids,
      },
      request === undefined ? "resolver call" : "upstream call",
    );
  }
  if (response !== undefined && !(response instanceof GatewayError)) {
    const { status } = response;
    const contentType = status >= 200 && status < 300 ? unreadTypeOf(response) : undefined;
    if (contentType !== undefined) {
      log.warn({ ...place, status, contentType, ...ids }, "the answer's content type is not read");
    }
  }
  if (problems !== undefined && problems.count > 0 && log.isLevelEnabled("debug")) {
    const { count, entries } = problems;
    log.debug({ ...place, count, problems: entries, ...ids }, "mapping problems");
  }
}

/**
 * A call that was refused before it was sent is for those who debug: the breaker says once that it
 * opens, and metrics count. A line for each would be a flood just when a source is out of order.
 */
function levelOf({ attempts, response }: CallRecord): "debug" | "info" | "warn" {
  // One in process that has ended by itself is for those who debug, too: its bugs are told elsewhere.
  if (attempts === 0 || response === undefined) return "debug";
  return isSourceFailure(response) ? "warn" : "info";
}

/** What an operator should know of: not the errors that a caller makes, nor one who goes away. */
function isSourceFailure(response: HttpResponse | GatewayError): boolean {
  if (response instanceof GatewayError) return response.code !== "REQUEST_ABORTED";
  return response.status >= 500 || response.status === 429;
}

function resultOf(response: CallRecord["response"]) {
  if (response === undefined) return {};
  return response instanceof GatewayError
    ? { code: response.code }
    : { status: response.status, bytes: response.bodyBytes };
}

/** What says something only where others were involved, or a second attempt, is left out otherwise. */
function sharingOf({ lane, attempts, requests, windowMs, queuedMs }: CallRecord) {
  return {
    ...(lane !== "normal" && { lane }),
    ...(attempts !== 1 && { attempts }),
    ...(requests > 1 && { requests }),
    ...(windowMs >= 1 && { windowMs: roundMs(windowMs) }),
    ...(queuedMs >= 1 && { queuedMs: roundMs(queuedMs) }),
  };
}
