import type { TypeNode } from "graphql";
import { Kind, specifiedScalarTypes } from "graphql";

import type { Json } from "../../kernel/json.ts";
import type { SchemaTypes } from "../schema-types.ts";

/**
 * Whether a literal of a selection can be answered for a type; what a scalar of the schema's own takes is not known.
 * Of lists, the empty one is a literal.
 */
export function canBeAnswered(literal: Json, type: TypeNode, types: SchemaTypes): boolean {
  if (type.kind === Kind.NON_NULL_TYPE) {
    return literal !== null && canBeAnswered(literal, type.type, types);
  }
  if (literal === null) return true;
  if (type.kind === Kind.LIST_TYPE) return Array.isArray(literal);
  const { value: name } = type.name;
  const scalar = specifiedScalarTypes.find((it) => it.name === name);
  if (scalar === undefined) {
    if (types.isComposite(name)) return !Array.isArray(literal);
    const known = types.get(name);
    if (known?.kind !== Kind.ENUM_TYPE_DEFINITION) return true;
    return typeof literal === "string" && known.values.has(literal);
  }
  // Long integers keep their digits where graphql-js would refuse them.
  if (typeof literal === "bigint") return name !== "Int" && name !== "Boolean";
  try {
    scalar.serialize(literal);
    return true;
  } catch {
    return false;
  }
}
