import { getNamedType, type GraphQLObjectType, isLeafType, isObjectType } from "graphql";

import type { Connector, Contract, KeyPath } from "../contract/contract.ts";
import { coverageOf, coversPath } from "../contract/shape-coverage.ts";
import type { Shape } from "../mapping/mapping.ts";
import { collectFields, type SelectionContext, selectionSetsOf } from "./collect-fields.ts";
import type { FieldNodes } from "./plan.ts";
import { unknownShape } from "./unknown-shape.ts";
import { type AnyResolver, hasResolver, resolverOf, type Resolvers } from "./resolvers.ts";

/** Where the value of a selected field comes from. */
export type Origin =
  | { readonly kind: "resolver"; readonly resolve: AnyResolver }
  /** It is a property of the object that is there already. */
  | { readonly kind: "object"; readonly shape: Shape }
  /** A connector on the field. Where the object may hold the field after all, only if it does not. */
  | { readonly kind: "field"; readonly connector: Connector; readonly isOptional: boolean }
  /** A connector that fetches the object by its key. `shape` is the field's in what it fetches. */
  | {
      readonly kind: "fill";
      readonly connector: Connector;
      readonly shape: Shape;
      readonly isOptional: boolean;
    };

/** An object of one concrete type, as far as it is known when the plan is made. */
export interface KnownObject {
  readonly type: GraphQLObjectType;
  readonly shape: Shape;
}

/**
 * Decides where fields come from (connect directives: fill-in), in this order: a custom resolver,
 * be it a function or, as a connector, a batch resolver;
 * the object itself, if the connector that returned it covers the field; a connector on the field;
 * a connector that fetches objects of the type by key. A connector can be used where all it reads
 * of the object is covered, or can be filled in before.
 */
export class Origins {
  readonly #contract: Contract;
  readonly #resolvers: Resolvers;
  readonly #selection: SelectionContext;

  constructor(contract: Contract, resolvers: Resolvers, selection: SelectionContext) {
    this.#contract = contract;
    this.#resolvers = resolvers;
    this.#selection = selection;
  }

  /** The origin of the field that `nodes` select on an object. */
  of(object: KnownObject, fieldName: string, nodes: FieldNodes): Origin {
    const resolve = resolverOf(this.#resolvers, object.type.name, fieldName);
    if (resolve !== undefined) return { kind: "resolver", resolve };
    const batch = this.#batchResolver(object.type.name, fieldName);
    if (batch !== undefined) return { kind: "field", connector: batch, isOptional: false };

    const { fields, isOpen } = coverageOf(object.shape, object.type.name);
    const covered = fields.get(fieldName);
    const select = { object, fieldName, nodes };
    if (covered !== undefined && this.#serves(covered, select)) {
      return { kind: "object", shape: covered };
    }
    // Of what the object has in part, a connector may bring more.
    const isOptional = isOpen && covered === undefined;
    const byField = this.#fieldConnectors(select);
    const serving = byField.find(({ selection }) => this.#serves(selection.shape, select));
    if (serving !== undefined) return { kind: "field", connector: serving, isOptional };
    const fills = this.#fillConnectors(select);
    const fill = fills.find(({ shape }) => this.#serves(shape, select));
    if (fill !== undefined) return { kind: "fill", ...fill, isOptional };

    const [connector] = byField;
    if (connector !== undefined && covered === undefined) {
      return { kind: "field", connector, isOptional };
    }
    const [other] = fills;
    if (other !== undefined) return { kind: "fill", ...other, isOptional };
    return { kind: "object", shape: covered ?? unknownShape };
  }

  /**
   * Where an input of a connector comes from: "object" when it is there, a connector that can fill
   * it in, or undefined when it cannot be had. That connector needs none of the `sought` inputs,
   * which are those that this one is sought for: what brings a key cannot be asked for by it.
   */
  ofInput(object: KnownObject, path: KeyPath, sought: Sought): "object" | Connector | undefined {
    if (coversPath(object.shape, object.type.name, path)) return "object";
    if (sought.has(nameOf(path))) return undefined;
    const nowSought = alsoSought(sought, path);
    return this.#connectorsBringing(object, path).find((connector) =>
      this.#canUse(connector, { object, use: fillUseOf(connector) }, nowSought),
    );
  }

  /** The connectors that bring an object's value at a path: with the object, or the field alone. */
  #connectorsBringing(object: KnownObject, path: KeyPath): readonly Connector[] {
    const coordinate = `${object.type.name}.${String(path[0])}`;
    return [
      ...this.#objectConnectors(object).filter(({ selection }) =>
        coversPath(selection.shape, object.type.name, path),
      ),
      // Nobody says here which arguments the field would be asked with.
      ...(this.#contract.fieldConnectors.get(coordinate) ?? []).filter(
        ({ inputs, selection }) =>
          inputs.args.length === 0 && coversPath(selection.shape, undefined, path.slice(1)),
      ),
    ];
  }

