import type { Requirement } from "../contract/requirements.ts";
import type { Caller } from "../kernel/caller.ts";
import type { MetRequirements } from "./refusals.ts";

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

  /** Whether callers may see different things. */
  get isGuarded(): boolean {
    return this.#requirements.length > 0;
  }

  /** What the caller has of it. Callers with one `key` may see the same, so that they share a plan. */
  metBy(caller: Caller | undefined): MetRequirements & { readonly key: string } {
    const all = this.#requirements;
    if (all.length === 0) return nothing;
    if (caller === undefined) return nobody;
    const met = all.filter((requirement) => isMet(requirement, caller));
    const key = `met ${met.map((requirement) => all.indexOf(requirement)).join()}`;
    return { key, isCallerKnown: true, requirements: new Set(met) };
  }
}

const nothing = { key: "", isCallerKnown: false, requirements: new Set<Requirement>() };
const nobody = { ...nothing, key: "nobody" };

function isMet({ scopes }: Requirement, caller: Caller): boolean {
  return scopes.every((choice) =>
    choice.some((set) => set.every((scope) => caller.scopes.has(scope))),
  );
}
