import type { FieldDefinitionNode } from "graphql";
import { Kind } from "graphql";

import type { ParsedFile, SchemaNode } from "./parse-files.ts";
import { namedTypeOf } from "./schema-types.ts";

/**
 * The nodes of a file without the fields by which a federated graph asks a subgraph for objects and
 * for its schema. Schemas that a subgraph has printed have them; they are no part of its API, and
 * nobody asks for them here. What only they need is then a type of a specification that nothing uses.
 */
export function withoutSubgraphProtocol({
  source,
  nodes,
}: Pick<ParsedFile, "source" | "nodes">): readonly SchemaNode[] {
  if (!source.body.includes("_Entity") && !source.body.includes("_Service")) return nodes;
  return nodes.map((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) {
      return node;
    }
    const { fields = [] } = node;
    const kept = fields.filter((field) => !isOfProtocol(field));
    return kept.length === fields.length ? node : { ...node, fields: kept };
  });
}

function isOfProtocol({ name, type }: FieldDefinitionNode): boolean {
  return protocol.get(name.value) === namedTypeOf(type);
}

const protocol: ReadonlyMap<string, string> = new Map([
  ["_entities", "_Entity"],
  ["_service", "_Service"],
]);
