import { type FieldNode, getArgumentValues, type GraphQLField, visit } from "graphql";

import type { Arguments, ReadArguments, Variables, FieldNodes } from "./plan.ts";

/**
 * Compiles a field's arguments: those without variables are coerced once, the others once per run
 * for all objects at the field's place.
 */
export function compileArguments(
  field: GraphQLField<unknown, unknown>,
  [node]: FieldNodes,
): ReadArguments {
  if (field.args.length === 0) return () => noArguments;
  if (readsVariables(node)) return (variables) => argumentValues(field, node, variables);
  const values = argumentValues(field, node, {});
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

function argumentValues(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Variables,
): Arguments {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- literals and coerced variables are JSON
  return getArgumentValues(field, node, variables) as Arguments;
}
