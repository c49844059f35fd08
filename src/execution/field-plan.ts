import { type FieldNode, type GraphQLOutputType, getNamedType } from "graphql";

import type { Shape } from "../mapping/mapping.ts";
import { compileComplete } from "./complete.ts";
import type { Complete, FieldPlan, ObjectPlan } from "./plan.ts";

/** What a field needs to know of the whole operation. */
export interface ObjectPlanner {
  readonly planObject: (field: FieldPlan, typeName: string) => ObjectPlan;
  /** The name of the concrete type of a value of an abstract type. */
  readonly typeNameOf: (value: unknown, abstractTypeName: string, field: FieldPlan) => string;
}

/** A field's plan, which plans the objects in the field's value as their types are met. */
export class PlannedField implements FieldPlan {
  readonly responseKey: string;
  readonly name: string;
  readonly object: ObjectPlan;
  readonly type: GraphQLOutputType;
  readonly nodes: readonly FieldNode[];
  readonly shape: Shape;
  readonly objects = new Map<string, ObjectPlan>();
  readonly complete: Complete;
  readonly #planner: ObjectPlanner;

  constructor(
    place: Pick<FieldPlan, "responseKey" | "name" | "object" | "type" | "nodes" | "shape">,
    planner: ObjectPlanner,
  ) {
    this.responseKey = place.responseKey;
    this.name = place.name;
    this.object = place.object;
    this.type = place.type;
    this.nodes = place.nodes;
    this.shape = place.shape;
    this.#planner = planner;
    this.complete = compileComplete(place.type, this);
  }

  objectPlan(typeName: string): ObjectPlan {
    let plan = this.objects.get(typeName);
    if (plan === undefined) {
      plan = this.#planner.planObject(this, typeName);
      this.objects.set(typeName, plan);
    }
    return plan;
  }

  objectPlanOf(value: unknown): ObjectPlan {
    return this.objectPlan(this.#planner.typeNameOf(value, getNamedType(this.type).name, this));
  }
}
