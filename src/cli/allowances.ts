import type { AllowedOperation } from "../config/check-config.ts";
import type { Config } from "../config/config.ts";
import type { ExplainedStep } from "../execution/explain/explanation.ts";
import { didYouMean } from "../kernel/did-you-mean.ts";
import type { Origin, Problem } from "../kernel/problem.ts";

/** What the settings allow single operations, and which of that they make use of. */
export class Allowances {
  readonly #entries: readonly AllowedOperation[];
  readonly #maxCalls: number | undefined;
  readonly #originOf: (index: number) => Origin | undefined;
  readonly #used = new Set<AllowedOperation>();

  constructor({ check: { allow, maxCalls }, originOf }: Pick<Config, "check" | "originOf">) {
    this.#entries = allow;
    this.#maxCalls = maxCalls;
    this.#originOf = (index) => originOf(["check", "allow", index]);
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
    return [...this.#entries.entries()]
      .filter(([, entry]) => !this.#used.has(entry))
      .map(([index, { operation, maxCalls, field }]) => {
        const isThere = names.includes(operation);
        const what = [
          ...(maxCalls === undefined ? [] : [`${maxCalls} calls`]),
          ...(field === undefined ? [] : [`the calls of ${field}`]),
        ].join(" and ");
        return {
          code: "ALLOWANCE_UNUSED",
          severity: "warning",
          message: isThere
            ? `check.allow[${index}] allows what is needed, and "${operation}" does without ${what}.`
            : `check.allow[${index}] allows an operation ${what}, and no operation is called "${operation}".`,
          help: `Remove the entry.${isThere ? "" : didYouMean(operation, names)}`,
          origin: this.#originOf(index),
        };
      });
  }

  #of(operation: string | undefined): readonly AllowedOperation[] {
    return this.#entries.filter((entry) => entry.operation === operation);
  }
}
