import {
  getNamedType,
  getNullableType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isListType,
  isObjectType,
} from "graphql";

import type { LatePlan, FieldPlan, ObjectPlan, Plan, Step } from "../plan.ts";
import type { PlanningBasis } from "../planner.ts";
import type { ExplainedList, ExplainedTiming } from "./explanation.ts";
import { atMost, type Formula, listSize, number, one, restOf, times } from "./formula.ts";
import type { KnownSizes } from "./known-sizes.ts";

/** A step at its place of the answer, with all that follows it. */
export interface StepNode {
  readonly step: Step;
  /** Of the objects that it serves; "" for the root. */
  readonly path: string;
  readonly type: GraphQLObjectType;
  readonly timing: ExplainedTiming;
  /** The objects that it serves, in as many parts as it is run in. */
  readonly portions: readonly Portion[];
  /** Those around the objects, outermost first. */
  readonly lists: readonly ExplainedList[];
  readonly children: readonly StepNode[];
}

/** Objects of one place that are served at once. */
export interface Portion {
  readonly objects: Formula;
  /**
   * Where the objects come from, by the names of fields: those of one moment and one origin are the
   * same objects, wherever in the answer they stand.
   */
  readonly origin: string;
  /** When its step starts: steps of one moment start in one tick, and so share batches. */
  readonly moment: string;
  /** The loaders that it uses: a key is asked for but once through the same ones. */
  readonly loaders: string;
}

/**
 * Walks a whole plan before anything is run: every type that a value may have, everything that is
 * deferred. It makes the plans of the types that were not met yet.
 *
 * @throws Error when the plan has more steps than anybody would read.
 */
export function walkPlan(
  plan: Plan,
  sizes: KnownSizes,
  basis: Pick<PlanningBasis, "contract" | "lazyOf">,
): readonly StepNode[] {
  return new PlanWalk(plan, sizes, basis).walk();
}

/** A plan with more places than this is not walked to its end. */
const maxPlaces = 10_000;

/** The objects of one type at one place. */
interface ObjectsPlace extends Pick<StepNode, "path" | "timing" | "portions" | "lists"> {
  readonly type: GraphQLObjectType;
}

class PlanWalk {
  readonly #plan: Plan;
  readonly #sizes: KnownSizes;
  readonly #basis: Pick<PlanningBasis, "contract" | "lazyOf">;
  readonly #paths = new Map<ObjectPlan, string>();
  /** Makes moments and loaders that nothing else has. */
  #unique = 0;

  constructor(plan: Plan, sizes: KnownSizes, basis: Pick<PlanningBasis, "contract" | "lazyOf">) {
    this.#plan = plan;
    this.#sizes = sizes;
    this.#basis = basis;
  }

