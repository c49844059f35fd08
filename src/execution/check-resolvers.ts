import { type GraphQLObjectType, isAbstractType, isObjectType, isScalarType } from "graphql";

import type { Contract } from "../contract/contract.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import type { Problem } from "../kernel/problem.ts";
import { isScalarResolver, type Resolvers, type TypeResolvers } from "./resolvers.ts";

/** Finds resolvers that could never run: for what the schema does not have, or a connector fetches. */
export function checkResolvers(resolvers: Resolvers, contract: Contract): readonly Problem[] {
  return Object.entries(resolvers).flatMap(([typeName, entry]) => {
    if (entry === undefined) return [];
    const type = contract.schema.getType(typeName);
    if (isScalarResolver(entry)) {
      return isScalarType(type)
        ? []
        : [unknown(`the scalar ${typeName}`, typeName, Object.keys(contract.schema.getTypeMap()))];
    }
    if (isObjectType(type)) return checkFields(type, entry, contract);
    const isTyped = isAbstractType(type) && Object.keys(entry).every((it) => it === resolveType);
    if (isTyped) return [];
    return [
      unknown(`the object type ${typeName}`, typeName, Object.keys(contract.schema.getTypeMap())),
    ];
  });
}

const resolveType = "__resolveType";

function checkFields(
  type: GraphQLObjectType,
  entry: TypeResolvers,
  { fieldConnectors }: Contract,
): readonly Problem[] {
  const fieldNames = Object.keys(type.getFields());
  return Object.keys(entry).flatMap((fieldName) => {
    const coordinate = `${type.name}.${fieldName}`;
    if (!fieldNames.includes(fieldName)) return [unknown(coordinate, fieldName, fieldNames)];
    return fieldConnectors.has(coordinate) ? [twoOrigins(coordinate)] : [];
  });
}

function unknown(what: string, name: string, names: readonly string[]): Problem {
  return {
    code: "UNKNOWN_RESOLVER",
    severity: "error",
    message: `A resolver must be for something in the schema, and it does not have ${what}.`,
    help: `Correct the name, or remove the resolver.${didYouMean(name, names)}`,
    origin: undefined,
  };
}

function twoOrigins(coordinate: string): Problem {
  return {
    code: "RESOLVER_AND_CONNECTOR",
    severity: "error",
    message: `A field comes from one place, and ${coordinate} has both a connector and a resolver.`,
    help: "Remove the @connect or the resolver.",
    origin: undefined,
  };
}
