const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
] as const;

/** A span of time as people write it: "250 ms", "1.5 s", "1 min 30 s", "1 h", "1 d". */
export function describeDuration(ms: number): string {
  const words: string[] = [];
  let restMs = ms;
  for (const [unit, unitMs] of units) {
    const count = Math.floor(restMs / unitMs);
    if (count === 0) continue;
    words.push(`${count} ${unit}`);
    restMs -= count * unitMs;
  }
  if (restMs >= 1000) words.push(`${restMs / 1000} s`);
  else if (restMs > 0) words.push(`${restMs} ms`);
  return words.length === 0 ? "0 s" : words.join(" ");
}
