import { createHash } from "node:crypto";

import { LRUCache } from "lru-cache";

import type { Logger } from "../telemetry/logger.ts";

/** What a request says of itself besides its document. */
export interface DocumentSender {
  readonly operationName: unknown;
  /** Names in lower case. */
  readonly headers: { readonly get: (name: string) => string | undefined };
}

/** Tells operators of documents that are in no manifest: each once for each client that sends it. */
export class UnknownDocuments {
  readonly #log: Logger;
  readonly #told = new LRUCache<string, true>({ max: 10_000 });

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param sender undefined where the text was not sent, but its hash: who did is known already. */
  tell(text: string, sender: DocumentSender | undefined): void {
    const documentHash = createHash("sha256").update(text).digest("hex");
    const clientName = sender && headerOf(sender, "client-name");
    const clientVersion = sender && headerOf(sender, "client-version");
    const client = JSON.stringify([documentHash, clientName, clientVersion]);
    if (this.#told.has(sender === undefined ? documentHash : client)) return;
    this.#told.set(documentHash, true);
    this.#told.set(client, true);
    // Not the text: a client may have written values into it.
    const operationName = nameIn(sender?.operationName) ?? nameIn(operation.exec(text)?.[1]);
    this.#log.warn(
      { documentHash, operationName, clientName, clientVersion },
      "a document is in no manifest",
    );
  }
}

/** As Apollo's clients call themselves, and others. */
function headerOf({ headers }: DocumentSender, name: string): string | undefined {
  const value = headers.get(`apollographql-${name}`) ?? headers.get(`graphql-${name}`);
  return value !== undefined && isSane.test(value) ? value : undefined;
}

function nameIn(written: unknown): string | undefined {
  return typeof written === "string" && isName.test(written) ? written : undefined;
}

const isSane = /^[\x20-\x7e]{1,100}$/;
const isName = /^[A-Za-z_]\w{0,199}$/;

/** Of an operation that a text begins with: further in, it might be what a client has written into a value. */
const operation = /^(?:[\s,]|#[^\n]*\n)*(?:query|mutation|subscription)\s+(\w+)/;
