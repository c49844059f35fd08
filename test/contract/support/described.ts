import { type GraphQLSchema, isInterfaceType, isObjectType } from "graphql";

import { readContractFromFiles } from "../../../src/contract/read-contract.ts";
import type { ReadContractOptions } from "../../../src/contract/read-contract.ts";

/** A schema whose descriptions end with its contract. */
export function describedSchema(text: string, options?: ReadContractOptions): GraphQLSchema {
  const files = [{ file: "schema.graphql", text }];
  return readContractFromFiles(files, { describe: true, ...options }).schema;
}

/** What callers read of a type ("User") or of a field ("User.posts"). */
export function descriptionOf(schema: GraphQLSchema, coordinate: string): string | undefined {
  const [typeName = "", fieldName] = coordinate.split(".");
  const type = schema.getType(typeName);
  if (fieldName === undefined) return type?.description ?? undefined;
  const hasFields = isObjectType(type) || isInterfaceType(type);
  return (hasFields ? type.getFields()[fieldName]?.description : undefined) ?? undefined;
}
