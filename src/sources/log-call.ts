import type { CompiledConnector } from "../connectors/compile-connector.ts";
import { unreadTypeOf } from "../connectors/read-body.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { EndedCall } from "./ended-call.ts";

/** Writes what became of a call, without values and payloads: where, how long, and how it went. */
export function logCall(
  log: Logger,
  { connector, pathTemplate }: CompiledConnector,
  { request, response, outcomes, problems, durationMs }: EndedCall,
): void {
  const place = { source: connector.source?.name, connector: connector.id };
  const level = isSourceFailure(response) ? "warn" : "info";
  if (log.isLevelEnabled(level)) {
    const { method } = request;
    const keys = outcomes.length;
    const call = { method, ...place, path: pathTemplate, keys, ...resultOf(response), durationMs };
    log[level](call, "upstream call");
  }
  if (!(response instanceof GatewayError)) {
    const { status } = response;
    const contentType = status >= 200 && status < 300 ? unreadTypeOf(response) : undefined;
    if (contentType !== undefined) {
      log.warn({ ...place, status, contentType }, "the answer's content type is not read");
    }
  }
  if (problems !== undefined && problems.count > 0 && log.isLevelEnabled("debug")) {
    const { count, entries } = problems;
    log.debug({ ...place, count, problems: entries }, "mapping problems");
  }
}

/** What an operator should know of: not the errors that a caller makes, nor one who goes away. */
function isSourceFailure(response: EndedCall["response"]): boolean {
  if (response instanceof GatewayError) return response.code !== "REQUEST_ABORTED";
  return response.status >= 500 || response.status === 429;
}

function resultOf(response: EndedCall["response"]) {
  return response instanceof GatewayError
    ? { code: response.code }
    : { status: response.status, bytes: response.bodyBytes };
}
