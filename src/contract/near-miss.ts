import { closest, distance } from "fastest-levenshtein";

/** ` Did you mean "x"?` with a leading blank when a candidate is near what was written, else "". */
export function didYouMean(written: string, candidates: Iterable<string>): string {
  const near = nearMiss(written, [...candidates]);
  return near === undefined ? "" : ` Did you mean "${near}"?`;
}

function nearMiss(written: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const best = closest(
    written.toLowerCase(),
    candidates.map((name) => name.toLowerCase()),
  );
  const found = candidates.find((name) => name.toLowerCase() === best);
  const farthest = Math.floor(written.length * 0.4) + 1;
  return distance(written.toLowerCase(), best) <= farthest ? found : undefined;
}
