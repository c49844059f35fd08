import { type GraphQLSchema, isScalarType } from "graphql";

import { isScalarResolver, type Resolvers } from "./resolvers.ts";

/**
 * Gives a schema's custom scalars the coercion of those among the resolvers. Without one a scalar
 * passes any JSON value on as it is.
 */
export function applyScalars(schema: GraphQLSchema, resolvers: Resolvers): void {
  for (const [name, entry] of Object.entries(resolvers)) {
    const type = schema.getType(name);
    if (!isScalarType(type) || !isScalarResolver(entry)) continue;
    // The schema is ours alone: it was built for this gateway, and nothing has used it yet.
    type.serialize = entry.serialize;
    type.parseValue = entry.parseValue;
    type.parseLiteral = entry.parseLiteral;
  }
}
