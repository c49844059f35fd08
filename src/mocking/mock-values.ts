import {
  getNamedType,
  type GraphQLAbstractType,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";

import { canonicalJson } from "../connectors/canonical-json.ts";
import type { Contract } from "../contract/contract.ts";
import { coverageOf, selectsFields } from "../contract/shape-coverage.ts";
import { isJsonObject, type Json, type JsonObject } from "../kernel/json.ts";
import type { MaybeJson, Shape } from "../mapping/mapping.ts";
import { openShape } from "../mapping/shape.ts";
import { Identities, type Identity } from "./identities.ts";
import { listSlice } from "./list-slice.ts";
import { isTaken, mockLeaf } from "./mock-leaf.ts";
import { Population, populationSize } from "./population.ts";
import { References } from "./references.ts";
import type { Seed } from "./seed.ts";
import { anyText } from "./composed-texts.ts";
import { type TextPlace, textByName } from "./text-by-name.ts";
import { textOf } from "./text-of.ts";

/** Where a value stands, and what is known of it before it is made up. */
export interface MockPlace {
  /** The type that has the field, and the field. */
  readonly typeName: string;
  readonly fieldName: string;
  /** What the connector's selection writes there. */
  readonly shape: Shape;
  readonly seed: Seed;
  /** Of the object that has the field. */
  readonly object: Seed;
  /** What is known of the value: it stands as it is. */
  readonly given: MaybeJson;
  /** What `given` says of an object: which one it is, or what it is to hold. */
  readonly givenAs: "key" | "content";
  /** The object that has the field, if it has a name. */
  readonly owner: Identity | undefined;
  /** The arguments of the call. */
  readonly args: JsonObject;
  /** Whether it is what an operation asks for, and not in a list or in an object with a name. */
  readonly isRoot: boolean;
  /** Its place in the list that holds it; undefined: there is none. */
  readonly ordinal: number | undefined;
  /** How many levels it is below the last that the selection names. */
  readonly depth: number;
}

/**
 * Makes values up: of the types of their fields, with the fields that a selection names. The same
 * object, by type and key, has the same values wherever it stands.
 */
export class MockValues {
  readonly #contract: Contract;
  readonly identities: Identities;
  readonly references: References;
  readonly #population: Population;
  readonly #nulls: number;

  /** @param nulls how many of the values that may be null are, from 0 to 1. */
  constructor(contract: Contract, seed: Seed, nulls: number) {
    this.#contract = contract;
    this.#nulls = nulls;
    this.identities = new Identities(contract, seed);
    this.#population = new Population(this.identities);
    const { identities } = this;
    this.references = new References(contract.schema, {
      identities,
      population: this.#population,
    });
  }

  /** What the selection itself says stands as it is, whatever the type. */
  valueOf(type: GraphQLOutputType, place: MockPlace): Json {
    if (place.shape.literal !== undefined) return place.shape.literal;
    if (isNonNullType(type)) return this.valueOf(type.ofType, place);
    if (isListType(type)) return this.#list(type.ofType, place);
    return isLeafType(type) ? this.#leaf(type, place) : this.#object(type, place);
  }

  /** Whether a value that may be null, and of which nothing is known, is one of those that are. */
  isNull(type: GraphQLOutputType, { shape, seed }: Pick<MockPlace, "shape" | "seed">): boolean {
    if (this.#nulls === 0 || isNonNullType(type) || shape.literal !== undefined) return false;
    return seed.at("null").fraction() < this.#nulls;
  }

  /** The value of a field that callers do not see, of whose type nothing is known. */
  withoutType(place: TextPlace, shape: Shape): Json {
    if (shape.literal !== undefined) return shape.literal;
    if (!selectsFields(shape)) return textByName(place) ?? anyText(place.seed);
    const made: Record<string, Json> = {};
    for (const [name, below] of coverageOf(shape, undefined).fields) {
      made[name] = this.withoutType({ ...place, name, seed: place.seed.at(name) }, below);
    }
    return made;
  }

  #leaf(type: GraphQLLeafType, place: MockPlace): Json {
    const { fieldName: name, typeName, given, object, seed } = place;
    if (given !== undefined && given !== null && isTaken(type, given)) return given;
    const id = this.references.id(name, typeName, { seed: object });
    if (id !== undefined && isTaken(type, id)) return id;
    return mockLeaf(type, { name, typeName, object, seed });
  }

  #list(itemType: GraphQLOutputType, place: MockPlace): Json {
    const { typeName, fieldName, seed, args, owner, given, isRoot, depth } = place;
    const inside = { ...place, isRoot: false, args: {} };
    if (Array.isArray(given)) {
      return given.map((item: Json, index) =>
        this.valueOf(itemType, { ...inside, given: item, seed: seed.at(index) }),
      );
    }
    const declared = this.#contract.listSizes.get(`${typeName}.${fieldName}`);
    const slice = listSlice({ args, declared, isRoot, seed });
    // What no selection bounds is kept small.
    const count = depth > 0 ? Math.min(slice.count, 3) : slice.count;
    const item = isNonNullType(itemType) ? itemType.ofType : itemType;
    if (isObjectType(item) && this.identities.pathsOf(item.name).length > 0) {
      const members = this.references.members(item, {
        owner,
        args,
        slice: { ...slice, count },
      });
      return members.map(({ key }) =>
        this.valueOf(item, { ...inside, given: key, givenAs: "key" }),
      );
    }
    return Array.from({ length: count }, (_, index) => {
      const ordinal = slice.offset + index;
      return this.valueOf(item, { ...inside, given: undefined, seed: seed.at(ordinal), ordinal });
    });
  }

  #object(declared: GraphQLCompositeType, place: MockPlace): Json {
    const given = isJsonObject(place.given) ? place.given : {};
    const type = isAbstractType(declared) ? this.#typeOf(declared, place) : declared;
    if (type === undefined) return null;
    const identity = this.#identityOf(type, { ...place, given });
    const fields = this.#fields(type, { ...place, given }, identity);
    const isNamed = place.shape.fields.has("__typename") || isAbstractType(declared);
    return isNamed ? { __typename: type.name, ...fields } : fields;
  }

  /** A type of an abstract one for which the selection has fields; undefined: it has no types. */
  #typeOf(
    declared: GraphQLAbstractType,
    { shape, seed, given, ordinal }: MockPlace,
  ): GraphQLObjectType | undefined {
    const types = this.#contract.schema.getPossibleTypes(declared);
    const id = isJsonObject(given) ? canonicalJson(given) : "";
    const first = (id === "" ? seed : seed.at(id)).at("type", ordinal ?? 0).below(types.length);
    const inTurn = [...types.slice(first), ...types.slice(0, first)];
    const isWritten = ({ name }: GraphQLObjectType): boolean => {
      const { fields, isOpen } = coverageOf(shape, name);
      return isOpen || fields.size > 0;
    };
    return inTurn.find(isWritten) ?? inTurn[0];
  }

  #identityOf(type: GraphQLObjectType, place: ObjectPlace): Identity | undefined {
    const { given, givenAs, seed, ordinal, owner, object, fieldName } = place;
    const { identities } = this;
    const named = identities.named(type.name, given);
    if (named !== undefined || identities.pathsOf(type.name).length === 0) return named;
    if (Object.keys(given).length > 0) {
      if (givenAs === "content") {
        // Something new, that no list has.
        return identities.at(type.name, populationSize + 1 + seed.below(900));
      }
      const found = this.#withFields(type, given);
      return (
        found ?? { typeName: type.name, key: {}, seed: seed.at(type.name, canonicalJson(given)) }
      );
    }
    if (ordinal === undefined)
      return this.references.target(type.name, { seed: object }, fieldName);
    const start = owner === undefined ? 0 : owner.seed.below(identities.front(type.name));
    return identities.at(type.name, 1 + ((start + ordinal) % populationSize));
  }

  /** The object of a type's population that has these fields, where they are not those that name it. */
  #withFields(type: GraphQLObjectType, given: JsonObject): Identity | undefined {
    const wanted = Object.entries(given).flatMap(([name, value]) => {
      const field = type.getFields()[name];
      const leaf = field && (isNonNullType(field.type) ? field.type.ofType : field.type);
      return isLeafType(leaf) ? [{ name, leaf, value: textOf(value) }] : [];
    });
    if (wanted.length === 0) return undefined;
    const by = wanted.map(({ name }) => name).join(" ");
    const groups = this.#population.groups(type.name, by, ({ seed: object }) =>
      canonicalJson(
        wanted.map(({ name, leaf }) => {
          const place = { name, typeName: type.name, object, seed: object.at(name) };
          return textOf(mockLeaf(leaf, place));
        }),
      ),
    );
    return groups.get(canonicalJson(wanted.map(({ value }) => value)))?.[0];
  }

  #fields(type: GraphQLObjectType, place: ObjectPlace, identity: Identity | undefined): JsonObject {
    const { given, depth, args, isRoot, ordinal, givenAs } = place;
    const known: JsonObject = identity === undefined ? given : { ...identity.key, ...given };
    const object = identity?.seed ?? place.seed;
    const isOwn = identity !== undefined;
    const made: Record<string, Json> = {};
    for (const [name, shape] of this.#selected(type, place)) {
      const field = type.getFields()[name];
      const seed = object.at(name);
      if (field === undefined) {
        const beside = shape.literal === undefined ? known[name] : undefined;
        made[name] = beside ?? this.withoutType({ name, typeName: type.name, object, seed }, shape);
        continue;
      }
      const own = this.#givenOf(name, getNamedType(field.type).name, {
        known,
        givenAs,
        isOwn,
        given,
      });
      const isReference = this.references.id(name, type.name, { seed: object }) !== undefined;
      if (own === undefined && !isReference && this.isNull(field.type, { shape, seed })) {
        made[name] = null;
        continue;
      }
      const isCovered = place.shape === openShape ? false : shape !== openShape;
      made[name] = this.valueOf(field.type, {
        typeName: type.name,
        fieldName: name,
        shape,
        seed,
        object,
        given: own,
        givenAs,
        owner: identity,
        args: isOwn ? {} : args,
        isRoot: isRoot && !isOwn,
        ordinal: isOwn ? undefined : ordinal,
        depth: isCovered ? depth : depth + 1,
      });
    }
    return made;
  }

  /** What a mutation was given goes on to the first object with a name, as that is what it writes. */
  #givenOf(
    name: string,
    typeName: string,
    from: {
      readonly known: JsonObject;
      readonly given: JsonObject;
      readonly givenAs: MockPlace["givenAs"];
      readonly isOwn: boolean;
    },
  ): MaybeJson {
    const own = this.references.given(name, typeName, from.known);
    if (own !== undefined || from.isOwn || from.givenAs === "key") return own;
    return this.identities.pathsOf(typeName).length > 0 ? from.given : undefined;
  }

  /**
   * The fields that a selection writes of a type. Where it passes on what comes as it is, those that
   * have no other origin; objects only so deep, but for those that must not be null.
   */
  #selected(type: GraphQLObjectType, { shape, depth }: ObjectPlace): ReadonlyMap<string, Shape> {
    const { fields, isOpen } = coverageOf(shape, type.name);
    const selected = new Map([...fields].filter(([name]) => name !== "__typename"));
    if (!isOpen) return selected;
    for (const field of Object.values(type.getFields())) {
      const { name, type: fieldType } = field;
      if (selected.has(name) || this.#contract.fieldConnectors.has(`${type.name}.${name}`))
        continue;
      const isFlat = isLeafType(getNamedType(fieldType));
      if (isFlat || depth < (isNonNullType(fieldType) ? 5 : 2)) selected.set(name, openShape);
    }
    return selected;
  }
}

/** The place of an object, and the fields of it that are known. */
interface ObjectPlace extends Omit<MockPlace, "given"> {
  readonly given: JsonObject;
}
