import type { FieldDefinitionNode } from "graphql";

import type { ProblemLog } from "../contract-problem.ts";
import type { FieldFetches } from "../field-fetches.ts";
import type { LazyLookup } from "../lazy-lookup.ts";
import type { SchemaTypes } from "../schema-types.ts";
import { isListType, namedTypeOf } from "../schema-types.ts";

export interface DearListFacts {
  readonly types: SchemaTypes;
  readonly fetches: FieldFetches;
  readonly lazyOf: LazyLookup;
}

/**
 * Warns of dear fields that are not lazy. Dear is a list that is fetched for each object of another
 * list that is fetched for each object: what comes grows with the product of both. What goes round,
 * such as the posts of a post's author, does not count, nor what a caller bounds by arguments that the
 * connector reads.
 */
export function checkDearLists(facts: DearListFacts, problems: ProblemLog): void {
  const lists = fetchedLists(facts);
  const graph = new TypeGraph(facts);
  /** Without going round: the way to the outer list is not by objects of the other, nor back. */
  const isBelow = (list: FetchedList, outer: FetchedList): boolean =>
    list.typeName !== outer.typeName &&
    graph.reachable(outer.itemType, outer.typeName).has(list.typeName) &&
    graph.reachable(facts.types.roots.query, list.typeName).has(outer.typeName);
  for (const list of lists) {
    const outer = lists.find((other) => isBelow(list, other));
    if (outer === undefined || list.isBounded) continue;
    problems.warn("DEAR_NOT_LAZY", list.field.name, {
      message: `A dear field is lazy, so that its callers know; "${list.coordinate}" is a list for each of "${outer.coordinate}", which is itself a list for each ${outer.typeName}, and all of it is waited for.`,
      help: `Tell callers, who may then defer it: @lazy(reason: "…") on "${list.coordinate}"; or let them bound it, by an argument that its connector reads.`,
    });
  }
}

interface FetchedList {
  readonly coordinate: string;
  readonly typeName: string;
  readonly itemType: string;
  readonly field: FieldDefinitionNode;
  /** Whether callers may say how much they want of it. */
  readonly isBounded: boolean;
}

/** The lists that many objects lack, so that they are fetched for them; without the lazy ones. */
function fetchedLists({ types, fetches, lazyOf }: DearListFacts): readonly FetchedList[] {
  const lists: FetchedList[] = [];
  for (const [typeName, { fields }] of types.all) {
    for (const [fieldName, field] of fields) {
      const [connector] = isListType(field.type) ? fetches.connectorsOf(typeName, fieldName) : [];
      // One for each object of a list is told of anyway.
      if (connector?.batch === undefined || lazyOf(typeName, fieldName) !== undefined) continue;
      if (fetches.leftOutOfList(typeName, fieldName) === undefined) continue;
      lists.push({
        coordinate: `${typeName}.${fieldName}`,
        typeName,
        itemType: namedTypeOf(field.type),
        field,
        isBounded: connector.inputs.args.length > 0,
      });
    }
  }
  return lists;
}

/** Which object types are reached by fields that are not lazy. */
class TypeGraph {
  readonly #facts: DearListFacts;
  readonly #known = new Map<string, ReadonlySet<string>>();

  constructor(facts: DearListFacts) {
    this.#facts = facts;
  }

  /** From objects of a type, and no further from those of another. */
  reachable(from: string, without: string): ReadonlySet<string> {
    const key = `${from} ${without}`;
    const known = this.#known.get(key) ?? this.#reach(from, without);
    this.#known.set(key, known);
    return known;
  }

  #reach(from: string, without: string): ReadonlySet<string> {
    const { types, lazyOf } = this.#facts;
    const reached = new Set(types.possibleTypes(from));
    // A set that grows while it is walked is walked to its new end.
    for (const { name, fields } of reached) {
      if (name.value === without) continue;
      for (const [fieldName, field] of fields) {
        if (lazyOf(name.value, fieldName) !== undefined) continue;
        for (const type of types.possibleTypes(namedTypeOf(field.type))) reached.add(type);
      }
    }
    return new Set([...reached].map(({ name }) => name.value));
  }
}
