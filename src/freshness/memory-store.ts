import { LRUCache } from "lru-cache";

import type { Clock } from "../kernel/clock.ts";
import { decodeEntry, encodeEntry } from "./entry-codec.ts";
import { entrySize } from "./entry-size.ts";
import type { Entry } from "./entry.ts";
import { TextRing } from "./text-ring.ts";

export interface MemoryStoreOptions {
  /** 0: keeps nothing. */
  readonly maxBytes: number;
  readonly maxEntries: number;
  readonly clock: Clock;
}

/**
 * Entries in the memory of this process, within bounds; synchronous.
 *
 * Those that were asked for lately are objects, the same for all who get them; the others are text,
 * outside of V8's heap. An entry begins as text, becomes an object when it is asked for, and text
 * again when others are asked for more. As objects all would be garbage of the old generation some
 * day, which V8 lets grow to several times the bound before it collects it.
 */
export class MemoryStore {
  readonly #clock: Clock;
  readonly #objects: LRUCache<string, Entry>;
  readonly #texts: TextRing;

  constructor({ maxBytes, maxEntries, clock }: MemoryStoreOptions) {
    this.#clock = clock;
    const objectBytes = Math.floor(maxBytes * objectShare);
    const maxObjects = Math.floor(
      Math.min(maxEntries * objectShare, objectBytes / leastObjectBytes),
    );
    this.#texts = new TextRing({
      maxBytes: Math.floor(maxBytes * textShare),
      maxCount: maxEntries - maxObjects,
    });
    this.#objects = new LRUCache({
      // Its lists are as long as that from the start.
      max: Math.max(1, maxObjects),
      // With room for none it must have room for one, which is too small for any.
      maxSize: maxObjects === 0 ? 1 : objectBytes,
      sizeCalculation: (entry, key) => heapGrowth * entrySize(key, entry),
      dispose: (entry, key, reason) => {
        if (reason === "evict") this.#keepText(key, entry);
      },
    });
  }

  /** How many entries there are. */
  get count(): number {
    return this.#objects.size + this.#texts.count;
  }

  get bytes(): number {
    return this.#objects.calculatedSize + this.#texts.bytes;
  }

  /** How many entries were dropped for want of room. */
  get evictions(): number {
    return this.#texts.evictions;
  }

  get(key: string): Entry | undefined {
    const nowMs = this.#clock.dateMs();
    const object = this.#objects.get(key);
    if (object !== undefined && object.keepUntilMs > nowMs) return object;
    const text = object === undefined ? this.#texts.get(key) : undefined;
    const entry =
      text === undefined ? undefined : decodeEntry(text, { nowMs, readPosition: Number });
    if (entry === undefined) this.delete(key);
    else if (this.#keepObject(key, entry)) this.#texts.delete(key);
    return entry;
  }

  /** Keeps an entry instead of the one that its key had. One that takes more than a tenth is not kept. */
  set(key: string, entry: Entry): void {
    if (this.#objects.has(key) && this.#keepObject(key, entry)) return;
    this.#keepText(key, entry);
  }

  delete(key: string): void {
    this.#objects.delete(key);
    this.#texts.delete(key);
  }

  clear(): void {
    this.#objects.clear();
    this.#texts.clear();
  }

  /** Whether there was room for it. */
  #keepObject(key: string, entry: Entry): boolean {
    this.#objects.set(key, entry);
    return this.#objects.has(key);
  }

  #keepText(key: string, entry: Entry): void {
    this.#texts.set(key, encodeEntry(entry, entry.position));
  }
}

/** What is left of the bound is what V8 needs beyond that, as measured: more of what is made outlives its first collections. */
const objectShare = 1 / 8;
const textShare = 1 / 2;

/** To how many times what is in use V8 lets the old generation grow, before it collects it. */
const heapGrowth = 4;

/** About what the smallest entry takes as an object. */
const leastObjectBytes = heapGrowth * 512;
