import type { Context } from "@opentelemetry/api";

import { type Caller, contextOf } from "../kernel/caller.ts";
import type { JsonObject } from "../kernel/json.ts";
import type { Lane } from "../kernel/lane.ts";
import type { RequestAnalysis } from "../telemetry/request-analysis.ts";
import type { RequestProblems } from "./request-problems.ts";

/** What connectors may know of the request they work for. Lives as long as the request. */
export interface RequestContext {
  /** The client's headers; names in lower case. */
  readonly headers: ClientHeaders;
  /** Who sent it; undefined where nobody has proven who they are. */
  readonly caller: Caller | undefined;
  /** `$context`: what the gateway itself knows about the caller. */
  readonly context: JsonObject;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal | undefined;
  /** When nobody waits for the answer any more, on the clock; undefined: somebody waits without end. */
  readonly deadlineMs: number | undefined;
  /** The oldest value it takes, for a caller who may say so; undefined: what the schema promises. */
  readonly maxAgeMs: number | undefined;
  /** How soon the request wants to be served; undefined where it does not say. */
  readonly lane: Lane | undefined;
  /** How many calls it has caused, by source. One map in all copies: it stands for the request. */
  readonly calls: Map<string, number>;
  /** What it asked sources for. One object in all copies. */
  readonly tally: RequestTally;
  /** The trace that spans of this request's calls belong to; undefined when tracing is off. */
  readonly trace: Context | undefined;
  /** Told what is done for the request; undefined for nearly all: nobody has asked. */
  readonly analysis?: RequestAnalysis | undefined;
  /** Told what goes wrong in the mappings of its calls; undefined for nearly all: nobody has asked. */
  readonly problems?: RequestProblems | undefined;
}

/** Counts what became of the keys that a request could not have from memory. */
interface RequestTally {
  /** How many keys had to be fetched. */
  asked: number;
  /** How many of them were on their way already, for somebody else. */
  joined: number;
}

/** Header values by lower-case name; several values of one name as a list. */
export type ClientHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a request has that nothing more is known of: no deadline, no trace. */
export function newRequestContext(headers: ClientHeaders = {}, caller?: Caller): RequestContext {
  return {
    headers,
    caller,
    context: contextOf(caller),
    signal: undefined,
    deadlineMs: undefined,
    maxAgeMs: undefined,
    lane: undefined,
    calls: new Map(),
    tally: { asked: 0, joined: 0 },
    trace: undefined,
  };
}

/** The same request, with another span as the parent of what is done for it. */
export function withTrace(request: RequestContext, trace: Context): RequestContext {
  return copyWith(request, { trace });
}

/** The same request, with what is done for it told to `analysis`. */
export function withAnalysis(request: RequestContext, analysis: RequestAnalysis): RequestContext {
  return copyWith(request, { analysis });
}

/** The same request, with what goes wrong in mappings told to `problems`. */
export function withProblems(request: RequestContext, problems: RequestProblems): RequestContext {
  return copyWith(request, { problems });
}

/** The same request, with another wish of how soon something is wanted. */
export function inLane(request: RequestContext, lane: Lane): RequestContext {
  return copyWith(request, { lane });
}

/** The same request, with something else besides that may end it. */
export function withSignal(request: RequestContext, signal: AbortSignal): RequestContext {
  const both = request.signal === undefined ? signal : AbortSignal.any([request.signal, signal]);
  return copyWith(request, { signal: both });
}

function copyWith(
  request: RequestContext,
  changed: Partial<Pick<RequestContext, "trace" | "analysis" | "lane" | "problems" | "signal">>,
): RequestContext {
  // Not a spread: a request may be an object with getters.
  const { headers, caller, context, deadlineMs, maxAgeMs, calls, tally } = request;
  const { lane = request.lane, signal = request.signal, trace = request.trace } = changed;
  const { analysis = request.analysis, problems = request.problems } = changed;
  const kept = { headers, caller, context, signal, deadlineMs, maxAgeMs, calls, tally };
  return { ...kept, lane, trace, analysis, problems };
}

/** For what is done on behalf of a request, but not waited for by it. */
export function inBackground(request: RequestContext, deadlineMs: number): RequestContext {
  const { headers, caller, context, trace } = request;
  return { ...newRequestContext(headers), caller, context, deadlineMs, lane: "background", trace };
}
