import type { LazyPolicy } from "../contract/policies.ts";
import { remembered } from "../kernel/remembered.ts";
import { batchesBelow } from "./batches-below.ts";
import type { SelectedField } from "./collect-fields.ts";
import type { DeferredFragment, FragmentSet, LatePlan, LateTiming, ObjectPlan } from "./plan.ts";
import {
  FieldsPlanning,
  type PlannedPlace,
  type PlanningContext,
  unfinished,
} from "./plan-fields.ts";

/**
 * Plans what happens to objects of one concrete type at one place: which fields are read at once,
 * which steps bring the others, each after those that it needs, and what nobody waits for.
 */
export function planObject(context: PlanningContext, place: PlannedPlace): ObjectPlan {
  const late: LatePlan[] = [];
  const plan: Writable<ObjectPlan> = {
    type: place.type,
    field: place.field,
    newAnswer: unfinished,
    completeInline: unfinished,
    inline: [],
    steps: [],
    late,
    hasSteps: false,
  };
  const own = new FieldsPlanning(context, place, plan);
  const groups: { readonly planning: FieldsPlanning; readonly timing: LateTiming }[] = [];
  const deferred = new Map<string, FieldsPlanning>();
  const numbers = new Map<DeferredFragment, number>();
  for (const [responseKey, selected] of place.select(plan)) {
    const fragments = fragmentsOf(selected);
    if (!isSame(fragments, place.within)) {
      const key = fragments.map((fragment) => numberOf(fragment, numbers)).join();
      let planning = deferred.get(key);
      if (planning === undefined) {
        planning = new FieldsPlanning(context, place, plan);
        deferred.set(key, planning);
        groups.push({ planning, timing: { kind: "deferred", fragments } });
      }
      planning.add(responseKey, selected, fragments);
      continue;
    }
    const lazy = lazyPolicy(context, place, selected);
    if (lazy === undefined) {
      own.add(responseKey, selected, fragments);
      continue;
    }
    own.reserve(responseKey);
    const planning = new FieldsPlanning(context, place, plan);
    const field = planning.add(responseKey, selected, fragments);
    // v8 ignore next -- validation lets no field through that the type does not have
    if (field === undefined) continue;
    groups.push({ planning, timing: { kind: "lazy", field, budgetMs: lazy.budgetMs } });
  }
  for (const { planning, timing } of groups) {
    planning.fillAsWell(own);
    const fields = planning.finish();
    const isTogether = remembered(() => batchesBelow(fields));
    late.push({ object: plan, timing, isTogether, ...fields });
  }
  Object.assign(plan, own.finish());
  plan.hasSteps = plan.steps.length > 0 || late.length > 0;
  return plan;
}

/**
 * The deferred fragments that a field is answered with: none where it is selected outside of them
 * too; and of one in another, the outer one.
 */
function fragmentsOf({ fragments = [] }: SelectedField): FragmentSet {
  const set = new Set<DeferredFragment>();
  for (const fragment of fragments) {
    if (fragment === undefined) return [];
    set.add(fragment);
  }
  return [...set].filter(({ parent }) => {
    for (let outer = parent; outer !== undefined; outer = outer.parent) {
      if (set.has(outer)) return false;
    }
    return true;
  });
}

function isSame(one: FragmentSet, other: FragmentSet): boolean {
  return one.length === other.length && one.every((fragment) => other.includes(fragment));
}

function numberOf(fragment: DeferredFragment, numbers: Map<DeferredFragment, number>): number {
  const number = numbers.get(fragment) ?? numbers.size;
  numbers.set(fragment, number);
  return number;
}

/** The policy of a field that is waited for no longer than its budget. */
function lazyPolicy(
  context: PlanningContext,
  place: PlannedPlace,
  { nodes }: SelectedField,
): LazyPolicy | undefined {
  const { name } = nodes[0];
  const policy = context.lazyOf(place.type.name, name.value);
  if (policy === undefined || context.refusals.isFieldRefused(place.type.name, name.value)) {
    return undefined;
  }
  // What the object holds already costs nothing, wherever else it may have to be fetched.
  const isThere = context.origins.of(place, name.value, nodes).kind === "object";
  return isThere ? undefined : policy;
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
