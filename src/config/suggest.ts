import { closest, distance } from "fastest-levenshtein";

/** The known word that an unknown one was probably meant to be; undefined when none is near. */
export function suggest(unknown: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(unknown, known);
  const farthest = Math.max(2, Math.floor(unknown.length / 3));
  return distance(unknown, best) <= farthest ? best : undefined;
}
