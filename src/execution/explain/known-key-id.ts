import { type ASTNode, BREAK, visit } from "graphql";

import type { FetchStep, Variables } from "../plan.ts";

/**
 * The id of the key that a step asks for, of one that reads nothing of an object. Undefined where
 * its arguments depend on variables that are not known, or where it asks for nothing.
 */
export function knownKeyId(step: FetchStep, variables: Variables | undefined): string | undefined {
  if (variables === undefined && hasVariables(step)) return undefined;
  try {
    return step.encoder.idOf(step.args(variables ?? {}), undefined);
  } catch {
    // Arguments that cannot be coerced fail the field before anything is asked for.
    return undefined;
  }
}

/** Whether the arguments of a step depend on variables. */
export function hasVariables({ field }: FetchStep): boolean {
  const [node] = field.nodes;
  // v8 ignore next -- where there are none, the parser makes a list without any
  return (node.arguments ?? []).some(({ value }) => namesVariable(value));
}

function namesVariable(value: ASTNode): boolean {
  let isFound = false;
  visit(value, {
    Variable() {
      isFound = true;
      return BREAK;
    },
  });
  return isFound;
}
