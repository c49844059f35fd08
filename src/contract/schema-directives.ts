import type { ConstDirectiveNode, SchemaDefinitionNode, SchemaExtensionNode } from "graphql";
import { Kind } from "graphql";

import type { SchemaNode } from "./parse-files.ts";

/** What is said of the schema itself: `schema … { … }` and `extend schema …`. */
export function schemaNodesOf(
  nodes: readonly SchemaNode[],
): readonly (SchemaDefinitionNode | SchemaExtensionNode)[] {
  return nodes.filter(
    (node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION,
  );
}

/** The directives of the schema itself: `@link` and `@source`. */
export function schemaDirectivesOf(nodes: readonly SchemaNode[]): readonly ConstDirectiveNode[] {
  return schemaNodesOf(nodes).flatMap(({ directives = [] }) => directives);
}
