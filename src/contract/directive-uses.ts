import type { ConstDirectiveNode } from "graphql";
import { DirectiveLocation, Kind } from "graphql";

import type { LinkedFile } from "./linked-file.ts";
import { schemaDirectivesOf } from "./schema-directives.ts";
import type { SchemaType, SchemaTypes } from "./schema-types.ts";

/** The directives at one place of a schema, from all files together. */
export interface DirectiveUses {
  readonly location: DirectiveLocation;
  /** "User", "User.posts" or "User.posts(limit:)"; "schema" for the schema itself. */
  readonly coordinate: string;
  readonly directives: readonly ConstDirectiveNode[];
}

/** Every place of a schema where a directive stands. */
export function directiveUsesOf(files: readonly LinkedFile[], types: SchemaTypes): DirectiveUses[] {
  const ofTypes = [...types.all.values()].flatMap((type) => Array.from(usesOfType(type)));
  return [...files.map(usesOfSchema), ...ofTypes].filter(({ directives }) => directives.length > 0);
}

function usesOfSchema({ nodes }: LinkedFile): DirectiveUses {
  const directives = schemaDirectivesOf(nodes);
  return { location: DirectiveLocation.SCHEMA, coordinate: "schema", directives };
}

const typeLocations: Record<SchemaType["kind"], DirectiveLocation> = {
  [Kind.OBJECT_TYPE_DEFINITION]: DirectiveLocation.OBJECT,
  [Kind.INTERFACE_TYPE_DEFINITION]: DirectiveLocation.INTERFACE,
  [Kind.UNION_TYPE_DEFINITION]: DirectiveLocation.UNION,
  [Kind.ENUM_TYPE_DEFINITION]: DirectiveLocation.ENUM,
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: DirectiveLocation.INPUT_OBJECT,
  [Kind.SCALAR_TYPE_DEFINITION]: DirectiveLocation.SCALAR,
};

function* usesOfType(type: SchemaType): Iterable<DirectiveUses> {
  const typeName = type.name.value;
  yield usesOf(type, typeLocations[type.kind], typeName);
  for (const field of type.fields.values()) {
    const coordinate = `${typeName}.${field.name.value}`;
    yield usesOf(field, DirectiveLocation.FIELD_DEFINITION, coordinate);
    const { arguments: args = [] } = field;
    for (const argument of args) {
      const argumentCoordinate = `${coordinate}(${argument.name.value}:)`;
      yield usesOf(argument, DirectiveLocation.ARGUMENT_DEFINITION, argumentCoordinate);
    }
  }
  for (const [name, field] of type.inputFields) {
    yield usesOf(field, DirectiveLocation.INPUT_FIELD_DEFINITION, `${typeName}.${name}`);
  }
  for (const [name, value] of type.values) {
    yield usesOf(value, DirectiveLocation.ENUM_VALUE, `${typeName}.${name}`);
  }
}

function usesOf(
  { directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  location: DirectiveLocation,
  coordinate: string,
): DirectiveUses {
  return { location, coordinate, directives };
}
