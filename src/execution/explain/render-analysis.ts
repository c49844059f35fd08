import type { ConnectorProblem } from "../../connectors/request-problems.ts";
import type { KeyCounts } from "../../telemetry/request-analysis.ts";
import type { AnalysedCall, AnalysedConnector, AnalysedStep, Analysis } from "./analysis.ts";
import { drawTable } from "./draw-table.ts";

/** Writes what really happened: where the time went, then a line for each connector. */
export function renderAnalysis(analysis: Analysis): readonly string[] {
  const { tookMs, firstPartMs, wentOnMs, split, calls, errors, errorTypes, connectors } = analysis;
  const { mappingProblems } = analysis;
  const parts = [
    `${writeTime(split.upstreamMs)} upstream`,
    `${writeTime(split.waitingMs)} waiting`,
    `${writeTime(split.gatewayMs)} in the gateway`,
  ];
  const first = firstPartMs === undefined ? "" : `, the first part ${writeTime(firstPartMs)}`;
  const kinds = errors === 0 ? "" : ` (${errorTypes.join(", ")})`;
  return [
    `${writeTime(tookMs)} in all${first}: ${parts.join(", ")}.`,
    ...(wentOnMs === undefined
      ? []
      : [`Lazy fields went on without the answer, until ${writeTime(wentOnMs)}.`]),
    `${count(calls, "call")}, ${count(errors, "error")} in the answer${kinds}.`,
    ...(connectors.length === 0 ? [] : ["", ...drawConnectors(connectors)]),
    ...connectors.flatMap(describeFailures),
    ...(mappingProblems.length === 0 ? [] : ["", "Problems in mappings"]),
    ...mappingProblems.map(describeProblem),
  ];
}

/** What a step came to, in one line. */
export function describeRuns(step: AnalysedStep): string {
  const { runs, objects, keys, connector, tookMs, state } = step;
  if (state === "underWay") return `ran: still under way for ${count(objects, "object")}`;
  const asked = connector === undefined ? "" : `${countKeys(keys)} for `;
  const times = runs === 1 ? "" : `, in ${runs} runs`;
  return `ran: ${asked}${count(objects, "object")}${times}, ${writeTime(tookMs)}${state === "wentOn" ? ", without the answer" : ""}`;
}

function drawConnectors(connectors: readonly AnalysedConnector[]): readonly string[] {
  return drawTable([
    ["Connector", "keys", "joined", "calls", "of keys", "waited", "upstream"],
    ...connectors.map(({ connector, keys, joined, calls }) => [
      connector,
      countKeys(keys),
      String(joined),
      String(calls.filter(isSent).length),
      writeSizes(calls.filter(isSent).map((call) => call.keys)),
      writeTime(most(calls.map(({ windowMs, queuedMs }) => windowMs + queuedMs))),
      writeTime(most(calls.map(({ upstreamMs }) => upstreamMs))),
    ]),
  ]);
}

function describeFailures({ connector, calls }: AnalysedConnector): readonly string[] {
  return calls.filter(isWorthTelling).map(({ status, code, keys, attempts }) => {
    const tries = attempts === 0 ? ", never sent" : `, sent ${attempts} times`;
    const ended = status === undefined ? (code ?? "no answer") : `status ${status}`;
    return `${connector}: ${count(keys, "key")}, ${ended}${attempts === 1 ? "" : tries}`;
  });
}

function describeProblem(problem: ConnectorProblem): string {
  const { connector, mapping, message, path, count: times } = problem;
  const place = `${mapping === undefined ? "" : ` in ${mapping}`}${path === "" ? "" : ` at ${path}`}`;
  return `  ${connector}${place}: ${message}${times === 1 ? "" : ` (${times} times)`}`;
}

function isWorthTelling({ status, code, attempts, isInProcess }: AnalysedCall): boolean {
  const isAnswered = isInProcess ? code === undefined : status !== undefined && status < 400;
  return !isAnswered || attempts > 1;
}

function isSent({ attempts }: AnalysedCall): boolean {
  return attempts > 0;
}

/** "10 (4 fresh, 6 fetched)"; "10 fetched" where all came to the same. */
function countKeys({ fresh, stale, fetched, failed, missing }: KeyCounts): string {
  const results = [
    [fresh, "fresh"],
    [stale, "stale"],
    [fetched, "fetched"],
    [failed, "failed"],
  ] as const;
  const all = fresh + stale + fetched + failed;
  const some = results
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`);
  if (missing > 0) some.push(`${missing} missing`);
  return some.length === 1 ? some.join("") : `${all} (${some.join(", ") || "nothing to ask"})`;
}

/** "100 ×2, 50": sizes of batches, the same ones after each other together. */
function writeSizes(sizes: readonly number[]): string {
  const runs: { readonly size: number; times: number }[] = [];
  for (const size of sizes.toSorted((one, other) => other - one)) {
    const last = runs.at(-1);
    if (last?.size === size) last.times += 1;
    else runs.push({ size, times: 1 });
  }
  return runs.map(({ size, times }) => (times === 1 ? `${size}` : `${size} ×${times}`)).join(", ");
}

function most(numbers: readonly number[]): number {
  return Math.max(0, ...numbers);
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function writeTime(durationMs: number): string {
  return `${durationMs.toFixed(1)}ms`;
}
