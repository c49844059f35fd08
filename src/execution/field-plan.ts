import {
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SourceLocation,
} from "graphql";

import type { Connector } from "../contract/contract.ts";
import { remembered } from "../kernel/remembered.ts";
import type { Shape } from "../mapping/mapping.ts";
import { batchesBelowItems } from "./batches-below.ts";
import { compileComplete } from "./complete.ts";
import type { ListSize } from "./list-sizes.ts";
import type {
  Complete,
  DeferredFragment,
  FieldNodes,
  FieldPlan,
  FragmentSet,
  ObjectPlan,
  StreamPlan,
} from "./plan.ts";

/** What a field needs to know of the whole operation. */
export interface ObjectPlanner {
  readonly planObject: (field: FieldPlan, type: GraphQLObjectType) => ObjectPlan;
  /** The concrete type of a value of a field whose type is abstract. */
  readonly typeOf: (value: unknown, field: FieldPlan) => GraphQLObjectType;
  /** How a field is streamed; undefined where its whole list is waited for. */
  readonly streamOf: (
    field: Pick<FieldPlan, "nodes" | "fragments" | "type">,
  ) => StreamPlan | undefined;
  /** Where the sizes of a field's lists are gathered. */
  readonly sizeOf: (field: Pick<FieldPlan, "object" | "name">) => ListSize;
}

/** A field's plan, which plans the objects in the field's value as their types are met. */
export class PlannedField implements FieldPlan {
  readonly responseKey: string;
  readonly name: string;
  readonly object: ObjectPlan;
  readonly type: GraphQLOutputType;
  readonly nodes: FieldNodes;
  readonly locations: () => readonly SourceLocation[] | undefined;
  readonly connector: Connector | undefined;
  readonly shape: Shape;
  readonly fragments: readonly (DeferredFragment | undefined)[] | undefined;
  readonly within: FragmentSet;
  readonly stream: StreamPlan | undefined;
  readonly areItemsTogether: () => boolean;
  readonly size: ListSize;
  readonly objects = new Map<string, ObjectPlan>();
  readonly complete: Complete;
  readonly #planner: ObjectPlanner;

  constructor(
    place: Omit<
      FieldPlan,
      | "locations"
      | "stream"
      | "areItemsTogether"
      | "size"
      | "objects"
      | "objectPlan"
      | "objectPlanOf"
      | "complete"
    >,
    planner: ObjectPlanner,
  ) {
    this.responseKey = place.responseKey;
    this.name = place.name;
    this.object = place.object;
    this.type = place.type;
    this.nodes = place.nodes;
    // To count the lines before it takes as long as they are many, and a field may fail in each item.
    this.locations = remembered(() => new GraphQLError("", { nodes: this.nodes }).locations);
    this.connector = place.connector;
    this.shape = place.shape;
    this.fragments = place.fragments;
    this.within = place.within;
    this.stream = planner.streamOf(this);
    this.areItemsTogether = remembered(() => batchesBelowItems(this));
    this.size = planner.sizeOf(this);
    this.#planner = planner;
    this.complete = compileComplete(place.type, this);
  }

  objectPlan(type: GraphQLObjectType): ObjectPlan {
    let plan = this.objects.get(type.name);
    if (plan === undefined) {
      plan = this.#planner.planObject(this, type);
      this.objects.set(type.name, plan);
    }
    return plan;
  }

  objectPlanOf(value: unknown): ObjectPlan {
    return this.objectPlan(this.#planner.typeOf(value, this));
  }
}
