import type { AllowedOperation } from "../config/check-config.ts";
import type { ExplainedStep } from "../execution/explain/explanation.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import type { Problem } from "../kernel/problem.ts";

/** What the settings allow single operations, and which of that they make use of. */
export class Allowances {
  readonly #entries: readonly AllowedOperation[];
  readonly #maxCalls: number | undefined;
  readonly #used = new Set<AllowedOperation>();

  /** `maxCalls` is what all may cost. */
  constructor(entries: readonly AllowedOperation[], maxCalls: number | undefined) {
    this.#entries = entries;
    this.#maxCalls = maxCalls;
  }

  /** How many calls an operation may cost, that costs so many; undefined: as many as it likes. */
  maxCallsOf(operation: string | undefined, calls: number): number | undefined {
    const general = this.#maxCalls;
    if (general === undefined || calls <= general) return general;
    let most = general;
    for (const entry of this.#of(operation)) {
      if (entry.maxCalls === undefined) continue;
      this.#used.add(entry);
      most = Math.max(most, entry.maxCalls);
    }
    return most;
  }

  /** Whether an operation may make the calls of a step for each item of a list. */
  allows(operation: string | undefined, { fields, typeName }: ExplainedStep): boolean {
    const entry = this.#of(operation).find(
      ({ field }) => field !== undefined && [...fields, typeName].includes(field),
    );
    if (entry !== undefined) this.#used.add(entry);
    return entry !== undefined;
  }

  /** Warnings of entries that allow nothing any more; `names` are those of all operations. */
  unused(names: readonly string[]): readonly Problem[] {
    return this.#entries
      .filter((entry) => !this.#used.has(entry))
      .map(({ operation, maxCalls, field }) => {
        const isThere = names.includes(operation);
        const what = [
          ...(maxCalls === undefined ? [] : [`${maxCalls} calls`]),
          ...(field === undefined ? [] : [`the calls of ${field}`]),
        ].join(" and ");
        return {
          code: "ALLOWANCE_UNUSED",
          severity: "warning",
          message: isThere
            ? `What check.allow allows is needed; "${operation}" does without ${what}.`
            : `What check.allow allows is for an operation that there is; "${operation}" is none.`,
          help: `Remove the entry.${isThere ? "" : didYouMean(operation, names)}`,
          origin: undefined,
        };
      });
  }

  #of(operation: string | undefined): readonly AllowedOperation[] {
    return this.#entries.filter((entry) => entry.operation === operation);
  }
}
