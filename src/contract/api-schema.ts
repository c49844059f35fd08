import type {
  ConstDirectiveNode,
  DefinitionNode,
  DirectiveDefinitionNode,
  DocumentNode,
  FieldDefinitionNode,
  SchemaDefinitionNode,
} from "graphql";
import { buildASTSchema, Kind, OperationTypeNode } from "graphql";
import type { GraphQLSchema } from "graphql";

import type { SchemaType, SchemaTypes } from "./schema-types.ts";
import { definitionOfType } from "./type-parts.ts";

/** What callers see of a schema: its types and its own directives, without what is `@inaccessible`. */
export function buildApiSchema(
  types: SchemaTypes,
  directives: Iterable<DirectiveDefinitionNode>,
): GraphQLSchema {
  const visible = [...types.all.values()].filter((type) => !isHidden(type));
  const names = new Set(visible.map(({ name }) => name.value));
  const definitions = visible.map((type) => withoutHidden(type, names));
  return buildASTSchema(
    documentOf(definitions, [...directives, schemaDefinition(types, names)]),
    // What is wrong is found by the checks, which name its place.
    { assumeValidSDL: true },
  );
}

/** The types as one SDL document. */
export function documentOf(
  types: Iterable<SchemaType>,
  others: readonly DefinitionNode[],
): DocumentNode {
  return { kind: Kind.DOCUMENT, definitions: [...others, ...[...types].map(definitionOfType)] };
}

function schemaDefinition(types: SchemaTypes, names: ReadonlySet<string>): SchemaDefinitionNode {
  const operations = [OperationTypeNode.QUERY, OperationTypeNode.MUTATION];
  return {
    kind: Kind.SCHEMA_DEFINITION,
    operationTypes: operations.flatMap((operation) => {
      const value = types.roots[operation];
      if (!names.has(value)) return [];
      const type = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value } } as const;
      return [{ kind: Kind.OPERATION_TYPE_DEFINITION, operation, type }];
    }),
  };
}

function withoutHidden(type: SchemaType, names: ReadonlySet<string>): SchemaType {
  const fields = [...type.fields.values()].filter((field) => !isHidden(field));
  return {
    ...type,
    interfaces: type.interfaces.filter(({ name }) => names.has(name.value)),
    members: type.members.filter(({ name }) => names.has(name.value)),
    fields: byName(fields.map(withoutHiddenArguments)),
    inputFields: byName([...type.inputFields.values()].filter((field) => !isHidden(field))),
    values: byName([...type.values.values()].filter((value) => !isHidden(value))),
  };
}

function withoutHiddenArguments(field: FieldDefinitionNode): FieldDefinitionNode {
  const { arguments: args = [] } = field;
  const visible = args.filter((arg) => !isHidden(arg));
  return visible.length === args.length ? field : { ...field, arguments: visible };
}

/** Whether something says `@inaccessible`. */
export function isHidden({
  directives = [],
}: {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}): boolean {
  return directives.some(({ name }) => name.value === "inaccessible");
}

function byName<Node extends { readonly name: { readonly value: string } }>(
  nodes: readonly Node[],
): ReadonlyMap<string, Node> {
  return new Map(nodes.map((node) => [node.name.value, node]));
}
