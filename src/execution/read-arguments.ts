import { type FieldNode, getArgumentValues, type GraphQLField, visit } from "graphql";

import type { Arguments, ReadArguments } from "./plan.ts";

/**
 * Compiles a field's arguments. Those without variables are coerced once, here; the others once per
 * run, for all objects at the field's place.
 */
export function compileArguments(
  field: GraphQLField<unknown, unknown>,
  [node]: readonly FieldNode[],
): ReadArguments {
  if (node === undefined || field.args.length === 0) return () => noArguments;
  if (readsVariables(node)) {
    return (variables) => getArgumentValues(field, node, variables);
  }
  const values = getArgumentValues(field, node);
  return () => values;
}

const noArguments: Arguments = Object.freeze({});

function readsVariables({ arguments: args = [] }: FieldNode): boolean {
  let isFound = false;
  for (const arg of args) {
    visit(arg, { Variable: () => void (isFound = true) });
  }
  return isFound;
}
