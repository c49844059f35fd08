const unitBytes = new Map([
  ["B", 1],
  ["KiB", 1024],
  ["MiB", 1024 ** 2],
  ["GiB", 1024 ** 3],
]);

/** Reads "512B", "8KiB", "64MiB", "1GiB" as a number of bytes; undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([KMG]iB|B)$/.exec(text.trim()) ?? [];
  const bytes = unitBytes.get(unit ?? "");
  return bytes === undefined ? undefined : Math.floor(Number(amount) * bytes);
}
