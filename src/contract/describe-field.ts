import {
  getNamedType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  isAbstractType,
  isObjectType,
} from "graphql";

import type { Connector, Contract } from "./contract.ts";
import type { ContractPart } from "./contract-words.ts";
import { costsCall } from "./costs-call.ts";
import { describeFetch, describePrivacy } from "./describe-fetch.ts";
import { type DescribedFreshness, describeFreshness } from "./describe-freshness.ts";
import { describeLazy } from "./describe-lazy.ts";
import { describeMutation } from "./describe-mutation.ts";
import { neverKept, type TypeContracts } from "./describe-type.ts";
import type { DescriptionFacts } from "./description-facts.ts";
import { createLazyLookup, type LazyLookup } from "./lazy-lookup.ts";
import { least, leastPromise } from "./least-promise.ts";
import { coverageOf } from "./shape-coverage.ts";

type Field = GraphQLField<unknown, unknown>;
type TypeWithFields = GraphQLObjectType | GraphQLInterfaceType;

export interface FieldDescriptionFacts extends DescriptionFacts {
  readonly typeContracts: TypeContracts;
}

/** What the contracts of fields say, in words: where they differ from that of their type. */
export class FieldContracts {
  readonly #contract: Contract;
  readonly #facts: FieldDescriptionFacts;
  readonly #lazyOf: LazyLookup;

  constructor(contract: Contract, facts: FieldDescriptionFacts) {
    this.#contract = contract;
    this.#facts = facts;
    this.#lazyOf = createLazyLookup(contract);
  }

  partsOf(type: TypeWithFields, field: Field): readonly ContractPart[] {
    const { name } = field;
    const coordinate = `${type.name}.${name}`;
    if (type === this.#contract.schema.getMutationType()) {
      return describeMutation(coordinate, this.#contract);
    }
    const connectors = this.#connectorsOf(type.name, name);
    const lazy = this.#lazyOf(type.name, name);
    const source = connectors.find((connector) => connector.source)?.source;
    const parts = lazy === undefined ? [] : [describeLazy(lazy, source)];
    // What an interface's field says of freshness holds for nothing: its types' fields say it.
    if (!isObjectType(type)) return parts;
    return [
      ...parts,
      ...this.#freshness(type, field, connectors),
      ...this.#privacy(type, field, connectors),
      ...this.#fetches(coordinate, connectors, lazy !== undefined && source !== undefined),
    ];
  }

  /** Those that bring a field by calls of their own. */
  #connectorsOf(typeName: string, fieldName: string): readonly Connector[] {
    const { fieldConnectors, objectConnectors } = this.#contract;
    const coordinate = `${typeName}.${fieldName}`;
    const onField = fieldConnectors.get(coordinate);
    if (onField !== undefined) return onField.filter(costsCall);
    if (this.#facts.resolvers.has(coordinate)) return [];
    const covers = ({ selection }: Connector): boolean => {
      const { fields, isOpen } = coverageOf(selection.shape, typeName);
      return isOpen || fields.has(fieldName);
    };
    const first = (objectConnectors.get(typeName) ?? []).find(covers);
    const isApart =
      first !== undefined && first !== this.#facts.typeContracts.connectorOf(typeName);
    return isApart && costsCall(first) ? [first] : [];
  }

  #freshness(
    type: GraphQLObjectType,
    field: Field,
    connectors: readonly Connector[],
  ): readonly ContractPart[] {
    const own = this.#contract.policies.freshness.get(`${type.name}.${field.name}`);
    const isPromised = typeof own?.ttlMs === "number";
    if (connectors.length === 0) {
      if (typeof own?.ttlMs !== "number") return [];
      return [{ text: describeFreshness({ ...own, ttlMs: own.ttlMs }), owner: own.owner }];
    }
    const allowed = this.#allowedBy(connectors);
    const expected = this.#expected(type, field);
    const isFollowed = expected !== undefined && areEqual(allowed, expected);
    return isFollowed && !isPromised
      ? []
      : [{ text: describeFreshness(allowed), owner: own?.owner }];
  }

  /** What the connectors' values allow, whichever of them is asked. */
  #allowedBy(connectors: readonly Connector[]): DescribedFreshness {
    const rules = connectors.map((connector) => {
      const found = this.#contract.freshness.get(connector.id);
      const isForNobody =
        found?.isPrivate === true && describePrivacy(connector.inputs) === undefined;
      return isForNobody ? undefined : found;
    });
    const known = rules.filter((rule) => rule !== undefined);
    if (known.length < rules.length) return neverKept;
    const isOwn = connectors.every(({ place }) => place.kind !== "object");
    return {
      ...leastPromise(known),
      missingTtlMs: isOwn ? least(known.map(({ missingTtlMs }) => missingTtlMs)) : 0,
    };
  }

  /** What callers take a field's contract to be where it says nothing: that of its type. */
  #expected(type: GraphQLObjectType, field: Field): DescribedFreshness | undefined {
    const { schema } = this.#contract;
    const { typeContracts } = this.#facts;
    const returned = getNamedType(field.type);
    if (isObjectType(returned)) return typeContracts.freshnessOf(returned.name);
    if (!isAbstractType(returned)) return typeContracts.freshnessOf(type.name);
    const [first, ...others] = schema
      .getPossibleTypes(returned)
      .map(({ name }) => typeContracts.freshnessOf(name));
    const areAlike = others.every((other) => first && other && areEqual(first, other));
    return areAlike ? first : undefined;
  }

  #privacy(
    type: GraphQLObjectType,
    field: Field,
    connectors: readonly Connector[],
  ): readonly ContractPart[] {
    const own = this.#contract.policies.freshness.get(`${type.name}.${field.name}`);
    const texts = connectors.flatMap(({ inputs }) => describePrivacy(inputs, own?.isPrivate) ?? []);
    if (connectors.length === 0 && own?.isPrivate === true) texts.push("Private to each caller.");
    const ofType = this.#facts.typeContracts.privacyOf(type.name);
    return [...new Set(texts)].flatMap((text) =>
      text === ofType ? [] : [{ text, owner: undefined }],
    );
  }

  #fetches(
    coordinate: string,
    connectors: readonly Connector[],
    isSourceTold: boolean,
  ): readonly ContractPart[] {
    const parts = connectors.map((connector) =>
      describeFetch({
        connector,
        policy: this.#facts.typeContracts.batchPolicyOf(connector),
        brings: connector.coordinate === coordinate ? "field" : "fields",
        isSourceTold,
      }),
    );
    return [...new Map(parts.map((part) => [part.text, part])).values()];
  }
}

function areEqual(one: DescribedFreshness, other: DescribedFreshness): boolean {
  return (
    one.ttlMs === other.ttlMs &&
    one.staleWhileRevalidateMs === other.staleWhileRevalidateMs &&
    one.staleIfErrorMs === other.staleIfErrorMs
  );
}