  /** Those whose key is known first: the others cost a call more, for their key. */
  #objectConnectors({ type, shape }: KnownObject): readonly Connector[] {
    const connectors = this.#contract.objectConnectors.get(type.name) ?? [];
    if (connectors.length === 1) return connectors;
    const hasKey = (connector: Connector): boolean =>
      inputsOf(connector, "object").every((path) => coversPath(shape, type.name, path));
    return [...connectors.filter(hasKey), ...connectors.filter((connector) => !hasKey(connector))];
  }

  #canUse(
    connector: Connector,
    { object, use }: { readonly object: KnownObject; readonly use: ConnectorUse },
    sought: Sought,
  ): boolean {
    return inputsOf(connector, use).every(
      (path) => this.ofInput(object, path, sought) !== undefined,
    );
  }

  /** The batch resolver of a field, which has no other connector. */
  #batchResolver(typeName: string, fieldName: string): Connector | undefined {
    const [connector] = this.#contract.fieldConnectors.get(`${typeName}.${fieldName}`) ?? [];
    return connector?.resolver === undefined ? undefined : connector;
  }

  /** The connectors on the field that can be used. */
  #fieldConnectors({ object, fieldName }: SelectedField): readonly Connector[] {
    const coordinate = `${object.type.name}.${fieldName}`;
    return (this.#contract.fieldConnectors.get(coordinate) ?? []).filter((connector) =>
      this.#canUse(connector, { object, use: "field" }, nothingSought),
    );
  }

  /** The connectors that fetch the object with the field, and the field's shape in what they fetch. */
  #fillConnectors({ object, fieldName }: SelectedField): readonly Fill[] {
    return this.#objectConnectors(object).flatMap((connector) => {
      const shape = coverageOf(connector.selection.shape, object.type.name).fields.get(fieldName);
      if (shape === undefined) return [];
      const canUse = this.#canUse(connector, { object, use: "object" }, nothingSought);
      return canUse ? [{ connector, shape }] : [];
    });
  }

  /**
   * Whether a field's value of this shape has all that is selected below it, or what it takes to
   * fetch the rest.
   */
  #serves(shape: Shape, { object, fieldName, nodes }: SelectedField): boolean {
    // v8 ignore next -- `?.` is for the types: validation lets only fields through that there are
    const type = getNamedType(object.type.getFields()[fieldName]?.type);
    // What an abstract type holds depends on the value: its variants are planned when they are met.
    if (type === undefined || isLeafType(type) || !isObjectType(type)) return true;
    const child = { type, shape };
    const { refusals } = this.#selection;
    const fields = collectFields(this.#selection, type, selectionSetsOf(nodes));
    return [...fields.values()].every((selected) => {
      const name = selected[0].name.value;
      if (name === "__typename" || refusals.isFieldRefused(type.name, name)) return true;
      if (hasResolver(this.#resolvers, type.name, name)) return true;
      const select = { object: child, fieldName: name, nodes: selected };
      const { fields: known, isOpen } = coverageOf(shape, type.name);
      const covered = known.get(name);
      return (
        (covered !== undefined && this.#serves(covered, select)) ||
        isOpen ||
        this.#fieldConnectors(select).some(({ selection }) =>
          this.#serves(selection.shape, select),
        ) ||
        this.#fillConnectors(select).some(({ shape: brought }) => this.#serves(brought, select))
      );
    });
  }
}

/** A connector that fetches an object, and the shape of the field that it is asked for. */
interface Fill {
  readonly connector: Connector;
  readonly shape: Shape;
}

interface SelectedField {
  readonly object: KnownObject;
  readonly fieldName: string;
  readonly nodes: FieldNodes;
}

/** Whether a connector fetches a field of an object, or the rest of the object itself. */
export type ConnectorUse = "field" | "object";

/** How a connector is used to bring what others read: for a field alone where it stands on one. */
export function fillUseOf({ place }: Connector): ConnectorUse {
  return place.kind === "field" ? "field" : "object";
}

/** What a connector reads of the object. */
export function inputsOf(connector: Connector, use: ConnectorUse): readonly KeyPath[] {
  const { batch, inputs, keyFields, place } = connector;
  // As a field it reads arguments; the key fields that have their names, as a way to the object.
  if (place.kind === "query") return use === "field" ? [] : keyFields.map(({ path }) => path);
  return batch === undefined ? inputs.this : inputs.batch;
}

/** The inputs on the way to one that is sought, by name. */
export type Sought = ReadonlySet<string>;

export const nothingSought: Sought = new Set();

export function alsoSought(sought: Sought, path: KeyPath): Sought {
  return new Set(sought).add(nameOf(path));
}

/** A name has no dot in it, so that paths differ where these do. */
function nameOf(path: KeyPath): string {
  return path.join(".");
}
