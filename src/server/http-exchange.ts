import type { ServerResponse } from "node:http";

import { SpanKind, type Context } from "@opentelemetry/api";

import type { ClientHeaders, RequestContext } from "../connectors/request-context.ts";
import { type Caller, contextOf } from "../kernel/caller.ts";
import type { Clock, Timer } from "../kernel/clock.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { JsonObject } from "../kernel/json.ts";
import type { Lane } from "../kernel/lane.ts";
import type { CallerName } from "../telemetry/caller-name.ts";
import type { Logger } from "../telemetry/logger.ts";
import { traceIdOf } from "../telemetry/trace-id.ts";
import { readTraceHeaders } from "../telemetry/trace-headers.ts";
import type { ServerMetrics } from "../telemetry/server-metrics.ts";
import type { OpenSpan, Tracing } from "../telemetry/tracing.ts";
import { callerMaxAge } from "./caller-max-age.ts";
import { measuredCodes } from "./measured-codes.ts";
import { namedLane } from "./named-lane.ts";
import { outcomeOf } from "./operation-outcome.ts";
import { newSummary } from "./operation-summary.ts";
import { tookTooLong } from "./request-timeout.ts";

export interface ExchangeOptions {
  /** The route: "/graphql". */
  readonly path: string;
  /** How long the work for one request may take. */
  readonly requestTimeoutMs: number;
  /** The header by which a request names its lane, in lower case; undefined: none may. */
  readonly laneHeader: string | undefined;
  /** Whether a caller may ask for fresher values; undefined: none may. */
  readonly callerControl: (() => boolean) | undefined;
  /** Whether the gateway has ended a request itself, before it was done. Default: none. */
  readonly wasCutOff?: (response: ServerResponse) => boolean;
  readonly clock: Clock;
  /** Undefined where nobody reads lines about requests. */
  readonly log: Logger | undefined;
  /** What logs call a caller; undefined: nothing. */
  readonly callerName?: CallerName | undefined;
  readonly tracing: Tracing | undefined;
  /** Undefined when nobody collects metrics. */
  readonly metrics?: Pick<ServerMetrics, "operationEnded"> | undefined;
}

export interface ReceivedRequest {
  readonly method: string;
  readonly headers: ClientHeaders;
  /** Who has sent it, where that is proven. */
  readonly caller?: Caller | undefined;
  /** What it is called in the log. */
  readonly id: string;
  /** From where it comes. */
  readonly ip: string;
}

/**
 * One GraphQL request over HTTP and its answer: what the layers below know of it while it runs, and
 * what is logged and traced of it once it is over. Lives from the last byte of the request to the
 * last byte of the answer.
 */
export class HttpExchange implements RequestContext {
  readonly headers: ClientHeaders;
  readonly caller: Caller | undefined;
  readonly context: JsonObject;
  readonly calls = new Map<string, number>();
  readonly tally = { asked: 0, joined: 0 };
  readonly summary = newSummary();

  readonly #method: string;
  readonly #id: string;
  /** Undefined where nobody would be told. */
  readonly #address: string | undefined;
  readonly #response: ServerResponse;
  readonly #options: ExchangeOptions;
  readonly #startedAtMs: number;
  readonly #span: OpenSpan | undefined;
  #controller: AbortController | undefined;
  #deadline: Timer | undefined;

