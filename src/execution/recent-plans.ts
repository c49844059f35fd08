import type { Plan } from "./plan.ts";

/** A plan, and the way to be rid of it. */
export interface KeptPlan {
  readonly plan: Plan;
  /** Takes it from its operation. */
  readonly forget: () => void;
}

/** All plans that are kept, in the order of their last use. */
export class RecentPlans {
  readonly #maxPlans: number;
  readonly #plans = new Set<KeptPlan>();
  #latest: KeptPlan | undefined;

  constructor(maxPlans: number) {
    this.#maxPlans = maxPlans;
  }

  use(kept: KeptPlan): void {
    // What is asked again and again need not be moved each time.
    if (kept === this.#latest) return;
    this.#latest = kept;
    this.#plans.delete(kept);
    this.#plans.add(kept);
    const [oldest] = this.#plans;
    if (oldest !== undefined && this.#plans.size > this.#maxPlans) this.forget(oldest);
  }

  forget(kept: KeptPlan): void {
    this.#plans.delete(kept);
    kept.forget();
  }
}
