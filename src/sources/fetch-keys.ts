import type { CompiledConnector, PlannedCall } from "../connectors/compile-connector.ts";
import { MappingProblems } from "../connectors/mapping-problems.ts";
import type { FetchKeys, Outcome } from "../connectors/outcome.ts";
import type { RequestContext } from "../connectors/request-context.ts";
import type { Clock } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { Tracing } from "../telemetry/tracing.ts";
import { endCallSpan, startCallSpan, withTraceHeaders } from "./call-span.ts";
import type { EndedCall } from "./ended-call.ts";
import { logCall } from "./log-call.ts";
import type { SourceClient } from "./source-client.ts";

export interface FetchKeysOptions {
  /** By the connector's id. */
  readonly routes: ReadonlyMap<string, ConnectorRoute>;
  readonly clock: Clock;
  /** Gets a line per call, and one for an answer that is not read as it seems to be meant. */
  readonly log: Logger;
  /** Undefined when nobody collects traces. */
  readonly tracing: Tracing | undefined;
}

/** A connector, and the client that makes its calls. */
export interface ConnectorRoute {
  readonly connector: CompiledConnector;
  readonly client: SourceClient;
}

/** Fetches keys by calls to their sources: the calls run at once, and each fails for itself. */
export function createFetchKeys(options: FetchKeysOptions): FetchKeys {
  return async (connector, keys, request) => {
    const route = options.routes.get(connector.id);
    if (route === undefined) throw new Error(`There is no route for connector ${connector.id}.`);
    const calls = route.connector.plan(keys, request);
    const run = (call: PlannedCall) => runCall(call, { ...options, route, request });
    const [only] = calls;
    if (only !== undefined && calls.length === 1) return run(only);
    return (await Promise.all(calls.map(run))).flat();
  };
}

interface CallContext extends FetchKeysOptions {
  readonly route: ConnectorRoute;
  readonly request: RequestContext;
}

async function runCall(
  call: PlannedCall,
  { clock, log, tracing, route, request }: CallContext,
): Promise<readonly Outcome[]> {
  if (call.kind === "settled") return call.outcomes;
  const startMs = clock.nowMs();
  const span =
    tracing &&
    startCallSpan(tracing, call.request, { connector: route.connector, parent: request.trace });
  const sent = span === undefined ? call.request : withTraceHeaders(call.request, span.context);
  const problems =
    span !== undefined || log.isLevelEnabled("debug") ? new MappingProblems() : undefined;

  try {
    const response = await route.client.call(sent, request.signal).catch(asGatewayError);
    const outcomes =
      response instanceof GatewayError ? call.fail(response) : call.read(response, problems);
    const durationMs = Math.round((clock.nowMs() - startMs) * 10) / 10;
    const ended: EndedCall = { request: sent, response, outcomes, problems, durationMs };
    logCall(log, route.connector, ended);
    if (span !== undefined) endCallSpan(span, ended);
    return outcomes;
  } catch (error) {
    span?.end(error);
    throw error;
  }
}

/** Anything else is a bug, and not an outcome. */
function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  throw error;
}
