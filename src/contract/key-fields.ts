import type { FieldDefinitionNode, InputValueDefinitionNode, TypeNode } from "graphql";
import { Kind } from "graphql";

import type { ConnectorInputs, KeyField, KeyPath } from "./contract.ts";
import type { PlacedConnector } from "./connector-place.ts";
import type { SchemaTypes } from "./schema-types.ts";
import { isListType, namedTypeOf } from "./schema-types.ts";

/**
 * The fields that tell one object that a connector fetches from another: read from `$batch`, from
 * `$this`, or, with `entity: true`, named by the arguments.
 */
export function keyFieldsOf(
  { place, field }: PlacedConnector,
  { inputs, isEntity }: { readonly inputs: ConnectorInputs; readonly isEntity: boolean },
  types: SchemaTypes,
): readonly KeyField[] {
  if (field !== undefined && isEntity) {
    const { arguments: args = [] } = field;
    const paths = args.flatMap((argument) => pathsOfArgument([argument], types));
    return typedKeys(paths, namedTypeOf(field.type), types);
  }
  return typedKeys(inputs.batch.length > 0 ? inputs.batch : inputs.this, place.typeName, types);
}

/** The path of an argument; of an input object, those of all its fields. */
function pathsOfArgument(
  path: readonly InputValueDefinitionNode[],
  types: SchemaTypes,
): readonly KeyPath[] {
  const [argumentType, ...around] = path.map(({ type }) => type).toReversed();
  const name =
    argumentType === undefined || isListType(argumentType) ? "" : namedTypeOf(argumentType);
  const inputFields = types.get(name)?.inputFields ?? new Map<string, never>();
  const isWithinItself = around.some((type) => namedTypeOf(type) === name);
  return inputFields.size === 0 || isWithinItself
    ? [path.map((part) => part.name.value)]
    : [...inputFields.values()].flatMap((field) => pathsOfArgument([...path, field], types));
}

/** Paths below an object of a type, as fields of a key. */
export function typedKeys(
  paths: readonly KeyPath[],
  typeName: string,
  types: SchemaTypes,
): readonly KeyField[] {
  return paths.map((path) => {
    const name = typeAtPath(typeName, path, types);
    const ids = name === undefined ? [] : idsBelow(name, types);
    return { path, isId: name === "ID", ...(ids.length > 0 && { ids }) };
  });
}

/** The paths of the IDs in an object of a type, and in the objects in it. References are no deeper. */
function idsBelow(typeName: string, types: SchemaTypes, at: KeyPath = []): readonly KeyPath[] {
  if (at.length > mostDepth) return [];
  return Array.from(fieldsOf(typeName, types)).flatMap(([name, { type }]) => {
    const path = [...at, name];
    const below = namedTypeOf(type);
    return below === "ID" ? [path] : idsBelow(below, types, path);
  });
}

const mostDepth = 2;

/**
 * The name of the type at a path below an object, an interface or an input object. Undefined where
 * there is no such field; below what may hold anything, it stays the name of that.
 */
function typeAtPath(typeName: string, path: KeyPath, types: SchemaTypes): string | undefined {
  let current: string | undefined = typeName;
  for (const name of path) {
    if (current === undefined || holdsAnything(current, types)) return current;
    const type: TypeNode | undefined = fieldsOf(current, types).get(name)?.type;
    current = name === "__typename" ? "String" : type && namedTypeOf(type);
  }
  return current;
}

/** A name in a path that the type before it does not have. */
export interface UnknownName {
  readonly typeName: string;
  readonly name: string;
  /** What could stand there. */
  readonly known: readonly string[];
}

/** The first name of a path that does not exist below a type; undefined where all of them do. */
export function firstUnknownName(
  typeName: string,
  path: KeyPath,
  types: SchemaTypes,
): UnknownName | undefined {
  for (const [index, name] of path.entries()) {
    const parent = typeAtPath(typeName, path.slice(0, index), types);
    if (parent !== undefined && typeAtPath(parent, [name], types) === undefined) {
      return { typeName: parent, name, known: [...fieldsOf(parent, types).keys()] };
    }
  }
  return undefined;
}

/** A union's values have the fields of some of its members; a custom scalar may be an object. */
function holdsAnything(typeName: string, types: SchemaTypes): boolean {
  return types.isOpaque(typeName) || types.get(typeName)?.kind === Kind.UNION_TYPE_DEFINITION;
}

function fieldsOf(
  typeName: string,
  types: SchemaTypes,
): ReadonlyMap<string, FieldDefinitionNode | InputValueDefinitionNode> {
  const type = types.get(typeName);
  return type?.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION
    ? type.inputFields
    : (type?.fields ?? new Map());
}
