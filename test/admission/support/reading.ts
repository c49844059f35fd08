import { buildSchema, type GraphQLError } from "graphql";

import { DocumentReader } from "../../../src/admission/document-reader.ts";
import type { QueryLimits } from "../../../src/admission/query-limits.ts";
import type { ListSizeDeclaration } from "../../../src/contract/list-size.ts";

/** Limits that only the hostile reach. */
export const unlimited: QueryLimits = {
  documentBytes: 10_000_000,
  tokens: 1_000_000,
  depth: 1000,
  fields: 6000,
  rootFields: 1_000_000,
  aliases: 1_000_000,
  directives: 1_000_000,
  directivesPerField: 1_000_000,
  listSize: 1_000_000,
  variableDepth: 1000,
  variableValues: 1_000_000,
};

const schema = buildSchema(`
  directive @note(text: [String]) repeatable on FIELD | QUERY | VARIABLE_DEFINITION | FRAGMENT_DEFINITION | FRAGMENT_SPREAD
  interface Named { friends(first: Int): [User] }
  type Query {
    me: User
    named: Named
    users(first: Int, ids: [ID]): [User]
    page(pageSize: Int, size: Int): Page
    single(limit: Int): Int
    word(first: String): [Int]
    found(by: Search): [User]
    declared(size: Int, first: Int): [User]
  }
  input Search { first: Int, inner: Search, ids: [ID] }
  type Page { items: [User] total: Int }
  type User implements Named { id: ID name: String friends(first: Int): [User] best: User }
`);

function declaration(...slicingArguments: readonly string[]): ListSizeDeclaration {
  return {
    assumedSize: undefined,
    slicingArguments,
    sizedFields: [],
    requiresOneSlicingArgument: false,
  };
}

export const reader = new DocumentReader({
  schema,
  listSizes: new Map([
    ["Query.declared", declaration("size")],
    ["Query.found", declaration("by.first", "by.inner.first")],
  ]),
  rules: [],
  hideSuggestions: true,
});

/** Reads a document within these limits. */
export function read(text: string, limits: Partial<QueryLimits> = {}) {
  return reader.read(text, { ...unlimited, ...limits });
}

/** The errors of a document, as they are told. */
export function errorsOf(text: string, limits: Partial<QueryLimits> = {}) {
  return (read(text, limits).errors ?? []).map(told);
}

export function told({ message, extensions, locations }: GraphQLError) {
  return { message, ...extensions, ...(locations !== undefined && { at: locations[0] }) };
}
