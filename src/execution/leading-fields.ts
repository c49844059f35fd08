import type { Answer, FieldPlan, ObjectPlan } from "./plan.ts";

/**
 * The fields on the way from the root to certain objects, so that an answer is walked only where
 * it leads to them. Nothing on the way of an answer keeps track of paths: they are looked up so.
 */
export class LeadingFields {
  readonly #fields = new Map<ObjectPlan, Set<FieldPlan>>();

  /** Adds the way to the objects of a plan. */
  add(plan: ObjectPlan): void {
    for (let field = plan.field; field !== undefined; field = field.object.field) {
      const known = this.#fields.get(field.object);
      if (known === undefined) this.#fields.set(field.object, new Set([field]));
      else if (known.has(field)) return;
      else known.add(field);
    }
  }

  /** Those of the objects of a plan. */
  of(plan: ObjectPlan): Iterable<FieldPlan> {
    return this.#fields.get(plan) ?? [];
  }
}

/** Whether a part of an answer is an object of it, and no list. */
export function isAnswer(value: unknown): value is Answer {
  return typeof value === "object" && value !== null;
}
