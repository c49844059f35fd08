import type { NamedTypeNode } from "graphql";

import type { ProblemLog } from "./contract-problem.ts";
import type { LinkedFile } from "./linked-file.ts";
import { lineOfNode } from "./origin.ts";
import { schemaNodesOf } from "./schema-directives.ts";
import type { RootOperation } from "./schema-types.ts";

/** The names of the root types: "Query" and "Mutation" unless a `schema { … }` says otherwise. */
export function readRoots(
  files: readonly LinkedFile[],
  problems: ProblemLog,
): Readonly<Record<RootOperation, string>> {
  const named = new Map<RootOperation, NamedTypeNode>();
  const nodes = files.flatMap((file) => schemaNodesOf(file.nodes));
  for (const { operation, type } of nodes.flatMap(({ operationTypes = [] }) => operationTypes)) {
    const other = named.get(operation) ?? type;
    named.set(operation, other);
    if (other.name.value === type.name.value) continue;
    problems.error("TYPE_CONFLICT", type, {
      message: `All files have one ${operation} type; it is "${other.name.value}" in ${lineOfNode(other)} and "${type.name.value}" here.`,
      help: "Name the same type in every `schema { … }`.",
    });
  }
  const names = Array.from(named, ([operation, { name }]) => [operation, name.value] as const);
  return { ...defaults, ...Object.fromEntries(names) };
}

const defaults: Readonly<Record<RootOperation, string>> = {
  query: "Query",
  mutation: "Mutation",
  subscription: "Subscription",
};
