import {
  type DefinitionNode,
  executeSync,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from "graphql";

import type { Variables, FieldNodes } from "./plan.ts";

/** Answers `__schema` or `__type` in one run. Throws the GraphQLError when there is one. */
export type Introspect = (variables: Variables) => unknown;

/**
 * Compiles an introspection field: graphql-js executes an operation that selects nothing else. An
 * answer that no variable can change is made once.
 */
export function compileIntrospection(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  {
    fragments,
    nodes,
  }: { readonly fragments: Iterable<DefinitionNode>; readonly nodes: FieldNodes },
): Introspect {
  const document = {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: nodes } } as const,
      ...fragments,
    ],
  } as const;
  const introspect = (variableValues: Variables): unknown => {
    const { data, errors } = executeSync({ schema, document, variableValues });
    if (errors?.[0] !== undefined) throw errors[0];
    return Object.values({ ...data })[0];
  };
  if ((operation.variableDefinitions ?? []).length > 0) return introspect;
  let answer: unknown;
  return () => (answer ??= introspect({}));
}
