import type { Requirement } from "../contract/requirements.ts";
import type { Caller } from "../kernel/caller.ts";
import type { UnmetRequirements } from "./refusals.ts";

/**
 * What callers need for one operation: decided for each run by what the caller has, once for each
 * different requirement and not for each field.
 */
export class OperationGuards {
  /** Each once. */
  readonly #requirements: readonly Requirement[];

  constructor(requirements: Iterable<Requirement>) {
    this.#requirements = [...new Set(requirements)];
  }

  /** Whether callers see different things. */
  get isGuarded(): boolean {
    return this.#requirements.length > 0;
  }

  /**
   * What the caller does not have; undefined where it has all. Callers with one `key` are refused the
   * same, so that they share a plan.
   */
  unmetBy(caller: Caller | undefined): (UnmetRequirements & { readonly key: string }) | undefined {
    const all = this.#requirements;
    if (all.length === 0) return undefined;
    if (caller === undefined) {
      return { key: "nobody", isCallerKnown: false, requirements: new Set(all) };
    }
    const unmet = all.filter((requirement) => !isMet(requirement, caller));
    if (unmet.length === 0) return undefined;
    const key = `lacks ${unmet.map((requirement) => all.indexOf(requirement)).join()}`;
    return { key, isCallerKnown: true, requirements: new Set(unmet) };
  }
}

function isMet({ scopes }: Requirement, caller: Caller): boolean {
  return scopes.every((choice) =>
    choice.some((set) => set.every((scope) => caller.scopes.has(scope))),
  );
}