  walk(): readonly StepNode[] {
    const { root } = this.#plan;
    return this.#object(root, {
      path: "",
      type: root.type,
      timing: { kind: "first" },
      portions: [{ objects: one, origin: "", moment: "root", loaders: "first" }],
      lists: [],
    });
  }

  #object(plan: ObjectPlan, place: ObjectsPlace): readonly StepNode[] {
    if (this.#paths.size >= maxPlaces) throw new TooManyPlaces();
    this.#paths.set(plan, place.path);
    return [
      ...this.#steps(plan.steps, place),
      ...plan.inline.flatMap((field) => this.#inline(field, place)),
      ...plan.late.flatMap((late) => this.#late(late, place)),
    ];
  }

  #late(late: LatePlan, place: ObjectsPlace): readonly StepNode[] {
    const portions = place.portions.map(lateOf);
    const latePlace = { ...place, timing: this.#timingOf(late), portions };
    return [
      ...this.#steps(late.steps, latePlace),
      ...late.inline.flatMap((field) => this.#inline(field, latePlace)),
    ];
  }

  #timingOf({ timing, object }: LatePlan): ExplainedTiming {
    if (timing.kind === "lazy") {
      const { budgetMs, field } = timing;
      // v8 ignore next -- it is lazy because its policy says so
      const reason = this.#basis.lazyOf(object.type.name, field.name)?.reason ?? "";
      return { kind: "lazy", budgetMs, reason };
    }
    const fragments = timing.fragments.map((fragment) => ({
      label: fragment.label,
      // v8 ignore next -- the fragment stands around the fields, where the walk has been
      path: this.#paths.get(fragment.object) ?? "",
    }));
    return { kind: "deferred", fragments };
  }

  /** Steps that wait for others are below the last of these. */
  #steps(steps: readonly Step[], place: ObjectsPlace): readonly StepNode[] {
    const nodes: (Omit<StepNode, "children"> & { children: StepNode[] })[] = [];
    const top: StepNode[] = [];
    for (const step of steps) {
      const portions = place.portions.map((portion) => this.#portionOf(step, portion));
      const children = fieldsOf(step).flatMap((field) => this.#fetched(field, place, portions));
      const node = { ...place, step, portions, children };
      nodes.push(node);
      const needed = nodes[Math.max(...step.after)];
      (needed?.children ?? top).push(node);
    }
    return top;
  }

  #portionOf({ after }: Step, portion: Portion): Portion {
    // The steps of a mutation's root run one after the other, with loaders of their own.
    if (this.#plan.isSerial && portion.moment === "root") {
      const name = this.#newName("mutation");
      return { ...portion, moment: name, loaders: name };
    }
    return after.length === 0 ? portion : { ...portion, moment: this.#newName("after") };
  }

  /** What is below a field that came with its object: it is there at the same moment. */
  #inline(field: FieldPlan, place: ObjectsPlace): readonly StepNode[] {
    const portions = place.portions.map((portion) => ({
      ...portion,
      origin: `${portion.origin}.${field.name}`,
    }));
    return this.#below(field, place, portions);
  }

  /** What is below a field that a step brings: it is there when the step is done. */
  #fetched(
    field: FieldPlan,
    place: ObjectsPlace,
    portions: readonly Portion[],
  ): readonly StepNode[] {
    const after = portions.map((portion) => {
      const name = this.#newName("step");
      return { ...portion, origin: name, moment: name };
    });
    return this.#below(field, place, after);
  }

  #below(
    field: FieldPlan,
    { path: around, lists: listsAround, timing }: ObjectsPlace,
    portionsAround: readonly Portion[],
  ): readonly StepNode[] {
    const types = this.#typesOf(field.type);
    if (types.length === 0) return [];
    let path = around === "" ? field.responseKey : `${around}.${field.responseKey}`;
    let portions = portionsAround;
    let isStreamed = false;
    const lists = [...listsAround];
    for (let level = listLevels(field.type), isOuter = true; level > 0; level -= 1) {
      const list = this.#sizes.of(field, path);
      lists.push(list);
      const { stream } = field;
      isStreamed ||= isOuter && stream !== undefined;
      portions =
        isOuter && stream !== undefined
          ? portions.flatMap((portion) => streamedOf(portion, list, stream.initialCount))
          : portions.map((portion) => withItems(portion, listSize(list)));
      path += "[]";
      isOuter = false;
    }
    const streamed: ExplainedTiming =
      isStreamed && field.stream !== undefined && timing.kind === "first"
        ? { kind: "streamed", ...field.stream }
        : timing;
    return types.flatMap((type) =>
      this.#object(field.objectPlan(type), { path, type, timing: streamed, portions, lists }),
    );
  }

  #typesOf(type: GraphQLOutputType): readonly GraphQLObjectType[] {
    const named = getNamedType(type);
    if (isObjectType(named)) return [named];
    return isAbstractType(named) ? this.#basis.contract.schema.getPossibleTypes(named) : [];
  }

  #newName(kind: string): string {
    this.#unique += 1;
    return `${kind}${this.#unique}`;
  }
}

/** An operation of which there is more to tell than anybody would read. */
export class TooManyPlaces extends Error {}

/** What can wait starts right after what cannot, all of it in one tick and with its own loaders. */
function lateOf(portion: Portion): Portion {
  const { moment, loaders } = portion;
  return loaders === "late" ? portion : { ...portion, moment: `${moment}/late`, loaders: "late" };
}

/** The first items, and the rest. */
function streamedOf(
  portion: Portion,
  list: ExplainedList,
  initialCount: number,
): readonly Portion[] {
  const size = listSize(list);
  const rest = lateOf(withItems(portion, restOf(size, initialCount)));
  return initialCount === 0
    ? [rest]
    : [withItems(portion, atMost(size, number(initialCount))), rest];
}

function withItems(portion: Portion, size: Formula): Portion {
  return { ...portion, objects: times([portion.objects, size]) };
}

function fieldsOf(step: Step): readonly FieldPlan[] {
  return step.kind === "fill" ? step.fields : [step.field];
}

function listLevels(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + listLevels(nullable.ofType) : 0;
}
