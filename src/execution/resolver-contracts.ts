import {
  getNamedType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isAbstractType,
  isObjectType,
  type SelectionSetNode,
} from "graphql";

import type { Contract } from "../contract/contract.ts";
import type { FreshnessPolicy } from "../contract/policies.ts";
import { collectFields, type SelectionContext, selectionSetsOf } from "./collect-fields.ts";
import type { FieldNodes, FieldPlan, ResolvedFreshness } from "./plan.ts";
import { hasResolver, type Resolvers } from "./resolvers.ts";

/**
 * Works out how long what a resolver gives may be kept: the least of its field's own contract and of
 * those of all that is selected below. As for connectors, a field's contract comes before that of its
 * type, and that before those of the interfaces and unions that the type is of.
 */
export class ResolverContracts {
  readonly #policies: Contract["policies"]["freshness"];
  readonly #resolvers: Resolvers;
  readonly #selection: SelectionContext;
  readonly #ofTypes = new Map<GraphQLObjectType, Said>();

  constructor(
    { policies }: Pick<Contract, "policies">,
    resolvers: Resolvers,
    selection: SelectionContext,
  ) {
    this.#policies = policies.freshness;
    this.#resolvers = resolvers;
    this.#selection = selection;
  }

  /** Undefined where its values are never kept: nothing is, unless the field itself says how long. */
  of({ object, name, nodes }: FieldPlan): ResolvedFreshness | undefined {
    const own = this.#policies.get(`${object.type.name}.${name}`);
    if (typeof own?.ttlMs !== "number") return undefined;
    // A resolver is given the caller's headers, and only the schema can say that it reads none.
    const least: Least = { ttlMs: own.ttlMs, isPrivate: own.isPrivate !== false };
    this.#addField(object.type, nodes, { least, covered: new Map() });
    return least.ttlMs === 0 ? undefined : least;
  }

  /**
   * Adds what is said of a field and of all below it that comes with it. A resolver's field comes by
   * itself. One with a connector may not: the object may hold it already, and then nobody is asked.
   */
  #addField(parent: GraphQLObjectType, nodes: FieldNodes, walk: Walk): void {
    const field = parent.getFields()[nodes[0].name.value];
    // It is `__typename`.
    if (field === undefined) return;
    const own = saidBy(this.#policies.get(`${parent.name}.${field.name}`));
    add(own, walk.least);
    for (const type of this.#possibleTypes(getNamedType(field.type))) {
      for (const selectionSet of selectionSetsOf(nodes)) {
        if (!this.#addSelected(type, selectionSet, walk)) continue;
        add(firstSaid(own, this.#ofType(type)), walk.least);
      }
    }
  }

  /** Adds what is selected on objects of a type. False where nothing is. */
  #addSelected(type: GraphQLObjectType, selectionSet: SelectionSetNode, walk: Walk): boolean {
    let types = walk.covered.get(selectionSet);
    if (types === undefined) {
      types = new Map();
      walk.covered.set(selectionSet, types);
    }
    const known = types.get(type);
    if (known !== undefined) return known;
    // Each selection set by itself: merged, there may be very many of them below abstract types.
    const selected = collectFields(this.#selection, type, [selectionSet]);
    const isCovered = selected.size > 0;
    types.set(type, isCovered);
    for (const nodes of selected.values()) {
      const isResolved = hasResolver(this.#resolvers, type.name, nodes[0].name.value);
      if (!isResolved) this.#addField(type, nodes, walk);
    }
    return isCovered;
  }

  #possibleTypes(type: GraphQLNamedType): readonly GraphQLObjectType[] {
    if (isAbstractType(type)) return this.#selection.schema.getPossibleTypes(type);
    return isObjectType(type) ? [type] : [];
  }

  /** What is said of objects of a type where their field says nothing. */
  #ofType(type: GraphQLObjectType): Said {
    const known = this.#ofTypes.get(type);
    if (known !== undefined) return known;
    const own = saidBy(this.#policies.get(type.name));
    const least: Least = { ttlMs: Number.POSITIVE_INFINITY, isPrivate: false };
    for (const [name, policy] of this.#policies) {
      const abstractType = this.#selection.schema.getType(name);
      if (!isAbstractType(abstractType)) continue;
      if (this.#selection.schema.isSubType(abstractType, type)) add(saidBy(policy), least);
    }
    const said = firstSaid(own, least);
    this.#ofTypes.set(type, said);
    return said;
  }
}

/** What is said of a value. Undefined: nothing, so that the next that may say it does. */
interface Said {
  readonly ttlMs: number | undefined;
  readonly isPrivate: boolean | undefined;
}

type Least = { -readonly [Key in keyof ResolvedFreshness]: ResolvedFreshness[Key] };

interface Walk {
  readonly least: Least;
  /** Whether a selection set selects anything on objects of a type; of all that have been added. */
  readonly covered: Map<SelectionSetNode, Map<GraphQLObjectType, boolean>>;
}

function saidBy(policy: FreshnessPolicy | undefined): Said {
  // What inherits is kept as long as what holds it.
  const ttlMs = typeof policy?.ttlMs === "number" ? policy.ttlMs : undefined;
  return { ttlMs, isPrivate: policy?.isPrivate };
}

function firstSaid(first: Said, next: Said): Said {
  return { ttlMs: first.ttlMs ?? next.ttlMs, isPrivate: first.isPrivate ?? next.isPrivate };
}

function add({ ttlMs, isPrivate }: Said, least: Least): void {
  if (ttlMs !== undefined && ttlMs < least.ttlMs) least.ttlMs = ttlMs;
  if (isPrivate === true) least.isPrivate = true;
}
