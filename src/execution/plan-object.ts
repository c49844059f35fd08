import {
  type GraphQLField,
  type GraphQLObjectType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from "graphql";

import type { Connector } from "../contract/contract.ts";
import type { Shape } from "../mapping/mapping.ts";
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
  InvalidatedTags,
  ResolvedFreshness,
  ResolveStep,
  ObjectPlan,
  Step,
  FieldNodes,
} from "./plan.ts";
import { compileArguments } from "./read-arguments.ts";
import { unknownShape } from "./unknown-shape.ts";

/** What every object plan of one operation is made with. */
export interface PlanningContext extends ObjectPlanner {
  readonly origins: Origins;
  readonly keyEncoders: KeyEncoders;
  readonly compileIntrospection: (nodes: FieldNodes) => Introspect;
  /** How long what a resolver's field gives may be kept; undefined: its values are never kept. */
  readonly freshnessOf: (field: FieldPlan) => ResolvedFreshness | undefined;
  /** What a mutation makes stale, by its coordinate; undefined for all other fields. */
  readonly invalidatedBy: (coordinate: string) => InvalidatedTags | undefined;
}

/** The place in the answer that is planned. */
export interface PlannedPlace {
  /** The field whose value the objects are, or are in; undefined for the root. */
  readonly field: FieldPlan | undefined;
  /** The objects' concrete type. */
  readonly type: GraphQLObjectType;
  /** What the connector that returns the objects covers. */
  readonly shape: Shape;
  /** What is selected on them, by response key. */
  readonly selections: ReadonlyMap<string, FieldNodes>;
}

/**
 * Plans what happens to objects of one concrete type at one place: which fields are read at once,
 * and which steps bring the others, each after those that it needs.
 */
export function planObject(context: PlanningContext, place: PlannedPlace): ObjectPlan {
  const planning = new ObjectPlanning(context, place);
  for (const [responseKey, nodes] of place.selections) planning.add(responseKey, nodes);
  return planning.finish();
}

class ObjectPlanning {
  readonly #plan: Writable<ObjectPlan>;
  readonly #context: PlanningContext;
  readonly #place: PlannedPlace;
  /** Without a prototype, so that `__proto__` is a key as any other. */
  readonly #template: Answer = Object.create(null);
  readonly #inline: FieldPlan[] = [];
  readonly #steps: Step[] = [];
  readonly #resolvers: Writable<ResolveStep>[] = [];
  readonly #fills = new Map<Connector, Fill>();

  constructor(context: PlanningContext, place: PlannedPlace) {
    this.#context = context;
    this.#place = place;
    this.#plan = {
      type: place.type,
      field: place.field,
      newAnswer: unfinished,
      completeInline: unfinished,
      inline: this.#inline,
      steps: this.#steps,
      late: [],
    };
  }

  finish(): ObjectPlan {
    const fills = [...this.#fills.values()];
    // A resolver's parent is to have what else the operation asks of the object: it waits for that.
    for (const resolver of this.#resolvers) {
      resolver.after = fills.map(({ position }) => position);
      resolver.columns = fills.map(({ step }) => step.column);
    }
    this.#steps.push(...this.#resolvers);
    this.#plan.newAnswer = compileTemplate(this.#template);
    this.#plan.completeInline = compileFields(this.#inline);
    for (const { step, fields } of this.#fills.values())
      step.completeFields = compileFields(fields);
    return this.#plan;
  }

  add(responseKey: string, nodes: FieldNodes): void {
    const name = nodes[0].name.value;
    this.#template[responseKey] = name === "__typename" ? this.#place.type.name : null;
    if (name === "__typename") return;
    if (name === SchemaMetaFieldDef.name || name === TypeMetaFieldDef.name) {
      const definition = name === SchemaMetaFieldDef.name ? SchemaMetaFieldDef : TypeMetaFieldDef;
      const field = this.#field(responseKey, definition, { nodes, shape: unknownShape });
      const introspect = this.#context.compileIntrospection(nodes);
      this.#steps.push({ kind: "introspect", after: [], field, introspect });
      return;
    }
    const definition = this.#place.type.getFields()[name];
    // v8 ignore else -- validation lets no field through that the type does not have
    if (definition !== undefined) this.#addField(responseKey, definition, nodes);
  }

  #addField(responseKey: string, definition: Definition, nodes: FieldNodes): void {
    const origin = this.#context.origins.of(this.#place, definition.name, nodes);
    switch (origin.kind) {
      case "object":
        this.#inline.push(this.#field(responseKey, definition, { nodes, shape: origin.shape }));
        return;
      case "fill": {
        const { connector, isOptional } = origin;
        const field = this.#field(responseKey, definition, { nodes, shape: origin.shape });
        this.#fill(connector, isOptional, nothingSought).fields.push(field);
        return;
      }
      case "field": {
        const { connector, isOptional } = origin;
        const { shape } = connector.selection;
        this.#steps.push({
          kind: "fetch",
          field: this.#field(responseKey, definition, { nodes, shape }),
          connector,
          args: compileArguments(definition, nodes),
          encoder: this.#context.keyEncoders.of(connector, "field"),
          isOptional,
          invalidates: this.#context.invalidatedBy(this.#coordinateOf(definition)),
          ...this.#inputs(connector, "field", nothingSought),
        });
        return;
      }
      case "resolver": {
        const field = this.#field(responseKey, definition, { nodes, shape: unknownShape });
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
      }
    }
  }

  #coordinateOf({ name }: Definition): string {
    return `${this.#place.type.name}.${name}`;
  }

  #field(
    responseKey: string,
    { name, type }: Definition,
    { nodes, shape }: { readonly nodes: FieldNodes; readonly shape: Shape },
  ): FieldPlan {
    return new PlannedField(
      { responseKey, name, object: this.#plan, type, nodes, shape },
      this.#context,
    );
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
function unfinished(): never {
  throw new Error("The plan is not finished.");
}

type Definition = GraphQLField<unknown, unknown>;
