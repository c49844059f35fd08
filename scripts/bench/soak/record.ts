import { atMost, type Finding, told } from "../scenarios/scenario.ts";
import type { Outcome } from "./requests.ts";

/** How much a gateway takes at some time. */
interface Sample {
  readonly minute: number;
  readonly residentBytes: number;
  readonly openFiles: number;
}

/** What came of all requests. */
export class SoakRecord {
  readonly samples: Sample[] = [];
  #right = 0;
  readonly #expected = new Map<string, number>();
  readonly #unexpected = new Map<string, number>();

  add(outcome: Outcome, hadFault: boolean): void {
    if (outcome.kind === "right") {
      this.#right += 1;
      return;
    }
    const isExpected = outcome.kind === "failed" && hadFault && outcome.codes.every(isOfFaults);
    const texts = outcome.kind === "failed" ? new Set(outcome.codes) : [outcome.what];
    for (const text of texts) count(isExpected ? this.#expected : this.#unexpected, text);
  }

  findings(): readonly Finding[] {
    const unexpected = [...this.#unexpected.values()].reduce((sum, each) => sum + each, 0);
    const last = this.samples.at(-1)?.minute ?? 0;
    const early = this.samples.filter(({ minute }) => minute >= 1.5 && minute <= 2.5);
    const late = this.samples.filter(({ minute }) => minute >= last - 1);
    const growth = (of: (sample: Sample) => number) =>
      (median(late.map(of)) / median(early.map(of)) - 1) * 100;
    const most = Math.max(...this.samples.map(({ residentBytes }) => residentBytes));
    return [
      told("right", this.#right),
      told("failed for a fault", written(this.#expected)),
      atMost("unexpected", unexpected, { limit: 0 }),
      ...(unexpected === 0 ? [] : [told("namely", written(this.#unexpected))]),
      told("resident at most", Number(mib(most)), " MiB"),
      told("resident after two minutes", Number(mib(median(early.map(size)))), " MiB"),
      atMost("resident: more at the end than after two minutes", growth(size), {
        limit: 10,
        unit: " %",
      }),
      atMost(
        "open files: more at the end",
        growth(({ openFiles }) => openFiles),
        { limit: 10, unit: " %" },
      ),
    ];
  }

  toString(): string {
    return `${this.#right} right, failed: ${written(this.#expected)}, unexpected: ${written(this.#unexpected)}`;
  }
}

/** What a caller is told when the API fails. */
const codesOfFaults = new Set([
  "CONNECTOR_FETCH",
  "HTTP_CLIENT_ERROR",
  "GATEWAY_TIMEOUT",
  "CIRCUIT_OPEN",
  "SOURCE_OVERLOADED",
]);

function isOfFaults(code: string): boolean {
  return codesOfFaults.has(code);
}

function count(counts: Map<string, number>, text: string): void {
  counts.set(text, (counts.get(text) ?? 0) + 1);
}

/** Texts, each with how often it came. */
export function written(counts: ReadonlyMap<string, number>): string {
  const texts = [...counts].slice(0, 10).map(([text, number]) => `${number} × ${text}`);
  return texts.length === 0 ? "nothing" : texts.join(", ");
}

/** Bytes as mebibytes. */
export function mib(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(1);
}

function median(numbers: readonly number[]): number {
  return (
    numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN
  );
}

function size({ residentBytes }: Sample): number {
  return residentBytes;
}
