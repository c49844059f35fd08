import type { ConstDirectiveNode, GraphQLSchema } from "graphql";
import { buildASTSchema, getDirectiveValues, Kind } from "graphql";
import type { DocumentNode } from "graphql";

import type {
  BatchDirectiveArgs,
  FreshnessDirectiveArgs,
  IdempotentDirectiveArgs,
  InvalidatesDirectiveArgs,
  LazyDirectiveArgs,
} from "./generated.ts";

/** The arguments of our own directives, by the directive's name. */
export interface DirectiveArguments {
  readonly freshness: FreshnessDirectiveArgs;
  readonly batch: BatchDirectiveArgs;
  readonly lazy: LazyDirectiveArgs;
  readonly invalidates: InvalidatesDirectiveArgs;
  readonly idempotent: IdempotentDirectiveArgs;
}

/** Reads the arguments of a directive that is known to be sound. */
export type ReadArguments = <Name extends keyof DirectiveArguments>(
  name: Name,
  directive: ConstDirectiveNode,
) => DirectiveArguments[Name];

/** Reads arguments with the defaults that the definitions give; an explicit null counts as absent. */
export function createReadArguments(definitions: DocumentNode): ReadArguments {
  const schema: GraphQLSchema = buildASTSchema(definitions);
  return <Name extends keyof DirectiveArguments>(name: Name, directive: ConstDirectiveNode) => {
    const definition = schema.getDirective(name);
    const { arguments: written = [] } = directive;
    const present = written.filter(({ value }) => value.kind !== Kind.NULL);
    const node = { ...directive, arguments: present };
    const values = definition && getDirectiveValues(definition, { directives: [node] });
    // Here generated types meet values: graphql-js has coerced them to just these types.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return values as unknown as DirectiveArguments[Name];
  };
}
