/**
 * Counts calls and failures of the last while. Memory is bounded: time is cut into buckets, and a
 * bucket is forgotten whole, so what is counted is of nine tenths of the span at least.
 */
export class RollingWindow {
  readonly spanMs: number;
  /** A ring: bucket n is at n modulo the count, until a newer one takes its place. */
  readonly #buckets: (Bucket | undefined)[] = [];

  constructor(spanMs: number) {
    this.spanMs = spanMs;
  }

  add(isFailure: boolean, nowMs: number): void {
    const number = this.#numberAt(nowMs);
    let bucket = this.#buckets[number % bucketCount];
    if (bucket?.number !== number) {
      bucket = { number, calls: 0, failures: 0 };
      this.#buckets[number % bucketCount] = bucket;
    }
    bucket.calls++;
    if (isFailure) bucket.failures++;
  }

  /** What has been counted of the span that ends now. */
  read(nowMs: number): { readonly calls: number; readonly failures: number } {
    const oldest = this.#numberAt(nowMs) - bucketCount + 1;
    const total = { calls: 0, failures: 0 };
    for (const bucket of this.#buckets) {
      if (bucket === undefined || bucket.number < oldest) continue;
      total.calls += bucket.calls;
      total.failures += bucket.failures;
    }
    return total;
  }

  #numberAt(nowMs: number): number {
    return Math.floor((nowMs * bucketCount) / this.spanMs);
  }
}

interface Bucket {
  /** Counted from the clock's zero. */
  readonly number: number;
  calls: number;
  failures: number;
}

const bucketCount = 10;
