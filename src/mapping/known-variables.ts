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
