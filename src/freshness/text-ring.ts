export interface TextRingOptions {
  readonly maxBytes: number;
  readonly maxCount: number;
}

/**
 * Texts by key in one piece of memory outside of V8's heap, which never has to look at it: however
 * many come and go, it takes what it may take and no more.
 *
 * Records are written one after the other, and around again over the oldest ones. Places count on for
 * ever: a record is there exactly when its place is not before `#tail`. Records whose keys share a
 * bucket are a chain from the newest to the oldest, so that the oldest of all can be dropped from the
 * end of its chain by moving `#tail` alone.
 */
export class TextRing {
  readonly #maxCount: number;
  readonly #size: number;
  readonly #bytes: Buffer;
  /** The same memory: a record begins with the place of the next in its chain. */
  readonly #places: Float64Array;
  /** The same memory: then come four counts. */
  readonly #counts: Uint32Array;
  /** The place of the newest record of each bucket. */
  readonly #newest: Float64Array;
  /** So that nobody can choose keys that share a bucket. */
  readonly #seed = Math.floor(Math.random() * 2 ** 32);
  #head: number;
  #tail: number;
  #count = 0;
  #evictions = 0;

  constructor({ maxBytes, maxCount }: TextRingOptions) {
    this.#maxCount = maxCount;
    this.#size = Math.max(alignment, maxBytes - (maxBytes % alignment));
    // The system gives its pages as they are first written.
    const memory = new ArrayBuffer(this.#size);
    this.#bytes = Buffer.from(memory);
    this.#places = new Float64Array(memory);
    this.#counts = new Uint32Array(memory);
    this.#newest = new Float64Array(2 ** Math.ceil(Math.log2(1 + maxBytes / bytesPerBucket)));
    // 0 is before all places: the end of every chain.
    this.#head = this.#size;
    this.#tail = this.#size;
  }

  /** How many texts there are. */
  get count(): number {
    return this.#count;
  }

  /** How much of the memory is in use. */
  get bytes(): number {
    return this.#head - this.#tail;
  }

  /** How many texts were dropped for want of room. */
  get evictions(): number {
    return this.#evictions;
  }

  get(key: string): string | undefined {
    const place = this.#find(key, this.#hash(key));
    if (place === undefined) return undefined;
    const at = place % this.#size;
    const start = at + headBytes + this.#countAt(at, keyBytesAt);
    return this.#bytes.toString("utf8", start, start + this.#countAt(at, textBytesAt));
  }

  /** Keeps a text instead of the one that its key had. One that takes more than a fifth is not kept. */
  set(key: string, text: string): void {
    this.delete(key);
    // Half of a surrogate pair has no bytes of its own: two such keys would be one.
    if (!key.isWellFormed()) return;
    const keyBytes = Buffer.byteLength(key);
    const textBytes = Buffer.byteLength(text);
    const recordBytes = roundUp(headBytes + keyBytes + textBytes);
    if (recordBytes > this.#size / 5) return;
    this.#makeRoom(recordBytes);
    const at = this.#head % this.#size;
    const hash = this.#hash(key);
    const bucket = this.#bucketOf(hash);
    this.#places[at / 8] = Number(this.#newest[bucket]);
    this.#counts[at / 4 + hashAt] = hash;
    this.#counts[at / 4 + recordBytesAt] = recordBytes;
    this.#counts[at / 4 + keyBytesAt] = keyBytes;
    this.#counts[at / 4 + textBytesAt] = textBytes;
    this.#bytes.write(key, at + headBytes, keyBytes, "utf8");
    this.#bytes.write(text, at + headBytes + keyBytes, textBytes, "utf8");
    this.#newest[bucket] = this.#head;
    this.#head += recordBytes;
    this.#count++;
  }

  delete(key: string): void {
    const place = this.#find(key, this.#hash(key));
    if (place === undefined) return;
    this.#counts[(place % this.#size) / 4 + keyBytesAt] = deleted;
    this.#count--;
  }

  clear(): void {
    this.#tail = this.#head;
    this.#count = 0;
  }

  #find(key: string, hash: number): number | undefined {
    let place = Number(this.#newest[this.#bucketOf(hash)]);
    while (place >= this.#tail) {
      const at = place % this.#size;
      if (this.#countAt(at, hashAt) === hash && this.#hasKey(at, key)) return place;
      place = Number(this.#places[at / 8]);
    }
    return undefined;
  }

  #hasKey(at: number, key: string): boolean {
    const keyBytes = this.#countAt(at, keyBytesAt);
    const start = at + headBytes;
    return keyBytes !== deleted && this.#bytes.toString("utf8", start, start + keyBytes) === key;
  }

  /** Drops the oldest records until there is room for a new one, in one piece. */
  #makeRoom(recordBytes: number): void {
    while (this.#count >= this.#maxCount) this.#dropOldest();
    const left = this.#size - (this.#head % this.#size);
    const skipped = left < recordBytes ? left : 0;
    while (this.#head + skipped + recordBytes - this.#tail > this.#size) this.#dropOldest();
    if (skipped === 0) return;
    // What is left before the end is a record that was deleted.
    const at = this.#head % this.#size;
    this.#counts[at / 4 + recordBytesAt] = skipped;
    this.#counts[at / 4 + keyBytesAt] = deleted;
    this.#head += skipped;
  }

  #dropOldest(): void {
    const at = this.#tail % this.#size;
    this.#tail += this.#countAt(at, recordBytesAt);
    if (this.#countAt(at, keyBytesAt) === deleted) return;
    this.#count--;
    this.#evictions++;
  }

  #countAt(at: number, part: number): number {
    return Number(this.#counts[at / 4 + part]);
  }

  #bucketOf(hash: number): number {
    return hash & (this.#newest.length - 1);
  }

  /** FNV-1a, and a last mixing so that all bits tell in the lower ones. */
  #hash(key: string): number {
    let hash = this.#seed;
    for (let index = 0; index < key.length; index++) {
      hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    return (hash ^ (hash >>> 13)) >>> 0;
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}

/** A multiple of all that is written with it; so a head fits into whatever is left before the end. */
const alignment = 24;
const headBytes = 24;
/** The counts of a head, by where they are in it. */
const hashAt = 2;
const recordBytesAt = 3;
const keyBytesAt = 4;
const textBytesAt = 5;
/** In place of the length of a key. */
const deleted = 2 ** 32 - 1;
/** As many as records of a usual size. */
const bytesPerBucket = 512;
