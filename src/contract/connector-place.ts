import type { ConstDirectiveNode, FieldDefinitionNode } from "graphql";

import type { ConnectorPlace } from "./contract.ts";
import type { SchemaType, SchemaTypes } from "./schema-types.ts";

/** A `@connect`, and where it stands. */
export interface PlacedConnector {
  readonly directive: ConstDirectiveNode;
  readonly place: ConnectorPlace;
  readonly type: SchemaType;
  /** Undefined where it stands on a type. */
  readonly field: FieldDefinitionNode | undefined;
}

/** Every `@connect` of a schema, type by type. */
export function placedConnectors(types: SchemaTypes): readonly PlacedConnector[] {
  return [...types.all.values()].flatMap((type) => Array.from(connectorsOf(type, types)));
}

function* connectorsOf(type: SchemaType, types: SchemaTypes): Iterable<PlacedConnector> {
  const typeName = type.name.value;
  for (const directive of connectDirectives(type)) {
    yield { directive, place: { kind: "object", typeName }, type, field: undefined };
  }
  for (const field of type.fields.values()) {
    const place = fieldPlace(typeName, field.name.value, types);
    for (const directive of connectDirectives(field)) yield { directive, place, type, field };
  }
}

/** The place of a connector on a field. */
export function fieldPlace(
  typeName: string,
  fieldName: string,
  types: SchemaTypes,
): ConnectorPlace {
  const root = types.rootOf(typeName);
  const kind = root === "query" || root === "mutation" ? root : "field";
  return { kind, typeName, fieldName };
}

/** "Query.posts", or "User" for a connector on a type. */
export function coordinateOf(place: ConnectorPlace): string {
  return place.kind === "object" ? place.typeName : `${place.typeName}.${place.fieldName}`;
}

/** Whether a connector stands on a field. */
export function isConnected(field: FieldDefinitionNode): boolean {
  return connectDirectives(field).length > 0;
}

function connectDirectives({
  directives = [],
}: {
  readonly directives?: readonly ConstDirectiveNode[];
}): readonly ConstDirectiveNode[] {
  return directives.filter(({ name }) => name.value === "connect");
}
