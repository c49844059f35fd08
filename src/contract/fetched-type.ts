import { getNamedType, type GraphQLSchema, isObjectType } from "graphql";

import type { Connector } from "./contract.ts";

/** The name of the type that a connector fetches; "" for one that callers do not see. */
export function fetchedType({ place }: Connector, schema: GraphQLSchema): string {
  if (place.kind === "object") return place.typeName;
  const type = schema.getType(place.typeName);
  const field = isObjectType(type) ? type.getFields()[place.fieldName] : undefined;
  return field === undefined ? "" : getNamedType(field.type).name;
}
