import type { ASTNode, GraphQLError } from "graphql";

import type { DocumentMeasure } from "./document-measure.ts";
import { type LimitCode, limitExceeded } from "./limit-exceeded.ts";
import type { QueryLimits } from "./query-limits.ts";

/**
 * The most levels of what is selected in what is spread: more would be too deep for the stack. No
 * limit on depth may be higher.
 */
export const maxNesting = 500;

/** Why a document may not be run within these limits; undefined where it may. */
export function judgeDocument(
  measure: DocumentMeasure,
  limits: QueryLimits,
): GraphQLError | undefined {
  for (const { excess, setting, limit, found, nodeAt, rule, help } of bounds) {
    const [most, count] = [limit(limits), found(measure)];
    if (count <= most) continue;
    return limitExceeded(excess, {
      setting,
      limit: most,
      found: count,
      message: `${rule(most)}; this one has ${count}. ${help}`,
      node: nodeAt(measure, most),
    });
  }
  return undefined;
}

interface Bound {
  readonly excess: LimitCode;
  readonly setting: string | undefined;
  readonly limit: (limits: QueryLimits) => number;
  readonly found: (measure: DocumentMeasure) => number;
  /** Where it is, in a document that goes beyond the limit. */
  readonly nodeAt: (measure: DocumentMeasure, limit: number) => ASTNode | undefined;
  readonly rule: (limit: number) => string;
  readonly help: string;
}

const askForLess = "Ask for less at a time, or in several operations.";

/** How introspection is bounded, whatever the settings are: the usual queries of tools pass. */
const introspectionDepth = 25;
const introspectionFields = 1000;

const bounds: readonly Bound[] = [
  {
    excess: "DOCUMENT_TOO_LARGE",
    setting: "limits.documentBytes",
    limit: ({ documentBytes }) => documentBytes,
    found: ({ bytes }) => bytes,
    nodeAt: () => undefined,
    rule: (limit) => `A document may have ${limit} bytes`,
    help: askForLess,
  },
  {
    excess: "TOO_MANY_TOKENS",
    setting: "limits.tokens",
    limit: ({ tokens }) => tokens,
    found: ({ tokens }) => tokens,
    nodeAt: () => undefined,
    rule: (limit) => `A document may have ${limit} tokens (names, values, punctuation)`,
    help: askForLess,
  },
  {
    excess: "TOO_DEEP",
    setting: undefined,
    limit: () => maxNesting,
    found: ({ nesting }) => nesting.count,
    nodeAt: ({ nesting }) => nesting.node,
    rule: (limit) => `A document may have ${limit} levels of fields and fragments in each other`,
    help: askForLess,
  },
  {
    excess: "TOO_DEEP",
    setting: "limits.depth",
    limit: ({ depth }) => depth,
    found: ({ depth }) => depth.count,
    nodeAt: ({ depth }) => depth.node,
    rule: (limit) => `An operation may have ${limit} levels of fields`,
    help: askForLess,
  },
  {
    excess: "TOO_DEEP",
    setting: undefined,
    limit: () => introspectionDepth,
    found: (measure) => measure.introspectionDepth.count,
    nodeAt: (measure) => measure.introspectionDepth.node,
    rule: (limit) => `Introspection may have ${limit} levels of fields`,
    help: askForLess,
  },
  {
    excess: "TOO_MANY_FIELDS",
    setting: "limits.fields",
    limit: ({ fields }) => fields,
    found: ({ fields }) => fields.count,
    nodeAt: ({ fields }) => fields.node,
    rule: (limit) =>
      `An operation may select ${limit} fields, those of fragments wherever they are spread`,
    help: askForLess,
  },
  {
    excess: "TOO_MANY_FIELDS",
    setting: undefined,
    limit: () => introspectionFields,
    found: (measure) => measure.introspectionFields.count,
    nodeAt: (measure) => measure.introspectionFields.node,
    rule: (limit) =>
      `Introspection may select ${limit} fields, those of fragments wherever they are spread`,
    help: askForLess,
  },
  {
    excess: "TOO_MANY_ROOT_FIELDS",
    setting: "limits.rootFields",
    limit: ({ rootFields }) => rootFields,
    found: ({ rootFields }) => rootFields.count,
    nodeAt: ({ rootFields }) => rootFields.node,
    rule: (limit) => `An operation may select ${limit} fields of the root`,
    help: askForLess,
  },
  {
    excess: "TOO_MANY_ALIASES",
    setting: "limits.aliases",
    limit: ({ aliases }) => aliases,
    found: ({ aliases }) => aliases.count,
    nodeAt: ({ aliases }, limit) => aliases.nodes[limit],
    rule: (limit) => `A document may have ${limit} aliases`,
    help: askForLess,
  },
  {
    excess: "TOO_MANY_DIRECTIVES",
    setting: "limits.directives",
    limit: ({ directives }) => directives,
    found: ({ directives }) => directives.count,
    nodeAt: ({ directives }, limit) => directives.nodes[limit],
    rule: (limit) => `A document may have ${limit} directives`,
    help: "Leave some out, or send several operations.",
  },
  {
    excess: "TOO_MANY_DIRECTIVES",
    setting: "limits.directivesPerField",
    limit: ({ directivesPerField }) => directivesPerField,
    found: (measure) => measure.directivesPerField.count,
    nodeAt: (measure) => measure.directivesPerField.node,
    rule: (limit) => `One place of a document may have ${limit} directives`,
    help: "Leave some out.",
  },
  {
    excess: "LIST_TOO_LONG",
    setting: "limits.listSize",
    limit: ({ listSize }) => listSize,
    found: ({ listSize }) => listSize.count,
    nodeAt: ({ listSize }) => listSize.node,
    rule: (limit) => `A list that is given or asked for may have ${limit} items`,
    help: "Ask for fewer at a time.",
  },
];
