import type { Context } from "@opentelemetry/api";

import type { CompiledConnector } from "../connectors/compile-connector.ts";
import type { HttpRequest, HttpResponse } from "../connectors/http-message.ts";
import type { MappingProblems } from "../connectors/mapping-problems.ts";
import type { Key, Outcome } from "../connectors/outcome.ts";
import type { Caller } from "../kernel/caller.ts";
import type { GatewayError } from "../kernel/gateway-error.ts";
import type { Lane } from "../kernel/lane.ts";
import type { CallTimes } from "../telemetry/call-times.ts";
import type { RequestAnalysis } from "../telemetry/request-analysis.ts";

/** A call that has ended, and what came of it: what logs, audit, metrics and spans are made from. */
export interface CallRecord extends CallTimes {
  /** Unique among all calls of all gateways. */
  readonly id: string;
  readonly connector: CompiledConnector;
  /** Undefined where it was made in process. */
  readonly request: HttpRequest | undefined;
  /** The hash of what the call reads of its callers; "" where all callers share it. */
  readonly scope: string;
  readonly lane: Lane;
  readonly keys: readonly Key[];
  /** The error where there was none; undefined where it was made in process, and has ended by itself. */
  readonly response: HttpResponse | GatewayError | undefined;
  /** Whether it was refused as a whole, and its keys are asked for again in two halves. */
  readonly isHalved: boolean;
  /** Whether it is such a half. */
  readonly isHalf: boolean;
  /** One for each key, in the order of the keys. */
  readonly outcomes: readonly Outcome[];
  /** Undefined where nobody is told of them. */
  readonly problems: MappingProblems | undefined;
  /** How many requests wait for it at its end. */
  readonly requests: number;
  /** Who sent all the requests it served; undefined where those are several callers, or nobody known. */
  readonly caller: Caller | undefined;
  /** The traces of the requests it served, the one that began it first; empty when tracing is off. */
  readonly requesters: readonly Context[];
  /** Those of the requests that wait for it who want to know; undefined: nobody. */
  readonly analyses?: ReadonlySet<RequestAnalysis> | undefined;
}
