import { type DocumentNode, getOperationAST, type OperationDefinitionNode, visit } from "graphql";

import type { Caller } from "../kernel/caller.ts";
import { guardedPlaces } from "./guarded-places.ts";
import { OperationGuards } from "./operation-guards.ts";
import { planningDirectives } from "./planning-directives.ts";
import type { Plan, Variables } from "./plan.ts";
import { compilePlan, type PlanningBasis } from "./planner.ts";
import { type KeptPlan, RecentPlans } from "./recent-plans.ts";
import type { MetRequirements } from "./refusals.ts";

export interface PlanCacheOptions {
  /** How many plans are kept in all; the one that was not used for longest goes first. */
  readonly maxPlans: number;
  /** How many of them one operation may have: one for each set of values of its conditions. */
  readonly maxPlansPerOperation: number;
}

/**
 * Plans by document, operation name, the values of the variables that decide which fields are
 * selected, and what their caller may not see. A document's plans go when the document goes, and
 * before that when there are too many.
 */
export class PlanCache {
  readonly #basis: PlanningBasis;
  readonly #options: PlanCacheOptions;
  readonly #recent: RecentPlans;
  readonly #operations = new WeakMap<DocumentNode, Map<string | undefined, PlannedOperation>>();

  constructor(basis: PlanningBasis, options: PlanCacheOptions) {
    this.#basis = basis;
    this.#options = options;
    this.#recent = new RecentPlans(options.maxPlans);
  }

  /** The operation of that name, or the only one; undefined where the document has none such. */
  operation(document: DocumentNode, name: string | undefined): PlannedOperation | undefined {
    let operations = this.#operations.get(document);
    if (operations === undefined) {
      operations = new Map();
      this.#operations.set(document, operations);
    }
    const known = operations.get(name);
    if (known !== undefined) return known;
    const node = getOperationAST(document, name);
    if (node === null || node === undefined) return undefined;
    const places = guardedPlaces(node, document, this.#basis.contract);
    const guards = new OperationGuards(places.values());
    const operation = new PlannedOperation(node, document, {
      guards,
      maxPlans: this.#options.maxPlansPerOperation,
      recent: this.#recent,
      compile: (conditions, how) =>
        compilePlan(this.#basis, document, {
          operation: node,
          conditions,
          isGuarded: guards.isGuarded,
          ...how,
        }),
    });
    operations.set(name, operation);
    return operation;
  }
}

/** One operation, and its plans so far. */
export class PlannedOperation {
  readonly node: OperationDefinitionNode;
  /** Whether it can be answered in parts. */
  readonly #hasParts: boolean;
  readonly #guards: OperationGuards;
  readonly #compile: Compile;
  readonly #maxPlans: number;
  readonly #recent: RecentPlans;
  readonly #conditionNames: readonly string[];
  readonly #plans = new Map<string, KeptPlan>();

  constructor(
    node: OperationDefinitionNode,
    document: DocumentNode,
    options: {
      readonly maxPlans: number;
      readonly recent: RecentPlans;
      readonly guards: OperationGuards;
      readonly compile: Compile;
    },
  ) {
    this.node = node;
    this.#guards = options.guards;
    this.#compile = options.compile;
    this.#maxPlans = options.maxPlans;
    this.#recent = options.recent;
    const { names, hasParts } = readConditions(document);
    this.#conditionNames = names;
    this.#hasParts = hasParts;
  }

  /**
   * The plan for coerced variables, for a caller who takes the answer in parts or does not, and for
   * what it may not see; `isNew` tells whether it had to be made.
   */
  plan(
    variables: Variables,
    takesParts: boolean,
    caller?: Caller,
  ): { readonly plan: Plan; readonly isNew: boolean } {
    const inParts = takesParts && this.#hasParts;
    const met = this.#guards.metBy(caller);
    const values = this.#conditionNames.map((name) => String(variables[name])).join();
    const whole = inParts ? `${values};parts` : values;
    const key = met.key === "" ? whole : `${whole};${met.key}`;
    const known = this.#plans.get(key);
    if (known !== undefined) {
      this.#recent.use(known);
      return { plan: known.plan, isNew: false };
    }
    const plan = this.#compile(variables, { inParts, met });
    const kept: KeptPlan = { plan, forget: () => void this.#plans.delete(key) };
    const [oldest] = this.#plans.values();
    if (oldest !== undefined && this.#plans.size >= this.#maxPlans) this.#recent.forget(oldest);
    this.#plans.set(key, kept);
    this.#recent.use(kept);
    return { plan, isNew: true };
  }
}

type Compile = (
  conditions: Variables,
  how: { readonly inParts: boolean; readonly met: MetRequirements },
) => Plan;

/** The variables that decide how the operations of a document are planned, and whether it has parts. */
function readConditions(document: DocumentNode): {
  readonly names: readonly string[];
  readonly hasParts: boolean;
} {
  const names = new Set<string>();
  let hasParts = false;
  visit(document, {
    Directive(directive) {
      const name = directive.name.value;
      if (!planningDirectives.has(name)) return;
      if (name === "defer" || name === "stream") hasParts = true;
      visit(directive, { Variable: (variable) => void names.add(variable.name.value) });
    },
  });
  return { names: [...names].toSorted(), hasParts };
}
