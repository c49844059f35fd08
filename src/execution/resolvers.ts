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

/**
 * Resolvers by type and field. A type may also say which object type a value of an interface or
 * union is (`__resolveType`); without it the value's `__typename` decides.
 */
export type Resolvers = Readonly<Record<string, TypeResolvers | undefined>>;

/** Typed per schema by codegen; what the gateway itself needs to know of them is this. */
// oxlint-disable-next-line typescript/no-explicit-any -- parameters of any schema's resolvers
export type TypeResolvers = Readonly<Record<string, ((...args: any[]) => unknown) | undefined>>;

/** The coordinates of all fields that have a resolver: "Query.greet". */
export function coordinatesOf(resolvers: Resolvers): ReadonlySet<string> {
  return new Set(
    Object.entries(resolvers).flatMap(([typeName, fields]) =>
      Object.keys(fields ?? {}).map((fieldName) => `${typeName}.${fieldName}`),
    ),
  );
}
