import { closest, distance } from "fastest-levenshtein";

import type { VariableName } from "./mapping.ts";

/** The variables of the language. */
export const knownVariables: readonly VariableName[] = [
  "$args",
  "$this",
  "$batch",
  "$config",
  "$env",
  "$context",
  "$request",
  "$response",
  "$status",
];

/** The variable of that name, if there is one. */
export function findVariable(name: string): VariableName | undefined {
  return knownVariables.find((known) => known === name);
}

/** The name that was likely meant: at most two letters away; undefined if none is that near. */
export function suggestName(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const nearest = closest(name, names);
  return distance(name, nearest) <= 2 ? nearest : undefined;
}
