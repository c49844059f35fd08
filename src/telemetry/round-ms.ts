/** Milliseconds as people and columns want them: to a tenth. */
export function roundMs(durationMs: number): number {
  return Math.round(durationMs * 10) / 10;
}
