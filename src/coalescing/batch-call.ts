import type { Context } from "@opentelemetry/api";

import type { PlannedCall } from "../connectors/compile-connector.ts";
import type { HttpResponse } from "../connectors/http-message.ts";
import { MappingProblems } from "../connectors/mapping-problems.ts";
import type { Outcome } from "../connectors/outcome.ts";
import { readSourceFacts } from "../connectors/read-source-facts.ts";
import type { RequestProblems } from "../connectors/request-problems.ts";
import type { SourceFacts } from "../connectors/source-facts.ts";
import type { RequestContext } from "../connectors/request-context.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { Lane } from "../kernel/lane.ts";
import type { CallRecord } from "../sources/call-record.ts";
import type { CallTicket } from "../sources/call-ticket.ts";
import { ProcessCall } from "../sources/process-call.ts";
import { type CallFacts, type MayRetry, SourceCall } from "../sources/source-call.ts";
import type { RequestAnalysis } from "../telemetry/request-analysis.ts";
import type { OpenSpan } from "../telemetry/tracing.ts";
import type { Ask } from "./ask.ts";
import type { CoalescedConnector } from "./coalesced-connector.ts";
import type { Flight, FlightOwner } from "./flight.ts";
import { crashFlights, settleFlights } from "./settle-flights.ts";
import { isRefusedAsAWhole, type SplitAllowance } from "./split.ts";

/** The group that a call's flights belong to. */
export interface CallHost {
  readonly connector: CoalescedConnector;
  readonly scope: string;
  readonly deadlineMs: number | undefined;
  /** Whether a call may be sent again when it failed. */
  readonly mayRetry: MayRetry;
  /** The flight has its outcome, or nobody waits for it: who wants its key now begins anew. */
  readonly land: (flight: Flight) => void;
  /** Asks for the flights again, in two calls. */
  readonly halve: (flights: readonly Flight[], parts: CallParts) => void;
  /** A call has ended. */
  readonly onEnd: () => void;
}

/** What the parts of a call that is divided have in common. */
export interface CallParts {
  readonly lane: Lane;
  /** When the first of the keys was asked for, on the clock. */
  readonly askedAtMs: number;
  /** When the wish to send was there. */
  readonly wantedAtMs: number;
  readonly allowance: SplitAllowance;
  /** Whether it is one half of a batch that was refused as a whole. */
  readonly isHalf: boolean;
}

export interface BatchCallOptions extends CallParts {
  readonly host: CallHost;
  readonly planned: SentCall | CallInProcess;
  /** Of the keys of the call, in their order. */
  readonly flights: readonly Flight[];
}

type SentCall = Extract<PlannedCall, { kind: "call" }>;
type CallInProcess = Extract<PlannedCall, { kind: "run" }>;

/** What came of a call: for one in process, its outcomes. */
type Result = HttpResponse | GatewayError | { readonly outcomes: readonly Outcome[] };

/** The flights of one call, from its turn in the source's queue to their outcomes. */
export class BatchCall implements FlightOwner, CallTicket {
  readonly lane: Lane;
  readonly #options: BatchCallOptions;
  /** How many flights somebody waits for. */
  #wanted: number;
  /** What gives it up once it has begun. */
  #underWay: { readonly abort: (reason: GatewayError) => void } | undefined;
  #span: OpenSpan | undefined;
  /** The request for which it was sent, which may be gone when it ends. */
  #startedBy: RequestContext | undefined;

  constructor(options: BatchCallOptions) {
    this.lane = options.lane;
    this.#options = options;
    this.#wanted = options.flights.length;
    for (const flight of options.flights) flight.owner = this;
  }

  get scope(): string {
    return this.#options.host.scope;
  }

  get deadlineMs(): number | undefined {
    return this.#options.host.deadlineMs;
  }

  start(): SourceCall | undefined {
    const { planned, flights } = this.#options;
    this.#startedBy = flights.find(({ leader }) => leader !== undefined)?.leader?.request;
    return planned.kind === "call" ? this.#send(planned) : this.#run(planned);
  }

