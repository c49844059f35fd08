import { isTypeDefinitionNode, isTypeExtensionNode, Kind, visit } from "graphql";

import type { KnownDefinitions } from "./directive-definitions.ts";
import type { LinkedFile } from "./linked-file.ts";
import type { SchemaNode } from "./parse-files.ts";

/**
 * The names of types that files define only because a specification's directives need them, like
 * `JSONSelection`. A type of such a name that some field has is the schema's own, and not among them.
 */
export function specificationTypesOf(
  files: readonly LinkedFile[],
  { connect, sluice }: KnownDefinitions,
): ReadonlySet<string> {
  const isSpecification = (name: string): boolean =>
    connect.types.has(name) ||
    sluice.types.has(name) ||
    specificationName.test(name) ||
    files.some((file) => file.isSpecificationType(name));
  const nodes = files.flatMap((file) => file.nodes).filter(isTypeNode);
  const names = new Set(nodes.map(({ name }) => name.value).filter(isSpecification));
  if (names.size === 0) return names;
  for (const node of nodes) {
    if (isSpecification(node.name.value)) continue;
    visit(node, { [Kind.NAMED_TYPE]: ({ name }) => void names.delete(name.value) });
  }
  return names;
}

/**
 * Names that a link gives to what it does not import, those of federation's first version, and one
 * that some versions of the connect specification have.
 */
const specificationName =
  /^((connect|federation|link)__\w+|_Any|_FieldSet|_Service|_Entity|URLTemplate)$/;

/** Whether a name is that of a specification's directive, written with its prefix. */
export function isSpecificationName(name: string): boolean {
  return specificationName.test(name);
}

function isTypeNode(node: SchemaNode) {
  return isTypeDefinitionNode(node) || isTypeExtensionNode(node);
}
