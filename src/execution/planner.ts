import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  GraphQLError,
  type GraphQLObjectType,
  isAbstractType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from "graphql";

import { compileTag } from "../contract/compile-tag.ts";
import type { Contract } from "../contract/contract.ts";
import type { LazyPolicy } from "../contract/policies.ts";
import type { Shape } from "../mapping/mapping.ts";
import {
  collectFields,
  collectSelected,
  type SelectedField,
  type SelectedOn,
  selectedBy,
  type SelectionContext,
  streamOf,
} from "./collect-fields.ts";
import { compileIntrospection, type Introspect } from "./introspect.ts";
import type { KeyEncoders } from "./key-encoders.ts";
import { Refusals, type MetRequirements } from "./refusals.ts";
import type { ListSize, ListSizes } from "./list-sizes.ts";
import { Origins } from "./origins.ts";
import type {
  FieldPlan,
  InvalidatedTags,
  ObjectPlan,
  Plan,
  ResolvedFreshness,
  StreamPlan,
  Variables,
  FieldNodes,
} from "./plan.ts";
import type { PlanningContext } from "./plan-fields.ts";
import { planObject } from "./plan-object.ts";
import { propertiesOf } from "./complete.ts";
import { ResolverContracts } from "./resolver-contracts.ts";
import { resolverOf, type Resolvers } from "./resolvers.ts";

/** What plans are made of besides the operation: the same for all operations of a contract. */
export interface PlanningBasis {
  readonly contract: Contract;
  readonly resolvers: Resolvers;
  readonly keyEncoders: KeyEncoders;
  /** Undefined for a field that is not lazy. */
  readonly lazyOf: (typeName: string, fieldName: string) => LazyPolicy | undefined;
  readonly listSizes: ListSizes;
}

/** What is planned. */
export interface PlannedOperation {
  readonly operation: OperationDefinitionNode;
  /** The values of the variables in directives of selections. */
  readonly conditions: Variables;
  /** Whether the answer goes out in parts; else what is deferred or streamed is part of the whole. */
  readonly inParts: boolean;
  /** Whether it depends on the caller what the operation may see. Default: it does not. */
  readonly isGuarded?: boolean;
  readonly met: MetRequirements;
}

/** Compiles an operation, for given values of the variables that decide what is selected, and how. */
export function compilePlan(
  basis: PlanningBasis,
  document: DocumentNode,
  planned: PlannedOperation,
): Plan {
  return new Planner(basis, document, planned).compile();
}

class Planner implements PlanningContext {
  readonly origins: Origins;
  readonly keyEncoders: KeyEncoders;
  readonly #basis: PlanningBasis;
  readonly #operation: OperationDefinitionNode;
  readonly #selection: SelectionContext;
  readonly #resolverContracts: ResolverContracts;
  readonly #inParts: boolean;
  readonly #isGuarded: boolean;
  readonly refusals: Refusals;

