import {
  getNamedType,
  getNullableType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isLeafType,
  isListType,
  isObjectType,
} from "graphql";

import type { Json, JsonObject } from "../kernel/json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";
import type { Identities, Identity } from "./identities.ts";
import type { ListSlice } from "./list-slice.ts";
import { mockLeaf } from "./mock-leaf.ts";
import type { Population } from "./population.ts";
import { textOf } from "./text-of.ts";

/** Which objects others refer to, so that what refers to one and what lists it agree. */
export class References {
  readonly #schema: GraphQLSchema;
  readonly #identities: Identities;
  readonly #population: Population;

  constructor(
    schema: GraphQLSchema,
    { identities, population }: { identities: Identities; population: Population },
  ) {
    this.#schema = schema;
    this.#identities = identities;
    this.#population = population;
  }

  /** What is known of the object that a field holds, from the fields beside it: of `author`, its `authorId`. */
  given(fieldName: string, typeName: string, fields: JsonObject): MaybeJson {
    const own = fields[fieldName];
    if (own !== undefined && own !== null) return own;
    const key = this.#identities.keyOf(typeName);
    const id = [`${fieldName}Id`, `${fieldName}ID`, `${fieldName}_id`]
      .map((name) => fields[name])
      .find((value) => value !== undefined && value !== null);
    return key === undefined || id === undefined ? undefined : { [key]: id };
  }

  /** The object that a field of an object refers to, where nothing is given: one that lists show. */
  target(typeName: string, owner: Pick<Identity, "seed">, fieldName: string): Identity | undefined {
    const seed = owner.seed.at(fieldName);
    return this.#identities.at(typeName, 1 + seed.below(this.#identities.front(typeName)));
  }

  /** The value of a field such as `authorId` or `tagIds`, which names another object; undefined for others. */
  id(fieldName: string, typeName: string, owner: Pick<Identity, "seed">): MaybeJson {
    const [, stem = ""] = /^(.+?)_?(?:id|Id|ID|ids|Ids|IDs)$/.exec(fieldName) ?? [];
    if (stem === "") return undefined;
    const field = this.#object(typeName)?.getFields()[stem];
    const beside = field && getNamedType(field.type).name;
    const named = stem.replace(/^./, (letter) => letter.toUpperCase());
    const target = [beside, named].find((it) => this.#object(it ?? "") !== undefined);
    const key = target === undefined ? undefined : this.#identities.keyOf(target);
    if (target === undefined || key === undefined) return undefined;
    return this.target(target, owner, stem)?.key[key];
  }

  /**
   * The objects in a list: those that refer to the owner where their type has a field for that, those
   * that have the references, enums and flags that the arguments name, or those that they name.
   */
  members(
    type: GraphQLObjectType,
    { owner, args, slice }: { owner: Identity | undefined; args: JsonObject; slice: ListSlice },
  ): readonly Identity[] {
    const typeName = type.name;
    const named = this.#namedBy(typeName, args);
    if (named !== undefined) return named;
    const { offset, count } = slice;
    const tests = this.#tests(type, args);
    const own = owner && this.#referring(type, owner);
    if (owner !== undefined && own === undefined) return this.#some(typeName, owner, count);
    const members: Identity[] = [];
    let skipped = 0;
    for (const member of own ?? this.#population.members(typeName)) {
      if (members.length === count) break;
      if (tests.every((test) => test(member)) && skipped++ >= offset) members.push(member);
    }
    return members;
  }

  /** Where nothing says which they are: a few of those that lists show. */
  #some(typeName: string, { seed }: Identity, count: number): readonly Identity[] {
    const front = this.#identities.front(typeName);
    const start = seed.at(typeName, "first").below(front);
    return Array.from({ length: Math.min(count, front) }, (_, index) =>
      this.#identities.at(typeName, 1 + ((start + index) % front)),
    ).filter((member) => member !== undefined);
  }

  /** `ids: [3, 5]` names the objects themselves. */
  #namedBy(typeName: string, args: JsonObject): readonly Identity[] | undefined {
    const key = this.#identities.keyOf(typeName);
    if (key === undefined) return undefined;
    const values = args[`${key}s`] ?? args[key];
    if (!Array.isArray(values)) return undefined;
    return values.flatMap(
      (value: Json) => this.#identities.named(typeName, { [key]: value }) ?? [],
    );
  }

  #tests(listed: GraphQLObjectType, args: JsonObject): readonly Test[] {
    const typeName = listed.name;
    const fields = listed.getFields();
    return Object.entries(args).flatMap(([name, wanted]): Test[] => {
      const type = fields[name] && getNullableType(fields[name].type);
      if (wanted === null || typeof wanted === "object" || !isLeafType(type)) return [];
      const isFlag = type.name === "Boolean" || isEnumType(type);
      return [
        (member) => {
          const { seed } = member;
          const place = { name, typeName, object: seed, seed: seed.at(name) };
          const actual = isFlag ? mockLeaf(type, place) : this.id(name, typeName, member);
          // Of other fields nothing might have that value, and an empty list shows nothing.
          return actual === undefined || textOf(actual) === textOf(wanted);
        },
      ];
    });
  }

  /**
   * The objects that refer to one, by their one field of its type, or by one such as `userId`;
   * undefined where their type has no such field.
   */
  #referring(
    listed: GraphQLObjectType,
    { typeName: target, key }: Identity,
  ): readonly Identity[] | undefined {
    const fields = Object.values(listed.getFields());
    const name = target.replace(/^./, (letter) => letter.toLowerCase());
    const referring = fields.filter(
      ({ type }) => !isListType(getNullableType(type)) && getNamedType(type).name === target,
    );
    const field = referring.length === 1 ? referring[0] : referring.find((it) => it.name === name);
    const hasId = fields.some((it) => it.name === `${name}Id` || it.name === `${name}_id`);
    const by = field?.name ?? (hasId ? name : undefined);
    if (by === undefined) return undefined;
    const groups = this.#population.groups(listed.name, by, (member) => {
      // v8 ignore next -- `??` is for the types: the owner has a name, so all of its type have
      return textOf(this.target(target, member, by)?.key ?? null);
    });
    return groups.get(textOf(key)) ?? [];
  }

  #object(name: string): GraphQLObjectType | undefined {
    const type = this.#schema.getType(name);
    return isObjectType(type) ? type : undefined;
  }
}

type Test = (member: Identity) => boolean;
