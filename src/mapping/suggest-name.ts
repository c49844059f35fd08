import { closest, distance } from "fastest-levenshtein";

/** The name that was likely meant: at most two letters away; undefined if none is that near. */
export function suggestName(name: string, names: readonly string[]): string | undefined {
  const nearest = closest(name, names);
  return distance(name, nearest) <= 2 ? nearest : undefined;
}