  constructor(request: ReceivedRequest, response: ServerResponse, options: ExchangeOptions) {
    this.headers = request.headers;
    this.caller = request.caller;
    this.context = contextOf(request.caller);
    this.#method = request.method;
    this.#id = request.id;
    // Now: of a client that has gone away, the connection knows it no more.
    this.#address = options.log && request.ip;
    this.#response = response;
    this.#options = options;
    this.#startedAtMs = options.clock.nowMs();
    this.#span = options.tracing && startSpan(request, options.tracing, options.path);
    response.on("close", () => this.#close());
  }

  get deadlineMs(): number {
    return this.#startedAtMs + this.#options.requestTimeoutMs;
  }

  get lane(): Lane | undefined {
    return namedLane(this.headers, this.#options.laneHeader);
  }

  get maxAgeMs(): number | undefined {
    return this.#options.callerControl?.() === true ? callerMaxAge(this.headers) : undefined;
  }

  get trace(): Context | undefined {
    return this.#span?.context;
  }

  /**
   * Aborts when the client goes away before it has its answer, or the gateway stops (`REQUEST_ABORTED`),
   * or when the request has taken too long (`GATEWAY_TIMEOUT`); the reason is a GatewayError. Made when
   * first asked for: a request that needs no calls needs no signal.
   */
  get signal(): AbortSignal {
    this.#controller ??= this.#createController();
    return this.#controller.signal;
  }

  #createController(): AbortController {
    const controller = new AbortController();
    const { clock, requestTimeoutMs } = this.#options;
    if (this.#response.destroyed) controller.abort(clientGone());
    else {
      const leftMs = this.deadlineMs - clock.nowMs();
      this.#deadline = clock.after(leftMs, () => controller.abort(tookTooLong(requestTimeoutMs)));
    }
    return controller;
  }

  #close(): void {
    this.#deadline?.cancel();
    const end = this.#end();
    if (end !== "answered") this.#controller?.abort(reasons[end]());
    const { operationName, operationType, errorCount, errorCodes } = this.summary;
    const status = end === "abandoned" ? undefined : this.#response.statusCode;

    const { log, callerName } = this.#options;
    log?.[end === "cutOff" ? "warn" : "info"](
      {
        method: this.#method,
        path: this.#options.path,
        operationName,
        operationType,
        status,
        durationMs: Math.round((this.#options.clock.nowMs() - this.#startedAtMs) * 1000) / 1000,
        errors: errorCount,
        codes: errorCount === 0 ? undefined : errorCodes,
        requestId: this.#id,
        traceId: traceIdOf(this.trace),
        address: this.#address,
        caller: callerName?.(this.caller),
      },
      messages[end],
    );
    this.#options.metrics?.operationEnded({
      type: operationType,
      outcome: end === "cutOff" ? "failed" : outcomeOf(this.summary, status),
      errorTypes: errorCount === 0 ? [] : measuredCodes(errorCodes),
    });
    if (this.#span === undefined) return;
    if (operationName !== undefined) this.#span.set({ "graphql.operation.name": operationName });
    if (operationType !== undefined) this.#span.set({ "graphql.operation.type": operationType });
    if (status !== undefined) this.#span.set({ "http.response.status_code": status });
    this.#span.end(end === "cutOff" ? stopped() : failure(status));
  }

  #end(): End {
    if (this.#options.wasCutOff?.(this.#response) === true) return "cutOff";
    return this.#response.writableEnded ? "answered" : "abandoned";
  }
}

/** Names and attributes are those of the HTTP semantic conventions for servers. */
function startSpan(request: ReceivedRequest, tracing: Tracing, path: string): OpenSpan {
  return tracing.start(`${request.method} ${path}`, readTraceHeaders(request.headers), {
    kind: SpanKind.SERVER,
    attributes: {
      "http.request.method": request.method,
      "http.route": path,
      "url.path": path,
      "url.scheme": "http",
    },
  });
}

/** A 4xx is the client's doing and no failure of the server. */
function failure(status: number | undefined): GatewayError | undefined {
  if (status === undefined) return clientGone();
  if (status < 500) return undefined;
  return new GatewayError("INTERNAL_SERVER_ERROR", `The request was answered with ${status}.`);
}

/** What became of a request: it was answered, its client went away, or the gateway stopped. */
type End = "answered" | "abandoned" | "cutOff";

const messages: Readonly<Record<End, string>> = {
  answered: "request",
  abandoned: "request abandoned by its client",
  cutOff: "request cut off: the gateway stops",
};

const reasons = { abandoned: clientGone, cutOff: stopped };

function stopped(): GatewayError {
  return new GatewayError("REQUEST_ABORTED", "The gateway stopped before this was done.");
}

function clientGone(): GatewayError {
  return new GatewayError("REQUEST_ABORTED", "The client went away before it had its answer.");
}
