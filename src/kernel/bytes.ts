const units = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

/** Reads "512B", "8KiB", "64MiB", "1GiB" as a number of bytes; undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(B|KiB|MiB|GiB)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, amount, unit] = match;
  return Math.floor(Number(amount) * units[unit as keyof typeof units]);
}
