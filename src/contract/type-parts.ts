import type {
  ObjectTypeDefinitionNode,
  TypeDefinitionNode,
  TypeExtensionNode,
  UnionTypeDefinitionNode,
} from "graphql";
import { Kind } from "graphql";

import type { SchemaType } from "./schema-types.ts";

/** What one definition or extension says of its type. A field that stands twice counts once. */
export function typePartsOf(node: TypeDefinitionNode | TypeExtensionNode): SchemaType {
  const { name, directives = [] } = node;
  const description = "description" in node ? node.description : undefined;
  const base = { name, description, directives, ...nothing };
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
      return { ...base, ...withFields(node), kind: Kind.OBJECT_TYPE_DEFINITION };
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      return { ...base, ...withFields(node), kind: Kind.INTERFACE_TYPE_DEFINITION };
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.UNION_TYPE_EXTENSION:
      return { ...base, kind: Kind.UNION_TYPE_DEFINITION, members: membersOf(node) };
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      return { ...base, kind: Kind.ENUM_TYPE_DEFINITION, values: byName(node.values) };
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      return {
        ...base,
        kind: Kind.INPUT_OBJECT_TYPE_DEFINITION,
        inputFields: byName(node.fields),
      };
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_EXTENSION:
      return { ...base, kind: Kind.SCALAR_TYPE_DEFINITION };
  }
}

/** A type as one definition again. */
export function definitionOfType(type: SchemaType): TypeDefinitionNode {
  const { name, description, directives, interfaces, members: types } = type;
  const base = { name, directives, ...(description === undefined ? {} : { description }) };
  switch (type.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return { ...base, kind: type.kind, interfaces, fields: [...type.fields.values()] };
    case Kind.UNION_TYPE_DEFINITION:
      return { ...base, kind: type.kind, types };
    case Kind.ENUM_TYPE_DEFINITION:
      return { ...base, kind: type.kind, values: [...type.values.values()] };
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...base, kind: type.kind, fields: [...type.inputFields.values()] };
    case Kind.SCALAR_TYPE_DEFINITION:
      return { ...base, kind: type.kind };
  }
}

const nothing = {
  interfaces: [],
  fields: new Map<string, never>(),
  inputFields: new Map<string, never>(),
  members: [],
  values: new Map<string, never>(),
};

function withFields({
  interfaces = [],
  fields = [],
}: Pick<ObjectTypeDefinitionNode, "interfaces" | "fields">): Pick<
  SchemaType,
  "interfaces" | "fields"
> {
  return { interfaces, fields: byName(fields) };
}

function membersOf({ types = [] }: Pick<UnionTypeDefinitionNode, "types">): SchemaType["members"] {
  return types;
}

function byName<Node extends { readonly name: { readonly value: string } }>(
  nodes: readonly Node[] = [],
): ReadonlyMap<string, Node> {
  return new Map(nodes.map((node) => [node.name.value, node]));
}
