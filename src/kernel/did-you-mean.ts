import { closest, distance } from "fastest-levenshtein";

/** ` Did you mean "x"?` with a leading blank when a candidate is near what was written, else "". */
export function didYouMean(written: string, candidates: Iterable<string>): string {
  const near = nearMiss(written, candidates);
  return near === undefined ? "" : ` Did you mean "${near}"?`;
}

/** The candidate that was likely meant: it differs in few letters, or in case only. */
export function nearMiss(written: string, candidates: Iterable<string>): string | undefined {
  const names = [...candidates];
  if (names.length === 0) return undefined;
  const lowered = written.toLowerCase();
  const best = closest(
    lowered,
    names.map((name) => name.toLowerCase()),
  );
  const farthest = Math.floor(written.length * 0.4) + 1;
  if (distance(lowered, best) > farthest) return undefined;
  return names.find((name) => name.toLowerCase() === best);
}
