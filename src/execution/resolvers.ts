import {
  type GraphQLScalarType,
  type GraphQLSchema,
  isScalarType,
  isSpecifiedScalarType,
} from "graphql";

import { type BatchResolver, isBatchResolver } from "../connectors/batch-resolver.ts";
import type { RequestContext } from "../connectors/request-context.ts";

/** The third argument of a resolver: the client's headers, `$context`, and the abort signal. */
export type ResolverContext = RequestContext;

/**
 * A field's value in code, for what no connector can say. It gets the parent object as its
 * connector mapped it (or as its resolver returned it), and may answer at once or with a promise.
 * A thrown GraphQLError reaches the client as it is; any other error is masked in production.
 */
export type ResolverFn<Result, Parent, Context, Args> = (
  parent: Parent,
  args: Args,
  context: Context,
) => Promise<Result> | Result;

/** What a field may have, typed per schema by codegen: a function, or a batch resolver. */
export type FieldResolver<Result, Parent, Context, Args> =
  | ResolverFn<Result, Parent, Context, Args>
  | BatchResolver<Result, Parent, Args>;

/**
 * Resolvers by type and field. For an interface or union, `__resolveType` may say which object type
 * a value is (without it, the value's `__typename` does); for a custom scalar, a GraphQLScalarType
 * gives the coercion of its values.
 */
export type Resolvers = Readonly<Record<string, TypeResolvers | GraphQLScalarType | undefined>>;

/** Typed per schema by codegen; what the gateway itself needs to know of them is this. */
export type TypeResolvers = Readonly<Record<string, AnyResolver | BatchResolver | undefined>>;

// oxlint-disable-next-line typescript/no-explicit-any -- parameters of any schema's resolvers
export type AnyResolver = (...args: any[]) => unknown;

/** The function that resolves a field, or a type's `__resolveType`. */
export function resolverOf(
  resolvers: Resolvers,
  typeName: string,
  fieldName: string,
): AnyResolver | undefined {
  const entry = entryOf(resolvers, typeName, fieldName);
  return isBatchResolver(entry) ? undefined : entry;
}

/** Whether a field has a resolver of its own, of either kind. */
export function hasResolver(resolvers: Resolvers, typeName: string, fieldName: string): boolean {
  return entryOf(resolvers, typeName, fieldName) !== undefined;
}

function entryOf(resolvers: Resolvers, typeName: string, fieldName: string) {
  // Types and fields may have names that every object has, such as "constructor".
  const entry = Object.hasOwn(resolvers, typeName) ? resolvers[typeName] : undefined;
  if (entry === undefined || isScalarResolver(entry)) return undefined;
  return Object.hasOwn(entry, fieldName) ? entry[fieldName] : undefined;
}

export function isScalarResolver(
  entry: TypeResolvers | GraphQLScalarType | undefined,
): entry is GraphQLScalarType {
  return isScalarType(entry);
}

/**
 * Whether code gets at values that connectors brought: resolvers and scalars are given them, and who
 * asks in process finds those of a schema's own scalars in the answer as they are.
 */
export function seesValues(resolvers: Resolvers, schema: GraphQLSchema): boolean {
  const roots = new Set([schema.getQueryType()?.name, schema.getMutationType()?.name]);
  const types = Object.values(schema.getTypeMap());
  return (
    types.some((type) => isScalarType(type) && !isSpecifiedScalarType(type)) ||
    Object.keys(resolvers).some((typeName) => !roots.has(typeName))
  );
}

/** The coordinates of all fields that a function resolves: "Query.greet". */
export function coordinatesOf(resolvers: Resolvers): ReadonlySet<string> {
  const functions = entriesOf(resolvers).filter(([, entry]) => !isBatchResolver(entry));
  return new Set(functions.map(([coordinate]) => coordinate));
}

/** The batch resolvers, by the coordinate of their field. */
export function batchResolversOf(resolvers: Resolvers): ReadonlyMap<string, BatchResolver> {
  return new Map(
    entriesOf(resolvers).flatMap(([coordinate, entry]): [string, BatchResolver][] =>
      isBatchResolver(entry) ? [[coordinate, entry]] : [],
    ),
  );
}

function entriesOf(resolvers: Resolvers): readonly [string, AnyResolver | BatchResolver][] {
  return Object.entries(resolvers).flatMap(([typeName, ofType]) => {
    if (ofType === undefined || isScalarResolver(ofType)) return [];
    return Object.entries(ofType).flatMap(
      ([fieldName, entry]): [string, AnyResolver | BatchResolver][] =>
        entry === undefined ? [] : [[`${typeName}.${fieldName}`, entry]],
    );
  });
}
