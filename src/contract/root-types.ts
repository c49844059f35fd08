import { Kind } from "graphql";

import type { ProblemLog } from "./contract-problem.ts";
import type { LinkedFile } from "./linked-file.ts";
import type { RootOperation } from "./schema-types.ts";

/** The names of the root types: "Query" and "Mutation" unless a `schema { … }` says otherwise. */
export function readRoots(
  files: readonly LinkedFile[],
  problems: ProblemLog,
): ReadonlyMap<RootOperation, string> {
  const named = new Map<RootOperation, string>();
  for (const { operation, type } of files.flatMap(operationTypesOf)) {
    const other = named.get(operation) ?? type.name.value;
    named.set(operation, other);
    if (other === type.name.value) continue;
    problems.error("TYPE_CONFLICT", type, {
      message: `All files have one ${operation} type; it is "${other}" elsewhere and "${type.name.value}" here.`,
      help: "Name the same type in every `schema { … }`.",
    });
  }
  return new Map([...defaults, ...named]);
}

const defaults: readonly (readonly [RootOperation, string])[] = [
  ["query", "Query"],
  ["mutation", "Mutation"],
  ["subscription", "Subscription"],
];

function operationTypesOf({ nodes }: LinkedFile) {
  return nodes.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION
      ? (node.operationTypes ?? [])
      : [],
  );
}
