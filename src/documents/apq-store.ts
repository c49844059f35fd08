import { createHash } from "node:crypto";

import { LRUCache } from "lru-cache";

/** Texts that replicas share, by name. Nothing rejects or takes long: what fails is not there. */
export interface TextStore {
  readonly get: (name: string) => Promise<string | undefined>;
  readonly set: (name: string, text: string, ttlMs: number) => Promise<void>;
}

/**
 * Documents that clients have sent once, by the SHA-256 of their text (automatic persisted queries):
 * in memory, within bounds, and where there is a shared store, there too, so that a client need not
 * send them to each replica. In the form that Apollo Server takes.
 */
export class ApqStore {
  readonly #shared: TextStore | undefined;
  readonly #mayRun: (text: string) => boolean;
  readonly #memory = new LRUCache<string, string>({
    maxSize: maxTextBytes,
    // Two bytes for each character at most.
    sizeCalculation: (text) => text.length * 2 + overheadBytes,
  });

  /** @param mayRun asked of each document that is asked for: replicas may allow others than this one. */
  constructor(shared: TextStore | undefined, mayRun: (text: string) => boolean) {
    this.#shared = shared;
    this.#mayRun = mayRun;
  }

  async get(key: string): Promise<string | undefined> {
    const text = await this.#find(key);
    return text !== undefined && this.#mayRun(text) ? text : undefined;
  }

  /** Apollo Server has made sure that it is the hash of this text. */
  async set(key: string, text: string): Promise<void> {
    this.#memory.set(key, text);
    const hash = hashOf(key);
    if (hash !== undefined) await this.#shared?.set(hash, text, ttlMs);
  }

  async delete(key: string): Promise<boolean> {
    return this.#memory.delete(key);
  }

  async #find(key: string): Promise<string | undefined> {
    const text = this.#memory.get(key);
    if (text !== undefined || this.#shared === undefined) return text;
    const hash = hashOf(key);
    if (hash === undefined) return undefined;
    const found = await this.#shared.get(hash);
    // Whoever else writes into the store must not change what a hash stands for.
    if (found === undefined || sha256(found) !== hash) return undefined;
    this.#memory.set(key, found);
    return found;
  }
}

const maxTextBytes = 16 * 1024 ** 2;
const overheadBytes = 200;
/** A client that comes later sends its document again. */
const ttlMs = 7 * 24 * 60 * 60 * 1000;

/** Apollo Server puts `apq:` before what the client has sent for a hash, which may be anything. */
function hashOf(key: string): string | undefined {
  return /^apq:([0-9a-f]{64})$/.exec(key)?.[1];
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
