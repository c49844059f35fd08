import type { Outcome } from "../../connectors/outcome.ts";
import type { KeyCounts, RequestAnalysis } from "../../telemetry/request-analysis.ts";
import type { BranchLoaders, KeyLoader } from "../run-options.ts";

/** The same loaders, with what they are asked, and what came of it, told to `analysis`. */
export function analyseLoads(loaders: BranchLoaders, analysis: RequestAnalysis): BranchLoaders {
  return {
    first: analyseLoader(loaders.first, analysis),
    // Made when it is first needed: nearly never.
    get late() {
      return analyseLoader(loaders.late, analysis);
    },
    get later() {
      return analyseLoader(loaders.later, analysis);
    },
  };
}

function analyseLoader(loader: KeyLoader, analysis: RequestAnalysis): KeyLoader {
  return {
    async load(connector, keys) {
      const answered = analysis.keysAsked(connector.id);
      const outcomes = await loader.load(connector, keys);
      answered(countKeys(outcomes));
      return outcomes;
    },
  };
}

function countKeys(outcomes: readonly Outcome[]): KeyCounts {
  const counts = { fresh: 0, stale: 0, fetched: 0, failed: 0, missing: 0 };
  for (const outcome of outcomes) {
    counts[resultOf(outcome)] += 1;
    if (outcome.kind === "missing") counts.missing += 1;
  }
  return counts;
}

function resultOf(outcome: Outcome): Exclude<keyof KeyCounts, "missing"> {
  if (outcome.kind === "error") return "failed";
  const { freshness } = outcome;
  if (freshness?.stale !== undefined) return "stale";
  return freshness?.isHit === true ? "fresh" : "fetched";
}
