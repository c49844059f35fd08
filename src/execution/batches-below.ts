import { getNamedType, isLeafType, isObjectType } from "graphql";

import type { FieldPlan, LatePlan, ObjectPlan, Step } from "./plan.ts";

/** Fields of an object that begin together. */
type Fields = Pick<LatePlan, "inline" | "steps">;

/**
 * Whether something that late fields bring to light is fetched in batches. Then the objects at a place
 * go on together, as each by itself would ask for its own.
 */
export function batchesBelow({ inline, steps }: Fields): boolean {
  return (
    steps.some((step) => isBatched(step) && step.after.length > 0) ||
    steps.flatMap(fieldsOf).some(holdsBatches) ||
    // What the objects hold already begins with them.
    inline.some(batchesBelowItems)
  );
}

/** The same for the items of a streamed list, which begin together. */
export function batchesBelowItems(field: FieldPlan): boolean {
  return isAnyPlan(field, (plan) => batchesBelow(plan) || plan.late.some(batchesBelow));
}

function holdsBatches(field: FieldPlan): boolean {
  return isAnyPlan(field, (plan) => hasBatches(plan) || plan.late.some(hasBatches));
}

function hasBatches({ inline, steps }: Fields): boolean {
  return (
    steps.some(isBatched) || inline.some(holdsBatches) || steps.flatMap(fieldsOf).some(holdsBatches)
  );
}

/** Whether it is so for the objects in a field's value; what an abstract type holds, nobody knows. */
function isAnyPlan(field: FieldPlan, isSo: (plan: ObjectPlan) => boolean): boolean {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return false;
  return !isObjectType(type) || isSo(field.objectPlan(type));
}

function isBatched(step: Step): boolean {
  return (step.kind === "fetch" || step.kind === "fill") && step.connector.batch !== undefined;
}

function fieldsOf(step: Step): readonly FieldPlan[] {
  return step.kind === "fill" ? step.fields : [step.field];
}
