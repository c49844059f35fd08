import { type ASTNode, type DirectiveNode, getOperationAST, Kind, visit } from "graphql";

import type { ReadOperation } from "./read-operation.ts";

/**
 * The same operation, with all that `@skip` and `@include` may leave out: for variables that are not
 * known. Places stay what they are.
 */
export function withAllSelected({ document, operation }: ReadOperation): ReadOperation {
  const all = visit(document, {
    Directive: (directive) => (isUndecided(directive) ? null : undefined),
  });
  // v8 ignore next -- it has the operations of before, by their names
  return { document: all, operation: getOperationAST(all, operation.name?.value) ?? operation };
}

/** Whether a variable decides. */
function isUndecided({ name, arguments: args = [] }: DirectiveNode): boolean {
  const isCondition = name.value === "skip" || name.value === "include";
  return isCondition && args.some(({ value }: { value: ASTNode }) => value.kind === Kind.VARIABLE);
}
