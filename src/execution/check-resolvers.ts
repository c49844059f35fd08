import { type GraphQLObjectType, isAbstractType, isObjectType, isScalarType } from "graphql";

import type { Contract } from "../contract/contract.ts";
import type { FreshnessPolicy } from "../contract/policies.ts";
import { isBatchResolver } from "../connectors/batch-resolver.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import type { Problem } from "../kernel/problem.ts";
import { isScalarResolver, type Resolvers, type TypeResolvers } from "./resolvers.ts";

/**
 * Finds resolvers that could never run: for what the schema does not have, or a connector fetches; and
 * what the schema promises of fields that only a batch resolver can keep.
 */
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
  contract: Contract,
): readonly Problem[] {
  const fieldNames = Object.keys(type.getFields());
  return Object.entries(entry).flatMap(([fieldName, resolver]) => {
    const coordinate = `${type.name}.${fieldName}`;
    if (!fieldNames.includes(fieldName)) return [unknown(coordinate, fieldName, fieldNames)];
    if (isConnected(coordinate, contract)) return [twoOrigins(coordinate)];
    return isBatchResolver(resolver) ? [] : unkeptPromises(coordinate, contract);
  });
}

/** Whether a field has a connector that is not its batch resolver. */
function isConnected(coordinate: string, { fieldConnectors }: Contract): boolean {
  const connectors = fieldConnectors.get(coordinate) ?? [];
  return connectors.some(({ resolver }) => resolver === undefined);
}

/** What `@batch` and `@freshness` say of a field that a function resolves, without effect. */
function unkeptPromises(coordinate: string, { policies }: Contract): readonly Problem[] {
  const freshness = policies.freshness.get(coordinate);
  const windows = freshness === undefined ? [] : keptWindowsOf(freshness);
  return [
    ...(policies.batch.has(coordinate) ? [unbatched(coordinate)] : []),
    ...(windows.length > 0 ? [unkept(coordinate, windows)] : []),
  ];
}

/** A ttl alone is told to callers, who may keep the value themselves. */
function keptWindowsOf(policy: FreshnessPolicy): readonly string[] {
  return [
    ...(policy.staleWhileRevalidateMs > 0 ? ["staleWhileRevalidate"] : []),
    ...(policy.staleIfErrorMs > 0 ? ["staleIfError"] : []),
    ...(policy.missingTtlMs > 0 ? ["missingTtl"] : []),
    ...(policy.tags.length > 0 ? ["tags"] : []),
  ];
}

function unbatched(coordinate: string): Problem {
  return {
    code: "RESOLVER_NOT_BATCHED",
    severity: "warning",
    message: `A function resolves one value at a time; ${coordinate} has one, so its @batch has no effect.`,
    help: "Give it a batch resolver, or remove the @batch.",
    origin: undefined,
  };
}

function unkept(coordinate: string, windows: readonly string[]): Problem {
  const names = windows.map((name) => `\`${name}\``).join(", ");
  return {
    code: "RESOLVER_NOT_KEPT",
    severity: "warning",
    message: `What a function gives is told to callers as fresh, and not kept; of the @freshness of ${coordinate}, ${names} has no effect.`,
    help: "Give it a batch resolver, whose values are kept, or say no more than how long its values are fresh.",
    origin: undefined,
  };
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
