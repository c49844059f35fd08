/**
 * How many random runs a law gets. LAWS_RUNS=20 makes it twenty times as many, for a hunt; a run
 * that does not end within its time fails, and shows what it was.
 */
export function lawRuns(count: number) {
  return { numRuns: count * factor, timeout: 8000, endOnFailure: true };
}

const factor = Number(process.env["LAWS_RUNS"] ?? 1);

/** What a test of a law may take, in milliseconds. */
export const lawTimeoutMs = 20_000 * Math.max(1, factor);