  constructor(
    basis: PlanningBasis,
    document: DocumentNode,
    { operation, conditions, inParts, isGuarded = false, met }: PlannedOperation,
  ) {
    const fragments = document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment): [string, FragmentDefinitionNode] => [fragment.name.value, fragment]);
    this.#basis = basis;
    this.#operation = operation;
    this.#inParts = inParts;
    this.#isGuarded = isGuarded;
    this.refusals = new Refusals(basis.contract.requirements, met);
    this.#selection = {
      schema: basis.contract.schema,
      fragments: new Map(fragments),
      conditions,
      refusals: this.refusals,
    };
    this.keyEncoders = basis.keyEncoders;
    const { contract, resolvers } = basis;
    this.origins = new Origins(contract, resolvers, this.#selection);
    this.#resolverContracts = new ResolverContracts(contract, resolvers, this.#selection);
  }

  compile(): Plan {
    const operation = this.#operation;
    const type = this.#selection.schema.getRootType(operation.operation);
    // v8 ignore next -- the executor refuses an operation whose root type the schema does not have
    if (!isObjectType(type)) throw new TypeError(`The schema has no ${operation.operation} type.`);
    const root = planObject(this, {
      field: undefined,
      type,
      shape: nothing,
      within: [],
      select: (object) =>
        this.#collect(object, [{ selectionSet: operation.selectionSet, fragment: undefined }]),
    });
    const isSerial = operation.operation === OperationTypeNode.MUTATION;
    return { root, isSerial, isGuarded: this.#isGuarded };
  }

  planObject(field: FieldPlan, type: GraphQLObjectType): ObjectPlan {
    return planObject(this, {
      field,
      type,
      shape: field.shape,
      within: field.within,
      select: (object) => this.#collect(object, selectedBy(field)),
    });
  }

  streamOf(field: Pick<FieldPlan, "nodes" | "fragments" | "type">): StreamPlan | undefined {
    return this.#inParts && isListType(getNullableType(field.type))
      ? streamOf(this.#selection, field)
      : undefined;
  }

  sizeOf({ object, name }: Pick<FieldPlan, "object" | "name">): ListSize {
    return this.#basis.listSizes.of(`${object.type.name}.${name}`);
  }

  lazyOf(typeName: string, fieldName: string): LazyPolicy | undefined {
    // Mutations are done one after the other, each to its end.
    const isMutation = typeName === this.#selection.schema.getMutationType()?.name;
    return isMutation ? undefined : this.#basis.lazyOf(typeName, fieldName);
  }

  typeOf(value: unknown, field: FieldPlan): GraphQLObjectType {
    const { contract, resolvers } = this.#basis;
    const abstractType = getNamedType(field.type);
    const name: unknown =
      resolverOf(resolvers, abstractType.name, "__resolveType")?.(value) ??
      propertiesOf(value)["__typename"];
    const type = typeof name === "string" ? contract.schema.getType(name) : undefined;
    const isPossible =
      isObjectType(type) &&
      isAbstractType(abstractType) &&
      contract.schema.isSubType(abstractType, type);
    if (isPossible) {
      const refusal = this.refusals.ofType(type.name);
      if (refusal === undefined) return type;
      throw refusal;
    }
    const told = typeof name === "string" ? `says it is "${name}"` : "does not tell";
    throw new GraphQLError(
      `A value of the abstract type "${abstractType.name}" must tell in "__typename" which of its types it is; the one for "${field.object.type.name}.${field.name}" ${told}.`,
    );
  }

  freshnessOf(field: FieldPlan): ResolvedFreshness | undefined {
    return this.#resolverContracts.of(field);
  }

  invalidatedBy(coordinate: string): InvalidatedTags | undefined {
    const policy = this.#basis.contract.policies.invalidates.get(coordinate);
    const tags = policy?.tags.map(compileTag);
    return (
      tags && ((args) => tags.map((write) => write({ args })).filter((tag) => tag !== undefined))
    );
  }

  compileIntrospection(nodes: FieldNodes): Introspect {
    const { schema, fragments } = this.#selection;
    return compileIntrospection(schema, this.#operation, { fragments: fragments.values(), nodes });
  }

  #collect(
    object: ObjectPlan,
    selected: readonly SelectedOn[],
  ): ReadonlyMap<string, SelectedField> {
    // The fields of a mutation are done one after the other.
    const isSerial =
      object.field === undefined && this.#operation.operation === OperationTypeNode.MUTATION;
    if (this.#inParts && !isSerial) return collectSelected(this.#selection, object, selected);
    const selectionSets = selected.map(({ selectionSet }) => selectionSet);
    const fields = collectFields(this.#selection, object.type, selectionSets);
    return new Map([...fields].map(([key, nodes]) => [key, { nodes, fragments: undefined }]));
  }
}

/** The root object has no properties: all its fields come from connectors and resolvers. */
const nothing: Shape = { fields: new Map(), isOpen: false, variants: [] };
