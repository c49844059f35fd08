import { distance } from "fastest-levenshtein";

/** ` Did you mean "x"?` with a leading blank when a candidate is near what was written, else "". */
export function didYouMean(written: string, candidates: Iterable<string>): string {
  const near = nearMiss(written, candidates);
  return near === undefined ? "" : ` Did you mean "${near}"?`;
}

/**
 * The candidate that was likely meant: it differs in case only, or in few letters for its length.
 * None rather than one that only happens to be the nearest.
 *
 * @param mostSlips how many letters may differ at most, however long the names are.
 */
export function nearMiss(
  written: string,
  candidates: Iterable<string>,
  mostSlips = Infinity,
): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const slips = slipsBetween(written.toLowerCase(), candidate.toLowerCase());
    const most = Math.floor(Math.max(written.length, candidate.length) / 3);
    if (slips > Math.min(most, mostSlips) || slips >= least) continue;
    best = candidate;
    least = slips;
  }
  return best;
}

/** How many letters were missed, added, mistaken or, at one place, swapped. */
function slipsBetween(written: string, candidate: string): number {
  const edits = distance(written, candidate);
  return edits === 2 && lettersOf(written) === lettersOf(candidate) ? 1 : edits;
}

function lettersOf(text: string): string {
  return Array.from(text).toSorted().join("");
}
