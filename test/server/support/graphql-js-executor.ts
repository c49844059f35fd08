import { execute, type GraphQLSchema } from "graphql";

import type { Executor } from "../../../src/execution/executor.ts";

/** An executor that leaves everything to graphql-js; resolvers get the RequestContext as context. */
export function graphqlJsExecutor(schema: GraphQLSchema): Executor {
  return {
    async execute({ document, operationName, variables, request }) {
      const result = await execute({
        schema,
        document,
        ...(operationName !== undefined && { operationName }),
        variableValues: variables,
        contextValue: request,
      });
      return result;
    },
  };
}
