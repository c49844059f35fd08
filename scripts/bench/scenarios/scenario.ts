/** Something that a gateway must bear, tried out. */
export interface Scenario {
  readonly name: string;
  /** What is done, in a line. */
  readonly about: string;
  readonly run: (onProgress: (text: string) => void) => Promise<readonly Finding[]>;
}

/** One thing that was measured. */
export interface Finding {
  readonly what: string;
  readonly value: string;
  /** What it must be; undefined for what is only told. */
  readonly bar: { readonly text: string; readonly isMet: boolean } | undefined;
}

/** A number that may be so much. The unit is written after it: " ms". */
export function atMost(what: string, value: number, { limit, unit = "" }: Limit): Finding {
  const bar = { text: `at most ${write(limit)}${unit}`, isMet: value <= limit };
  return { what, value: write(value) + unit, bar };
}

/** A number that must be so much. */
export function atLeast(what: string, value: number, { limit, unit = "" }: Limit): Finding {
  const bar = { text: `at least ${write(limit)}${unit}`, isMet: value >= limit };
  return { what, value: write(value) + unit, bar };
}

/** What is only told. */
export function told(what: string, value: number | string, unit = ""): Finding {
  return { what, value: (typeof value === "number" ? write(value) : value) + unit, bar: undefined };
}

interface Limit {
  readonly limit: number;
  readonly unit?: string;
}

/** As many digits as say something. */
function write(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 3 : 1);
}