  #send(planned: SentCall): SourceCall {
    const { host } = this.#options;
    const { span, request } = host.connector.observer.start({
      connector: host.connector.compiled,
      request: planned.request,
      parent: this.#startedBy?.trace,
    });
    this.#span = span;
    const call = new SourceCall({
      request,
      lane: this.lane,
      mayRetry: host.mayRetry,
      scope: host.scope,
      deadlineMs: host.deadlineMs,
      onEnd: (result, facts) => this.#end(result, facts),
    });
    this.#underWay = call;
    return call;
  }

  #run({ run }: CallInProcess): undefined {
    const { deadlineMs, connector } = this.#options.host;
    const { compiled, observer, clock, isKept } = connector;
    this.#span = observer.startInProcess({ connector: compiled, parent: this.#startedBy?.trace });
    this.#underWay = new ProcessCall({
      run,
      name: compiled.connector.coordinate,
      deadlineMs,
      isKept,
      clock,
      onEnd: (result, facts) =>
        this.#end(result instanceof GatewayError ? result : { outcomes: result }, facts),
      onBug: (bug) => {
        this.#crash(bug);
        this.#options.host.onEnd();
      },
    });
  }

  /** It gets no turn. */
  refuse(error: GatewayError): void {
    const nowMs = this.#options.host.connector.clock.nowMs();
    this.#end(error, { attempts: 0, sentAtMs: nowMs, upstreamMs: 0 });
  }

  /** Nobody waits for the flight any more; when that is so for all, the call is given up. */
  abandon(_flight: Flight, reason: GatewayError): void {
    const { host } = this.#options;
    this.#wanted--;
    if (this.#wanted > 0) return;
    if (this.#underWay !== undefined) return this.#underWay.abort(reason);
    host.connector.source.giveUp(this);
    this.refuse(reason);
  }

  resume(): void {
    this.#wanted++;
  }

  #end(result: Result, facts: CallFacts): void {
    const { host, flights } = this.#options;
    const { observer } = host.connector;
    const { curious, ...served } = this.#served();
    const problems =
      observer.collectProblems() ?? (curious.size > 0 ? new MappingProblems() : undefined);
    try {
      const { planned } = this.#options;
      if (problems !== undefined && planned.kind === "call") planned.tellProblems(problems);
      const outcomes = this.#outcomes(result, { facts, problems });
      const isHalved = this.#isHalved(result, outcomes);
      const response = "outcomes" in result ? undefined : result;
      const record = this.#record({ response, outcomes, problems, isHalved, ...served }, facts);
      if (isHalved) host.halve(this.#release(), { ...this.#options, isHalf: true });
      else settleFlights(flights, outcomes, { host, times: record });
      if (problems !== undefined && !isHalved) {
        for (const asker of curious)
          asker.of(host.connector.compiled.connector.id).addAll(problems);
      }
      observer.end(record, this.#span);
    } catch (bug) {
      this.#crash(bug);
    }
    host.onEnd();
  }

  #crash(bug: unknown): void {
    const { host, flights } = this.#options;
    this.#span?.end(bug);
    crashFlights(flights, bug, host);
  }

  #outcomes(
    result: Result,
    {
      facts,
      problems,
    }: { readonly facts: CallFacts; readonly problems: MappingProblems | undefined },
  ): readonly Outcome[] {
    const { host, planned, flights } = this.#options;
    if ("outcomes" in result) return result.outcomes;
    if (result instanceof GatewayError) {
      return repeat(host.connector.compiled.failed(result), flights.length);
    }
    // v8 ignore next -- only what was sent has a response
    if (planned.kind === "run") return [];
    return planned.read(result, problems, this.#sourceFacts(result, facts));
  }

  /** Whether the flights are asked for again, in two calls: where a source refused all of them. */
  #isHalved(result: Result, outcomes: readonly Outcome[]): boolean {
    const { host, flights, allowance } = this.#options;
    if (host.connector.rules.onFailure !== "SPLIT" || flights.length === 1) return false;
    // Code may fail each key by itself: what it fails together, it means.
    if (result instanceof GatewayError || "outcomes" in result) return false;
    return isRefusedAsAWhole(result, outcomes) && allowance.take();
  }

  /** What its response, which came just now, says of keeping it; undefined where nobody keeps it. */
  #sourceFacts({ headers }: HttpResponse, { upstreamMs }: CallFacts): SourceFacts | undefined {
    const { isKept, clock } = this.#options.host.connector;
    if (!isKept) return undefined;
    // Of the attempt that was answered: one before it may have been sent long ago.
    const sentAtMs = Math.floor(clock.dateMs() - upstreamMs);
    return readSourceFacts(headers, { sentAtMs, tookMs: upstreamMs });
  }

  /** Whom it served: also the one for whom it was sent, and who may be gone. */
  #served(): ServedRequests {
    const asks = asksOf(this.#options.flights);
    const { trace, caller } = this.#startedBy ?? {};
    const traces = new Set<Context>(trace === undefined ? [] : [trace]);
    let isOfOne = true;
    const curious = new Set<RequestProblems>();
    let analyses: Set<RequestAnalysis> | undefined;
    for (const { request } of asks) {
      isOfOne &&= request.caller?.id === caller?.id;
      if (request.problems !== undefined) curious.add(request.problems);
      if (request.trace !== undefined) traces.add(request.trace);
      if (request.analysis !== undefined) (analyses ??= new Set()).add(request.analysis);
    }
    return {
      requests: asks.size,
      caller: isOfOne ? caller : undefined,
      requesters: [...traces],
      analyses,
      curious,
    };
  }

  /** The flights that somebody waits for; the others end here. */
  #release(): readonly Flight[] {
    const { host, flights } = this.#options;
    for (const flight of flights) if (flight.leader === undefined) host.land(flight);
    return flights.filter(({ leader }) => leader !== undefined);
  }

  #record(
    ended: Pick<CallRecord, "response" | "outcomes" | "problems" | "isHalved"> &
      Omit<ServedRequests, "curious">,
    { attempts, sentAtMs, upstreamMs }: CallFacts,
  ): CallRecord {
    const { host, planned, askedAtMs, wantedAtMs } = this.#options;
    const nowMs = host.connector.clock.nowMs();
    return {
      id: host.connector.newCallId(),
      connector: host.connector.compiled,
      request: planned.kind === "call" ? planned.request : undefined,
      scope: host.scope,
      lane: this.lane,
      keys: planned.keys,
      ...ended,
      isHalf: this.#options.isHalf,
      attempts,
      windowMs: wantedAtMs - askedAtMs,
      queuedMs: sentAtMs - wantedAtMs,
      upstreamMs,
      durationMs: nowMs - askedAtMs,
    };
  }
}

interface ServedRequests extends Pick<
  CallRecord,
  "requests" | "caller" | "requesters" | "analyses"
> {
  /** Those of them who want to know what goes wrong in the mapping. */
  readonly curious: ReadonlySet<RequestProblems>;
}

function repeat(outcome: Outcome, count: number): readonly Outcome[] {
  return Array.from({ length: count }, () => outcome);
}

/** Those who wait for the flights, each once. */
function asksOf(flights: readonly Flight[]): ReadonlySet<Ask> {
  const asks = new Set<Ask>();
  for (const flight of flights) flight.addAsks(asks);
  return asks;
}
