import type { GraphQLError } from "graphql";
import { LRUCache } from "lru-cache";

import type { AllowedDocument, DocumentReader, ReadDocument } from "./document-reader.ts";
import { judgeDocument } from "./judge-document.ts";
import { judgeVariables } from "./judge-variables.ts";
import type { QueryLimits } from "./query-limits.ts";

export interface KeptDocumentsOptions {
  readonly reader: DocumentReader;
  /** Those in force: the same object until they change. */
  readonly limits: () => QueryLimits;
  /** How long the documents are, together, that are known beforehand and have room besides. Default: 0. */
  readonly knownCharacters?: number | undefined;
}

/**
 * The documents that were read and can be run, with what they were measured. One that is asked for
 * again costs a look. When limits change, each is judged by the new ones at its next use.
 */
export class KeptDocuments {
  readonly #reader: DocumentReader;
  readonly #limits: () => QueryLimits;
  readonly #kept: LRUCache<string, Kept>;

  constructor({ reader, limits, knownCharacters = 0 }: KeptDocumentsOptions) {
    this.#reader = reader;
    this.#limits = limits;
    this.#kept = new LRUCache({ maxSize: maxCharacters + knownCharacters });
  }

  /** @param hash of the text: equal texts, equal hash. */
  read(hash: string, text: string): ReadDocument {
    const limits = this.#limits();
    const kept = this.#kept.get(hash);
    if (kept === undefined) {
      const read = this.#reader.read(text, limits);
      if (read.errors === undefined) {
        this.#kept.set(hash, { read, judgedBy: limits }, { size: text.length });
      }
      return read;
    }
    if (kept.judgedBy !== limits) {
      const excess = judgeDocument(kept.read.measure, limits);
      if (excess !== undefined) return { errors: [excess] };
      kept.judgedBy = limits;
    }
    return kept.read;
  }

  /** Why a document may not be run with these variables; undefined where it may. */
  judgeVariables(
    { measure }: AllowedDocument,
    variables: Readonly<Record<string, unknown>>,
  ): GraphQLError | undefined {
    return judgeVariables(variables, { sizes: measure.sizes, limits: this.#limits() });
  }
}

interface Kept {
  readonly read: AllowedDocument;
  judgedBy: QueryLimits;
}

/** Of a text and what was made of it, a character takes about a hundred bytes: 30 MiB or so. */
const maxCharacters = 300_000;
