import {
  type GraphQLField,
  type GraphQLObjectType,
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import type { IntrospectionQuery } from "graphql";

/** What answers operations: a gateway, or the way to one. */
interface Answering {
  readonly execute: (request: { readonly query: string }) => Promise<{ readonly data?: unknown }>;
}

/** A query that works on a gateway's schema, for a first try: a field of Query with some of its own. */
export async function sampleQuery(gateway: Answering): Promise<string> {
  const { data } = await gateway.execute({ query: getIntrospectionQuery() });
  if (!isIntrospection(data)) return fallback;
  const query = buildClientSchema(data).getQueryType();
  const fields = Object.values({ ...query?.getFields() });
  const candidates = fields.filter(({ args }) => !args.some(isRequiredArgument));
  return (
    candidates.map(withObject).find((sample) => sample !== undefined) ??
    candidates.map(withLeaf).find((sample) => sample !== undefined) ??
    fallback
  );
}

/** Every schema can answer this one. */
const fallback = "{ __typename }";

const mostFields = 3;

function withObject(field: GraphQLField<unknown, unknown>): string | undefined {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return undefined;
  const names = leafFields(type).slice(0, mostFields);
  return names.length === 0 ? undefined : `{ ${field.name} { ${names.join(" ")} } }`;
}

function withLeaf({ name, type }: GraphQLField<unknown, unknown>): string | undefined {
  return isLeafType(getNamedType(type)) ? `{ ${name} }` : undefined;
}

function leafFields(type: GraphQLObjectType): readonly string[] {
  return Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)) && !field.args.some(isRequiredArgument))
    .map(({ name }) => name);
}

/** Undefined data is what a gateway answers that does not let callers read its schema. */
function isIntrospection(data: unknown): data is IntrospectionQuery {
  return typeof data === "object" && data !== null && "__schema" in data;
}
