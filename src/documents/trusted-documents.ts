import { createHash } from "node:crypto";

import { stripIgnoredCharacters } from "graphql";

/** A document that is known beforehand, by the name that clients send for it. */
export interface TrustedDocument {
  readonly id: string;
  readonly text: string;
  /** The manifest that has it. */
  readonly file: string;
}

/**
 * The documents that clients were built with. Clients name one by its id, or by the SHA-256 of its
 * text; or they send the text itself, be it laid out in another way.
 */
export class TrustedDocuments {
  readonly all: readonly TrustedDocument[];
  readonly #byId = new Map<string, string>();
  readonly #texts = new Set<string>();

  constructor(documents: readonly TrustedDocument[]) {
    this.all = documents;
    for (const { text } of documents) {
      this.#byId.set(sha256(text), text);
      this.#texts.add(text).add(stripped(text));
    }
    // An id wins over a hash, though nobody would choose one that is another's hash.
    for (const { id, text } of documents) this.#byId.set(id, text);
  }

  /** The text of the document that an id names, or a hash, with or without `sha256:` before it. */
  textOf(id: string): string | undefined {
    const text = this.#byId.get(id);
    if (text !== undefined || !id.startsWith(hashPrefix)) return text;
    return this.#byId.get(id.slice(hashPrefix.length));
  }

  /** Whether a text is one of them; blanks, commas and comments do not count. */
  has(text: string): boolean {
    return this.#texts.has(text) || this.#texts.has(stripped(text));
  }
}

const hashPrefix = "sha256:";

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The text itself where it is no GraphQL: then nobody may send it but as it is. */
function stripped(text: string): string {
  try {
    return stripIgnoredCharacters(text);
  } catch {
    return text;
  }
}
