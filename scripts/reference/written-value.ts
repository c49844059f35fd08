/** How a setting is written in sluice.yaml whose value is a number of some unit. */
export function writtenValue(value: unknown, unit: string | undefined): unknown {
  if (typeof value !== "number") return value;
  if (unit === "share") return `${Number((value * 100).toFixed(4))}%`;
  if (unit === "duration") return inUnits(value, durations);
  return unit === "bytes" ? inUnits(value, sizes) : value;
}

const durations = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;

const sizes = [
  ["GiB", 1024 ** 3],
  ["MiB", 1024 ** 2],
  ["KiB", 1024],
  ["B", 1],
] as const;

/** In the largest unit of which it is a whole number. */
function inUnits(value: number, units: readonly (readonly [string, number])[]): string {
  const [name, size] = units.find(([, one]) => value >= one && value % one === 0) ?? ["", 1];
  return value === 0 && units === durations ? "0s" : `${value / size}${name}`;
}
