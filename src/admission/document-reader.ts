import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  parse,
  Source,
  specifiedRules,
  validate,
  type ValidationRule,
} from "graphql";

import type { ListSizeDeclaration } from "../contract/list-size.ts";
import { BoundedLexer } from "./bounded-lexer.ts";
import { countComparisons } from "./count-comparisons.ts";
import type { DocumentMeasure } from "./document-measure.ts";
import { judgeDocument, maxNesting } from "./judge-document.ts";
import { limitExceeded } from "./limit-exceeded.ts";
import { ListArguments } from "../contract/list-arguments.ts";
import { measureDocument } from "./measure-document.ts";
import type { QueryLimits } from "./query-limits.ts";

export interface DocumentReaderOptions {
  readonly schema: GraphQLSchema;
  /** What the schema says of the sizes of lists, by coordinate. */
  readonly listSizes: ReadonlyMap<string, ListSizeDeclaration>;
  /** What documents must keep to besides the rules of GraphQL. */
  readonly rules: readonly ValidationRule[];
  /** Whether errors keep from callers what names the schema has. */
  readonly hideSuggestions: boolean;
}

/** A document that was read: it may be run, or there are errors. */
export type ReadDocument = AllowedDocument | { readonly errors: readonly GraphQLError[] };

export interface AllowedDocument {
  readonly document: DocumentNode;
  readonly measure: DocumentMeasure;
  readonly errors?: undefined;
}

/**
 * Reads the texts of documents: what is dear comes after the limit that bounds it. So a document is
 * parsed that is short enough, measured in one walk, and validated when it is within all limits.
 */
export class DocumentReader {
  readonly #options: DocumentReaderOptions;
  readonly #listArguments: ListArguments;

  constructor(options: DocumentReaderOptions) {
    this.#options = options;
    this.#listArguments = new ListArguments(options.listSizes);
  }

  read(text: string, limits: QueryLimits): ReadDocument {
    const bytes = Buffer.byteLength(text);
    if (bytes > limits.documentBytes) return { errors: [tooLarge(bytes, limits)] };
    try {
      const source = new Source(text);
      const lexer = new BoundedLexer(source, { tokens: limits.tokens, nesting: maxNesting });
      const document = parse(source, { lexer });
      return this.#judge(document, { bytes, tokens: lexer.tokens }, limits);
    } catch (error) {
      // v8 ignore next -- neither of them throws anything else
      if (!(error instanceof GraphQLError)) throw error;
      return { errors: [withCode(error, "GRAPHQL_PARSE_FAILED")] };
    }
  }

  #judge(
    document: DocumentNode,
    text: { readonly bytes: number; readonly tokens: number },
    limits: QueryLimits,
  ): ReadDocument {
    const { schema, rules, hideSuggestions } = this.#options;
    const listArguments = this.#listArguments;
    const measure = measureDocument(document, { schema, listArguments, maxNesting, text });
    const excess = judgeDocument(measure, limits) ?? judgeComparisons(document, limits);
    if (excess !== undefined) return { errors: [excess] };
    const errors = validate(schema, document, [...specifiedRules, ...rules], {
      maxErrors: maxValidationErrors,
      hideSuggestions,
    });
    if (errors.length === 0) return { document, measure };
    return { errors: errors.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED")) };
  }
}

/** More are of no use to anybody, and each costs time. */
const maxValidationErrors = 20;

/**
 * Some milliseconds of validation. What people write has hundreds; where an operator allows many
 * fields, each of them counts as one at least.
 */
function maxComparisons({ fields }: QueryLimits): number {
  return Math.max(50_000, fields * 4);
}

function judgeComparisons(document: DocumentNode, limits: QueryLimits): GraphQLError | undefined {
  const limit = maxComparisons(limits);
  if (countComparisons(document, limit) <= limit) return undefined;
  return limitExceeded("TOO_MANY_REPETITIONS", {
    setting: undefined,
    limit,
    message: `To know that fields of one name can be merged, ${limit} pairs of selections may have to be compared, and this document has more. Select each field once in each place, and use fewer fragments there.`,
  });
}

function tooLarge(bytes: number, { documentBytes }: QueryLimits): GraphQLError {
  return limitExceeded("DOCUMENT_TOO_LARGE", {
    setting: "limits.documentBytes",
    limit: documentBytes,
    found: bytes,
    message: `A document may have ${documentBytes} bytes, and this one has ${bytes}. Ask for less at a time, or in several operations.`,
  });
}

/** The same error, with the code that all such have, unless it has one. */
function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes, source, positions, extensions } = error;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    extensions: { code, ...extensions },
  });
}
