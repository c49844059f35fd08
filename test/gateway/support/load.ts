import { setTimeout } from "node:timers/promises";

import type { CachedAnswer } from "./gateway-process.ts";

export interface LoadOptions {
  /** Makes one request, the so-manieth. */
  readonly ask: (count: number) => Promise<CachedAnswer>;
  /** How many requests there are at a time. */
  readonly connections: number;
  readonly forMs: number;
}

export interface LoadReport {
  readonly count: number;
  /** What went wrong, if only a field. */
  readonly failures: readonly unknown[];
  /** How long all but one in a hundred requests have taken at most. */
  readonly p99Ms: number;
}

/** Keeps asking, with pauses as callers have them, so that it is the gateway that is measured. */
export async function runLoad({ ask, connections, forMs }: LoadOptions): Promise<LoadReport> {
  const failures: unknown[] = [];
  const tookMs: number[] = [];
  const endMs = performance.now() + forMs;
  let count = 0;
  async function askOn(): Promise<void> {
    while (performance.now() < endMs) {
      const startMs = performance.now();
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const { status, errors } = await ask(count++);
        if (status !== 200 || errors !== undefined) failures.push(errors ?? status);
      } catch (error) {
        failures.push(error);
      }
      tookMs.push(performance.now() - startMs);
      // oxlint-disable-next-line no-await-in-loop -- the same
      await setTimeout(Math.random() * longestPauseMs);
    }
  }
  await Promise.all(Array.from({ length: connections }, askOn));
  const sorted = tookMs.toSorted((one, other) => one - other);
  const p99Ms = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Infinity;
  return { count, failures, p99Ms };
}

const longestPauseMs = 50;
