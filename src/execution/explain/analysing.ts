import { setImmediate } from "node:timers/promises";

import type { GraphQLError } from "graphql";

import type { Clock } from "../../kernel/clock.ts";
import { errorType } from "../../telemetry/error-type.ts";
import type {
  AnalysedCallEnd,
  AnalysedStepStart,
  KeyCounts,
  RequestAnalysis,
} from "../../telemetry/request-analysis.ts";
import { allSteps } from "./all-steps.ts";
import type { AnalysedConnector, AnalysedStep, Analysis } from "./analysis.ts";
import type { ExplainedStep, Explanation } from "./explanation.ts";
import { roundTime, splitTime, type Span } from "./split-time.ts";

/** Gathers what is done for one operation, from its creation on. */
export class Analysing implements RequestAnalysis {
  readonly #clock: Clock;
  readonly #startMs: number;
  #firstPartMs: number | undefined;
  #answeredAtMs: number | undefined;
  readonly #steps = new Map<string, StepRuns>();
  readonly #connectors = new Map<string, ConnectorUse>();
  /** The step that is being started, synchronously: what is asked meanwhile, it asks. */
  #starting: StepRuns | undefined;
  /** How many runs of steps are not done. */
  #open = 0;
  #quiet = Promise.withResolvers<false>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.nowMs();
  }

  readonly stepStarted = (start: AnalysedStepStart): (() => void) => {
    const id = JSON.stringify([start.path, start.typeName, start.connector]);
    const fromMs = this.#clock.nowMs();
    const runs = this.#steps.get(id) ?? newRuns(start, fromMs);
    this.#steps.set(id, runs);
    runs.runs += 1;
    runs.open += 1;
    runs.objects += start.objects;
    this.#open += 1;
    this.#starting = runs;
    return () => {
      if (this.#starting === runs) this.#starting = undefined;
      runs.toMs = this.#clock.nowMs();
      runs.open -= 1;
      this.#open -= 1;
      if (this.#open === 0) this.#quiet.resolve(false);
    };
  };

  readonly keysAsked = (connector: string): ((counts: KeyCounts) => void) => {
    const use = this.#useOf(connector);
    const step = this.#starting?.connector === connector ? this.#starting : undefined;
    const fromMs = this.#clock.nowMs();
    return (counts) => {
      use.keys = addCounts(use.keys, counts);
      use.loads.push({ fromMs, toMs: this.#clock.nowMs() });
      if (step !== undefined) step.keys = addCounts(step.keys, counts);
    };
  };

  readonly keysFetched = (connector: string, joined: number): void => {
    this.#useOf(connector).joined += joined;
  };

  readonly called = (call: AnalysedCallEnd): void => {
    this.#useOf(call.connector).calls.push({ ...call, endMs: this.#clock.nowMs() });
  };

  /** The first of several parts of the answer is there. */
  answeredFirst(): void {
    this.#firstPartMs = this.#clock.nowMs() - this.#startMs;
  }

  /**
   * The whole answer is there. Waits for steps that go on without it, as lazy fields do whose budget
   * is spent, but no longer than until the signal aborts.
   */
  async answered(signal?: AbortSignal): Promise<void> {
    this.#answeredAtMs = this.#clock.nowMs();
    const aborted = Promise.withResolvers<true>();
    const giveUp = (): void => aborted.resolve(true);
    signal?.addEventListener("abort", giveUp, { once: true });
    let isOver = signal?.aborted ?? false;
    while (this.#open > 0 && !isOver) {
      this.#quiet = Promise.withResolvers();
      // oxlint-disable-next-line no-await-in-loop -- steps that are done start others
      isOver = await Promise.race([this.#quiet.promise, aborted.promise]);
      // oxlint-disable-next-line no-await-in-loop -- the same
      await setImmediate();
    }
    signal?.removeEventListener("abort", giveUp);
  }

  /** What was done, with these errors in the answer. */
  finish(
    { steps, sources }: Explanation,
    errors: readonly GraphQLError[] = [],
  ): Omit<Analysis, "mappingProblems"> {
    const toMs = this.#answeredAtMs ?? this.#clock.nowMs();
    const whole = { fromMs: this.#startMs, toMs };
    const explained = allSteps(steps);
    const uses = [...this.#connectors.values()];
    const callsTo = (source: string): number => {
      const ids = new Set(
        explained.flatMap(({ connector }) => (connector?.source === source ? [connector.id] : [])),
      );
      return sum(uses.map(({ connector, calls }) => (ids.has(connector) ? sent(calls) : 0)));
    };
    const all = [...this.#steps.values()];
    const endMs = Math.max(toMs, ...all.map((runs) => runs.toMs));
    return {
      tookMs: roundTime(toMs - whole.fromMs),
      wentOnMs: endMs > toMs ? roundTime(endMs - whole.fromMs) : undefined,
      firstPartMs: this.#firstPartMs === undefined ? undefined : roundTime(this.#firstPartMs),
      split: splitTime(whole, spansOf(uses)),
      calls: sum(uses.map(({ calls }) => sent(calls))),
      errors: errors.length,
      errorTypes: [...new Set(errors.map((error) => errorType(error.originalError ?? error)))],
      sources: sources.map(({ source }) => ({ source, calls: callsTo(source) })),
      connectors: uses.map((use) => this.#describeUse(use)),
      steps: all.map((runs) => this.#describeRuns(runs, explained, toMs)),
    };
  }

  #useOf(connector: string): ConnectorUse {
    const known = this.#connectors.get(connector);
    if (known !== undefined) return known;
    const use: ConnectorUse = { connector, keys: noKeys, joined: 0, calls: [], loads: [] };
    this.#connectors.set(connector, use);
    return use;
  }

  #describeUse({ connector, keys, joined, calls }: ConnectorUse): AnalysedConnector {
    return {
      connector,
      keys,
      joined,
      calls: calls.map((call) => ({
        isInProcess: call.isInProcess,
        atMs: roundTime(sentAt(call) - this.#startMs),
        keys: call.keys,
        status: call.status,
        code: call.code,
        attempts: call.attempts,
        windowMs: roundTime(call.windowMs),
        queuedMs: roundTime(call.queuedMs),
        upstreamMs: roundTime(call.upstreamMs),
      })),
    };
  }

  #describeRuns(
    runs: StepRuns,
    explained: readonly ExplainedStep[],
    answeredAtMs: number,
  ): AnalysedStep {
    const { path, connector, objects, keys, fromMs, toMs } = runs;
    return {
      id: explained.find((step) => isOf(step, runs))?.id,
      path,
      connector,
      runs: runs.runs,
      objects,
      keys,
      atMs: roundTime(fromMs - this.#startMs),
      tookMs: roundTime(toMs - fromMs),
      state: stateOf(runs, answeredAtMs),
    };
  }
}

interface StepRuns extends Omit<AnalysedStepStart, "objects"> {
  runs: number;
  /** How many of them are not done. */
  open: number;
  objects: number;
  keys: KeyCounts;
  readonly fromMs: number;
  toMs: number;
}

interface ConnectorUse {
  readonly connector: string;
  keys: KeyCounts;
  joined: number;
  readonly calls: EndedCall[];
  /** When keys were asked for and answered. */
  readonly loads: Span[];
}

type EndedCall = AnalysedCallEnd & { readonly endMs: number };

function newRuns(start: AnalysedStepStart, fromMs: number): StepRuns {
  const { path, typeName, connector } = start;
  return {
    path,
    typeName,
    connector,
    runs: 0,
    open: 0,
    objects: 0,
    keys: noKeys,
    fromMs,
    toMs: fromMs,
  };
}

function stateOf({ open, toMs }: StepRuns, answeredAtMs: number): AnalysedStep["state"] {
  if (open > 0) return "underWay";
  return toMs > answeredAtMs ? "wentOn" : "answered";
}

const noKeys: KeyCounts = { fresh: 0, stale: 0, fetched: 0, failed: 0, missing: 0 };

function addCounts(one: KeyCounts, other: KeyCounts): KeyCounts {
  return {
    fresh: one.fresh + other.fresh,
    stale: one.stale + other.stale,
    fetched: one.fetched + other.fetched,
    failed: one.failed + other.failed,
    missing: one.missing + other.missing,
  };
}

/** When sources were asked, and when something waited. */
function spansOf(uses: readonly ConnectorUse[]): {
  upstream: readonly Span[];
  waiting: readonly Span[];
} {
  const calls = uses.flatMap((use) => use.calls);
  return {
    upstream: calls
      .filter((call) => isSent(call) && !call.isInProcess)
      .map((call) => ({ fromMs: sentAt(call), toMs: respondedAt(call) })),
    waiting: [
      ...calls.map((call) => ({ fromMs: call.endMs - call.durationMs, toMs: sentAt(call) })),
      // Where keys were answered without a call, they came from elsewhere: a store that is shared.
      ...uses.flatMap((use) => use.loads.filter((load) => !use.calls.some(endedIn(load)))),
    ],
  };
}

function endedIn({ fromMs, toMs }: Span): (call: EndedCall) => boolean {
  return ({ endMs }) => endMs >= fromMs && endMs <= toMs;
}

function sentAt({ endMs, durationMs, windowMs, queuedMs }: EndedCall): number {
  return endMs - durationMs + windowMs + queuedMs;
}

/** What comes between the response and the end of the call is the gateway's own work. */
function respondedAt(call: EndedCall): number {
  return call.attempts > 1 ? call.endMs : Math.min(sentAt(call) + call.upstreamMs, call.endMs);
}

function sent(calls: readonly EndedCall[]): number {
  return calls.filter(isSent).length;
}

function isSent({ attempts }: EndedCall): boolean {
  return attempts > 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Explained paths say where lists are: "posts[].user". */
function isOf(step: ExplainedStep, { path, typeName, connector }: StepRuns): boolean {
  return (
    step.path.replaceAll("[]", "") === path &&
    step.typeName === typeName &&
    step.connector?.id === connector
  );
}
