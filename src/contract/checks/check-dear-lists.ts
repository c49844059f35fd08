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
  for (const list of lists) {
    const outer = lists.find((other) => isBelow(list, other, facts));
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
      const isBounded = connector.inputs.args.length > 0;
      lists.push({ coordinate: `${typeName}.${fieldName}`, typeName, field, isBounded });
    }
  }
  return lists;
}

/** Whether a list may be below another without going round. */
function isBelow(list: FetchedList, outer: FetchedList, { types, lazyOf }: DearListFacts): boolean {
  if (list.typeName === outer.typeName) return false;
  const items = namedTypeOf(outer.field.type);
  const isReachable = (from: readonly string[], to: string, without: string): boolean => {
    const seen = new Set<string>();
    const waiting = from.flatMap((name) => types.possibleTypes(name));
    for (let type = waiting.pop(); type !== undefined; type = waiting.pop()) {
      const typeName = type.name.value;
      if (typeName === to) return true;
      if (typeName === without || seen.has(typeName)) continue;
      seen.add(typeName);
      for (const [fieldName, field] of type.fields) {
        if (lazyOf(typeName, fieldName) !== undefined) continue;
        waiting.push(...types.possibleTypes(namedTypeOf(field.type)));
      }
    }
    return false;
  };
  return (
    isReachable([items], list.typeName, outer.typeName) &&
    isReachable([types.roots.query], outer.typeName, list.typeName)
  );
}
