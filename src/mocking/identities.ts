import {
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
} from "graphql";

import type { Contract, KeyPath } from "../contract/contract.ts";
import { isJsonObject, type Json, type JsonObject } from "../kernel/json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";
import type { Seed } from "./seed.ts";
import { textOf } from "./text-of.ts";
import { anyText, uuid } from "./composed-texts.ts";

/** Which object of its type an object is. */
export interface Identity {
  readonly typeName: string;
  /** The fields that name it. */
  readonly key: JsonObject;
  /** Whatever else is made up of it comes from this. */
  readonly seed: Seed;
}

/** How many items a list has at most whose arguments do not say. */
export const longestList = 100;

/** Tells one made-up object of a type from another: by the fields by which connectors fetch it, or `id`. */
export class Identities {
  readonly #contract: Pick<Contract, "schema" | "objectConnectors" | "listSizes">;
  readonly #seed: Seed;
  readonly #paths = new Map<string, readonly KeyPath[]>();
  readonly #fronts = new Map<string, number>();

  constructor(contract: Pick<Contract, "schema" | "objectConnectors" | "listSizes">, seed: Seed) {
    this.#contract = contract;
    this.#seed = seed;
  }

  /** The fields that name objects of a type; none: they have no names, and belong to what holds them. */
  pathsOf(typeName: string): readonly KeyPath[] {
    let paths = this.#paths.get(typeName);
    if (paths === undefined) {
      paths = this.#findPaths(typeName);
      this.#paths.set(typeName, paths);
    }
    return paths;
  }

  /** The one field that names objects of a type; undefined where it is none, several or deeper. */
  keyOf(typeName: string): string | undefined {
    const [path, ...others] = this.pathsOf(typeName);
    return others.length === 0 && path?.length === 1 ? path[0] : undefined;
  }

  /** The object that has these fields; undefined where they do not name one. */
  named(typeName: string, fields: JsonObject): Identity | undefined {
    const paths = this.pathsOf(typeName);
    if (paths.length === 0) return undefined;
    const key: Record<string, Json> = {};
    const names: string[] = [];
    for (const path of paths) {
      const value = valueAt(fields, path);
      if (value === undefined || value === null || typeof value === "object") return undefined;
      put(key, path, value);
      // `"1"` and `1` name one object.
      names.push(textOf(value));
    }
    return { typeName, key, seed: this.#seed.at(typeName, ...names) };
  }

  /** An object by its number among those of its type, from 1. */
  at(typeName: string, number: number): Identity | undefined {
    const paths = this.pathsOf(typeName);
    const fields: Record<string, Json> = {};
    for (const [index, path] of paths.entries()) {
      // The last field of a key tells its objects apart; those before it are shared by some.
      const own = index === paths.length - 1 ? number : 1 + (number % 5);
      put(fields, path, this.#keyValue(typeName, path, own));
    }
    return this.named(typeName, fields);
  }

  /**
   * How many of the first objects of a type others refer to: those of a list that is asked for
   * without arguments, so that what is referred to is also seen there.
   */
  front(typeName: string): number {
    const known = this.#fronts.get(typeName);
    if (known !== undefined) return known;
    const { schema, listSizes } = this.#contract;
    const query = schema.getQueryType();
    // v8 ignore next -- `??` is for the types: a schema has queries
    const sizes = Object.values(query?.getFields() ?? {}).flatMap((field) => {
      const isOfType = isListed(field.type) && getNamedType(field.type).name === typeName;
      const size = listSizes.get(`${query?.name}.${field.name}`)?.assumedSize;
      return isOfType && size !== undefined ? [size] : [];
    });
    const assumed = Math.min(...sizes, longestList);
    const front = sizes.length > 0 ? Math.max(1, assumed) : usualSize(this.#seed.at(typeName));
    this.#fronts.set(typeName, front);
    return front;
  }

  #findPaths(typeName: string): readonly KeyPath[] {
    const { schema, objectConnectors } = this.#contract;
    const keys = (objectConnectors.get(typeName) ?? [])
      .map(({ keyFields }) => keyFields.map(({ path }) => path))
      .filter((paths) => paths.length > 0 && paths.every((path) => path.length > 0));
    const byId = keys.find(([path, ...others]) => others.length === 0 && path?.join(".") === "id");
    const type = schema.getType(typeName);
    const hasId = isObjectType(type) && type.getFields()["id"] !== undefined;
    return byId ?? (hasId && keys.length === 0 ? [["id"]] : (keys[0] ?? []));
  }

  #keyValue(typeName: string, path: KeyPath, number: number): Json {
    const name = path.join(".");
    switch (this.#leafAt(typeName, path)) {
      case "Int":
      case "Float":
        return number;
      case "ID":
        return String(number);
      case "String":
      case undefined: {
        if (/id$/i.test(name)) return String(number);
        return `${anyText(this.#seed.at(typeName, name, number)).replace(" ", "-")}-${number}`;
      }
      case "UUID":
      case "GUID":
        return uuid(this.#seed.at(typeName, name, number));
      default:
        return this.#enumValue(typeName, path, number) ?? String(number);
    }
  }

  #leafAt(typeName: string, path: KeyPath): string | undefined {
    const type = this.#typeAt(typeName, path);
    return type && getNamedType(type).name;
  }

  #enumValue(typeName: string, path: KeyPath, number: number): string | undefined {
    const type = this.#typeAt(typeName, path);
    const named = type && getNamedType(type);
    if (named === undefined || !("getValues" in named)) return undefined;
    const values = named.getValues();
    return values[number % values.length]?.name;
  }

  #typeAt(typeName: string, path: KeyPath): GraphQLOutputType | undefined {
    let type = this.#contract.schema.getType(typeName);
    let found: GraphQLOutputType | undefined;
    for (const name of path) {
      found = isObjectType(type) ? type.getFields()[name]?.type : undefined;
      type = found && getNamedType(found);
    }
    return found;
  }
}

/** How long a list is of which nothing is known. */
export function usualSize(seed: Seed): number {
  return seed.at("size").between(3, 10);
}

function isListed(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}

function valueAt(fields: JsonObject, path: KeyPath): MaybeJson {
  let value: MaybeJson = fields;
  for (const name of path) value = isJsonObject(value) ? value[name] : undefined;
  return value;
}

function put(fields: Record<string, Json>, [name = "", ...rest]: KeyPath, value: Json): void {
  if (rest.length === 0) {
    fields[name] = value;
    return;
  }
  const before = fields[name];
  const below: Record<string, Json> = isJsonObject(before) ? { ...before } : {};
  put(below, rest, value);
  fields[name] = below;
}
