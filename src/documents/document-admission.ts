import { GraphQLError } from "graphql";

import type { DocumentResult } from "../telemetry/count-documents.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { TrustedDocuments } from "./trusted-documents.ts";
import { type DocumentSender, UnknownDocuments } from "./unknown-documents.ts";

export interface DocumentAdmissionOptions {
  readonly documents: TrustedDocuments;
  /** What becomes of a text that is none of them. */
  readonly mode: "off" | "log" | "enforce";
  /** Whether clients may send the hash of a text that they have sent before. */
  readonly takesHashes: boolean;
  /** How long a text may be: a longer one is not run, and so not looked at here. */
  readonly maxBytes: () => number;
  readonly log: Logger;
  /** Is told what becomes of documents; where the mode is off, of none. */
  readonly count: (result: DocumentResult) => void;
}

/** What a request says of its document. */
export interface DocumentNames extends DocumentSender {
  readonly query: unknown;
  /** The name of a document, as GraphQL over HTTP has it. */
  readonly documentId: unknown;
  /** The hash of a document, as the extension `persistedQuery` has it. */
  readonly hash: unknown;
}

/**
 * What is run for a request: what it says itself (`undefined`); a text, in place of the name that it
 * gives; or nothing, for a reason that has its HTTP status.
 */
export type Admitted = undefined | { readonly text: string } | { readonly refusal: GraphQLError };

/** Decides which documents are run: those that are known by name, and, as the mode says, others. */
export class DocumentAdmission {
  readonly #options: DocumentAdmissionOptions;
  readonly #unknown: UnknownDocuments;

  constructor(options: DocumentAdmissionOptions) {
    this.#options = options;
    this.#unknown = new UnknownDocuments(options.log);
  }

  /** Whether a request that names no document may send any. */
  get takesAnyText(): boolean {
    return this.#options.mode === "off";
  }

  admit(request: DocumentNames): Admitted {
    const { query, documentId, hash } = request;
    if (documentId !== undefined && documentId !== null) return this.#named(documentId, query);
    if (typeof query === "string" && query !== "") {
      return this.mayRun(query, request) ? undefined : untrusted();
    }
    if (hash === undefined || hash === null) return undefined;
    if (typeof hash !== "string") return malformed("The sha256Hash of a document must be a text.");
    const text = this.#options.documents.textOf(hash);
    if (text !== undefined) {
      this.#count("trusted");
      return { text };
    }
    if (this.#options.mode !== "enforce") return undefined;
    this.#count("refused");
    return unknown(false);
  }

  /**
   * Whether a text is run; counts it, and tells of one in no manifest where the mode says so.
   *
   * @param sender undefined where the request has named the text by its hash.
   */
  mayRun(text: string, sender?: DocumentSender): boolean {
    const { documents, mode, maxBytes } = this.#options;
    if (mode === "off") return true;
    const isReadable = Buffer.byteLength(text) <= maxBytes();
    const isTrusted = isReadable && documents.has(text);
    if (isTrusted || mode === "enforce") {
      this.#count(isTrusted ? "trusted" : "refused");
      return isTrusted;
    }
    // Else it is refused for its length.
    if (isReadable) {
      this.#count("unknown");
      this.#unknown.tell(text, sender);
    }
    return true;
  }

  #named(documentId: unknown, query: unknown): Admitted {
    if (typeof documentId !== "string") return malformed("documentId must be a text.");
    if (query !== undefined && query !== null) {
      return malformed("A request has a documentId or a query, and this one has both.");
    }
    const { documents, takesHashes, mode } = this.#options;
    const text = documents.textOf(documentId);
    this.#count(text === undefined ? "refused" : "trusted");
    return text === undefined ? unknown(takesHashes && mode !== "enforce") : { text };
  }

  #count(result: DocumentResult): void {
    if (this.#options.mode !== "off") this.#options.count(result);
  }
}

function unknown(takesHashes: boolean): Admitted {
  const instead = takesHashes
    ? " Send the document itself; or its hash in the extension persistedQuery, once it has been sent."
    : "";
  return refuse(
    new GraphQLError(
      `No document of that name is known here. Clients and gateway need manifests of one build.${instead}`,
      { extensions: { code: "DOCUMENT_NOT_FOUND", http: { status: 404 } } },
    ),
  );
}

function untrusted(): Admitted {
  return refuse(
    new GraphQLError(
      "This gateway runs documents of its manifests only, and this is none of them. Publish the manifest of the client's build.",
      { extensions: { code: "DOCUMENT_NOT_TRUSTED", http: { status: 403 } } },
    ),
  );
}

function malformed(message: string): Admitted {
  return refuse(
    new GraphQLError(message, { extensions: { code: "BAD_REQUEST", http: { status: 400 } } }),
  );
}

function refuse(refusal: GraphQLError): Admitted {
  return { refusal };
}
