/** A duration as the schema and the settings write it: "5m", "90s", "250ms". */
export function writeDuration(durationMs: number): string {
  const [unit, unitMs] =
    units.find(([, eachMs]) => durationMs >= eachMs && durationMs % eachMs === 0) ?? smallest;
  return `${durationMs / unitMs}${unit}`;
}

const smallest = ["ms", 1] as const;
const units = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1000], smallest] as const;
