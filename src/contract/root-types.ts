import type { ProblemLog } from "./contract-problem.ts";
import type { LinkedFile } from "./linked-file.ts";
import { schemaNodesOf } from "./schema-directives.ts";
import type { RootOperation } from "./schema-types.ts";

/** The names of the root types: "Query" and "Mutation" unless a `schema { … }` says otherwise. */
export function readRoots(
  files: readonly LinkedFile[],
  problems: ProblemLog,
): Readonly<Record<RootOperation, string>> {
  const named = new Map<RootOperation, string>();
  const nodes = files.flatMap((file) => schemaNodesOf(file.nodes));
  for (const { operation, type } of nodes.flatMap(({ operationTypes = [] }) => operationTypes)) {
    const other = named.get(operation) ?? type.name.value;
    named.set(operation, other);
    if (other === type.name.value) continue;
    problems.error("TYPE_CONFLICT", type, {
      message: `All files have one ${operation} type; it is "${other}" elsewhere and "${type.name.value}" here.`,
      help: "Name the same type in every `schema { … }`.",
    });
  }
  return { ...defaults, ...Object.fromEntries(named) };
}

const defaults: Readonly<Record<RootOperation, string>> = {
  query: "Query",
  mutation: "Mutation",
  subscription: "Subscription",
};
