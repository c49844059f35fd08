import {
  getNamedType,
  getNullableType,
  type GraphQLField,
  GraphQLInt,
  isInterfaceType,
  isListType,
  isObjectType,
} from "graphql";

import type { ListSizeDeclaration } from "./list-size.ts";

/** An argument that says how long a list will be, or a field of an input object in one. */
export interface ListArgument {
  readonly name: string;
  /** The way to the number in it; empty: it is the number. */
  readonly path: readonly string[];
}

/**
 * Knows which arguments size lists: those that `@listSize` names; where it says nothing, the
 * {@link usualListArguments}.
 */
export class ListArguments {
  readonly #declared: ReadonlyMap<string, ListSizeDeclaration>;
  readonly #known = new Map<string, readonly ListArgument[]>();

  /** @param declared what the schema says, by coordinate ("Query.posts"). */
  constructor(declared: ReadonlyMap<string, ListSizeDeclaration>) {
    this.#declared = declared;
  }

  of(coordinate: string, field: GraphQLField<unknown, unknown>): readonly ListArgument[] {
    let known = this.#known.get(coordinate);
    if (known === undefined) {
      known = this.#find(coordinate, field);
      this.#known.set(coordinate, known);
    }
    return known;
  }

  #find(coordinate: string, field: GraphQLField<unknown, unknown>): readonly ListArgument[] {
    const declared = this.#declared.get(coordinate);
    if (declared !== undefined) {
      return declared.slicingArguments.map((argument) => {
        const [name = "", ...path] = argument.split(".");
        return { name, path };
      });
    }
    return usualListArguments(field).map((name) => ({ name, path: [] }));
  }
}

/**
 * The arguments that usually size a list, where nothing is declared: a whole number `first`, `last`,
 * `limit`, `pageSize` or `perPage` of a field that holds a list, or an object with one. By name.
 */
export function usualListArguments(field: GraphQLField<unknown, unknown>): readonly string[] {
  if (!holdsList(field)) return [];
  return field.args
    .filter(({ name, type }) => usualNames.has(name) && getNullableType(type) === GraphQLInt)
    .map(({ name }) => name);
}

const usualNames: ReadonlySet<string> = new Set(["first", "last", "limit", "pageSize", "perPage"]);

function holdsList({ type }: GraphQLField<unknown, unknown>): boolean {
  if (isListType(getNullableType(type))) return true;
  const held = getNamedType(type);
  if (!isObjectType(held) && !isInterfaceType(held)) return false;
  return Object.values(held.getFields()).some((inner) => isListType(getNullableType(inner.type)));
}
