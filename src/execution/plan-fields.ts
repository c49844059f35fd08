import {
  type GraphQLField,
  type GraphQLObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from "graphql";

import type { Connector } from "../contract/contract.ts";
import type { LazyPolicy } from "../contract/policies.ts";
import type { Shape } from "../mapping/mapping.ts";
import type { SelectedField } from "./collect-fields.ts";
import { compileFields, compileTemplate } from "./complete-object.ts";
import { type ObjectPlanner, PlannedField } from "./field-plan.ts";
import type { Introspect } from "./introspect.ts";
import type { KeyEncoders } from "./key-encoders.ts";
import {
  alsoSought,
  type ConnectorUse,
  fillUseOf,
  inputsOf,
  nothingSought,
  type Origins,
  type Sought,
} from "./origins.ts";
import type {
  Answer,
  FieldPlan,
  FillStep,
  FragmentSet,
  InvalidatedTags,
  LatePlan,
  ResolvedFreshness,
  ResolveStep,
  ObjectPlan,
  Step,
  FieldNodes,
} from "./plan.ts";
import { compileArguments } from "./read-arguments.ts";
import { completeRefused, type RefusedField, type Refusals } from "./refusals.ts";
import { unknownShape } from "./unknown-shape.ts";

/** What every object plan of one operation is made with. */
export interface PlanningContext extends ObjectPlanner {
  readonly origins: Origins;
  readonly keyEncoders: KeyEncoders;
  readonly refusals: Refusals;
  readonly compileIntrospection: (nodes: FieldNodes) => Introspect;
  /** How long what a resolver's field gives may be kept; undefined: its values are never kept. */
  readonly freshnessOf: (field: FieldPlan) => ResolvedFreshness | undefined;
  /** What a mutation makes stale, by its coordinate; undefined for all other fields. */
  readonly invalidatedBy: (coordinate: string) => InvalidatedTags | undefined;
  /** Undefined for a field that is not lazy. */
  readonly lazyOf: (typeName: string, fieldName: string) => LazyPolicy | undefined;
}

/** The place in the answer that is planned. */
export interface PlannedPlace {
  /** The field whose value the objects are, or are in; undefined for the root. */
  readonly field: FieldPlan | undefined;
  /** The objects' concrete type. */
  readonly type: GraphQLObjectType;
  /** What the connector that returns the objects covers. */
  readonly shape: Shape;
  /** The deferred fragments that the objects are answered with. */
  readonly within: FragmentSet;
  /** What is selected on them, by response key. */
  readonly select: (object: ObjectPlan) => ReadonlyMap<string, SelectedField>;
}

/** What some fields of an object are compiled to. */
type PlannedFields = Pick<LatePlan, "newAnswer" | "completeInline" | "inline" | "steps">;

/** Plans those fields of an object that are answered together. */
export class FieldsPlanning {
  readonly #plan: ObjectPlan;
  readonly #context: PlanningContext;
  readonly #place: PlannedPlace;
  /** Without a prototype, so that `__proto__` is a key as any other. */
  readonly #template: Answer = Object.create(null);
  readonly #inline: FieldPlan[] = [];
  /** Fields that the caller may not see. They have no steps, and are never read. */
  readonly #refused: RefusedField[] = [];
  readonly #steps: Step[] = [];
  readonly #resolvers: Writable<ResolveStep>[] = [];
  readonly #fills = new Map<Connector, Fill>();

  constructor(context: PlanningContext, place: PlannedPlace, plan: ObjectPlan) {
    this.#context = context;
    this.#place = place;
    this.#plan = plan;
  }

  /**
   * Lets the resolvers among these fields have what others bring of the object: they are given the
   * fields that the first part of the answer has.
   */
  fillAsWell(others: FieldsPlanning): void {
    if (this.#resolvers.length === 0) return;
    for (const connector of others.#fills.keys()) this.#fill(connector, false, nothingSought);
  }

  finish(): PlannedFields {
    const fills = [...this.#fills.values()];
    // A resolver's parent is to have what else the operation asks of the object: it waits for that.
    for (const resolver of this.#resolvers) {
      resolver.after = fills.map(({ position }) => position);
      resolver.columns = fills.map(({ step }) => step.column);
    }
    this.#steps.push(...this.#resolvers);
    for (const { step, fields } of fills) step.completeFields = compileFields(fields);
    return {
      newAnswer: compileTemplate(this.#template),
      completeInline: completeRefused(this.#refused, compileFields(this.#inline)),
      inline: this.#inline,
      steps: this.#steps,
    };
  }

  /** Keeps the place of a field that is planned elsewhere: it is null until it is there. */
  reserve(responseKey: string): void {
    this.#template[responseKey] = null;
  }

  /** Undefined for `__typename`, which is known beforehand. */
  add(
    responseKey: string,
    { nodes, fragments }: SelectedField,
    within: FragmentSet,
  ): FieldPlan | undefined {
    const name = nodes[0].name.value;
    this.#template[responseKey] = name === "__typename" ? this.#place.type.name : null;
    const selected = { responseKey, nodes, fragments, within };
    switch (name) {
      case "__typename":
        return undefined;
      case SchemaMetaFieldDef.name:
        return this.#addIntrospection(SchemaMetaFieldDef, selected);
      case TypeMetaFieldDef.name:
        return this.#addIntrospection(TypeMetaFieldDef, selected);
    }
    const definition = this.#place.type.getFields()[name];
    // v8 ignore next -- validation lets no field through that the type does not have
    return definition && this.#addField(definition, selected);
  }

  #addIntrospection(definition: Definition, selected: Selected): FieldPlan {
    const field = this.#field(definition, selected, ofNobody);
    const introspect = this.#context.compileIntrospection(selected.nodes);
    this.#steps.push({ kind: "introspect", after: [], field, introspect });
    return field;
  }

  #addField(definition: Definition, selected: Selected): FieldPlan {
    const { nodes } = selected;
    const error = this.#context.refusals.ofField(this.#place.type.name, definition.name);
    if (error !== undefined) {
      const field = this.#field(definition, selected, ofNobody);
      this.#refused.push({ field, error });
      return field;
    }
    const origin = this.#context.origins.of(this.#place, definition.name, nodes);
    switch (origin.kind) {
      case "object": {
        const connector = this.#place.field?.connector;
        const field = this.#field(definition, selected, { connector, shape: origin.shape });
        this.#inline.push(field);
        return field;
      }
      case "fill": {
        const { connector, isOptional, shape } = origin;
        const field = this.#field(definition, selected, { connector, shape });
        this.#fill(connector, isOptional, nothingSought).fields.push(field);
        return field;
      }
      case "field": {
        const { connector, isOptional } = origin;
        const { shape } = connector.selection;
        // What a batch resolver gives wrong is a bug in it.
        const from = connector.resolver === undefined ? connector : undefined;
        const field = this.#field(definition, selected, { connector: from, shape });
        this.#steps.push({
          kind: "fetch",
          field,
          connector,
          args: compileArguments(definition, nodes),
          encoder: this.#context.keyEncoders.of(connector, "field"),
          isOptional,
          invalidates: this.#context.invalidatedBy(this.#coordinateOf(definition)),
          ...this.#inputs(connector, "field", nothingSought),
        });
        return field;
      }
      case "resolver": {
        const field = this.#field(definition, selected, ofNobody);
        // The root has no fill steps, and a mutation's fields keep their order.
        (this.#place.field === undefined ? this.#steps : this.#resolvers).push({
          kind: "resolve",
          after: [],
          columns: [],
          field,
          args: compileArguments(definition, nodes),
          resolve: origin.resolve,
          contract: this.#context.freshnessOf(field),
          invalidates: this.#context.invalidatedBy(this.#coordinateOf(definition)),
        });
        return field;
      }
    }
  }

  #coordinateOf({ name }: Definition): string {
    return `${this.#place.type.name}.${name}`;
  }

  #field({ name, type }: Definition, selected: Selected, from: BroughtBy): FieldPlan {
    const place = { ...selected, ...from, name, type, object: this.#plan };
    return new PlannedField(place, this.#context);
  }

  /** The step that fetches the objects with a connector; made, with all it needs, on first use. */
  #fill(connector: Connector, isOptional: boolean, sought: Sought): Fill {
    const known = this.#fills.get(connector);
    if (known !== undefined) return known;
    const use = fillUseOf(connector);
    const inputs = this.#inputs(connector, use, sought);
    const fields: FieldPlan[] = [];
    const step: Writable<FillStep> = {
      kind: "fill",
      fields,
      completeFields: unfinished,
      column: this.#fills.size,
      fieldName: connector.place.kind === "field" ? connector.place.fieldName : undefined,
      connector,
      encoder: this.#context.keyEncoders.of(connector, use),
      isOptional,
      ...inputs,
    };
    const fill = { step, position: this.#steps.length, fields };
    this.#fills.set(connector, fill);
    this.#steps.push(step);
    return fill;
  }

  /** The fill steps that bring those of a connector's inputs that are not there yet. */
  #inputs(
    connector: Connector,
    use: ConnectorUse,
    sought: Sought,
  ): { columns: readonly number[]; after: readonly number[] } {
    const filled = new Set<Fill>();
    for (const path of inputsOf(connector, use)) {
      const origin = this.#context.origins.ofInput(this.#place, path, sought);
      if (origin === undefined || origin === "object") continue;
      filled.add(this.#fill(origin, false, alsoSought(sought, path)));
    }
    return {
      columns: [...filled].map(({ step }) => step.column),
      after: [...filled].map(({ position }) => position),
    };
  }
}

/** The step of a connector that fetches the objects, and the fields that are to come from it. */
interface Fill {
  readonly step: Writable<FillStep>;
  /** Of the step among the object's. */
  readonly position: number;
  readonly fields: FieldPlan[];
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Stands for what is compiled once all fields are known. */
/* v8 ignore next 3 -- nothing runs before */
export function unfinished(): never {
  throw new Error("The plan is not finished.");
}

type Definition = GraphQLField<unknown, unknown>;

/** What brings a field's value, and what is known of that. */
type BroughtBy = Pick<FieldPlan, "connector" | "shape">;

const ofNobody: BroughtBy = { connector: undefined, shape: unknownShape };

/** How a field is selected. */
type Selected = Pick<FieldPlan, "responseKey" | "nodes" | "fragments" | "within">;
