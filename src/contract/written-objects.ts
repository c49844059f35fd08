import { Kind } from "graphql";

import type { Shape } from "../mapping/mapping.ts";
import type { Connector } from "./contract.ts";
import type { SchemaTypes } from "./schema-types.ts";
import { isListType, namedTypeOf } from "./schema-types.ts";
import { type Coverage, coverageOf } from "./shape-coverage.ts";
import { typesInLists } from "./types-in-lists.ts";

/** Objects of a type as a connector writes them at one place of its values. */
export interface WrittenObjects {
  readonly connector: Connector;
  /** What it writes of them. */
  readonly coverage: Coverage;
  /** Whether an answer may hold many of them. */
  readonly isInList: boolean;
}

/**
 * Where objects come from, by the name of their type: all places where a selection writes them. What
 * a connector of a type itself brings is no such place: it adds to objects that are there.
 */
export function writtenObjects(
  connectors: readonly Connector[],
  types: SchemaTypes,
): ReadonlyMap<string, readonly WrittenObjects[]> {
  const written = new Map<string, WrittenObjects[]>();
  const inLists = typesInLists(types);

  const value = (connector: Connector, shape: Shape, at: Place): void => {
    const isAbstract = types.get(at.typeName)?.kind !== Kind.OBJECT_TYPE_DEFINITION;
    for (const type of types.possibleTypes(at.typeName)) {
      const coverage = coverageOf(shape, type.name.value);
      // A selection with no fields for one of the types never writes that type.
      if (isAbstract && coverage.fields.size === 0 && !coverage.isOpen) continue;
      if (!at.isThere) {
        const objects = { connector, coverage, isInList: at.isInList };
        const known = written.get(type.name.value);
        if (known === undefined) written.set(type.name.value, [objects]);
        else known.push(objects);
      }
      for (const [name, inner] of coverage.fields) {
        const field = type.fields.get(name);
        if (field === undefined) continue;
        const isInList = at.isInList || isListType(field.type);
        value(connector, inner, { typeName: namedTypeOf(field.type), isInList, isThere: false });
      }
    }
  };

  for (const connector of connectors) {
    const { place, selection } = connector;
    const isBelowList = place.kind !== "query" && inLists.has(place.typeName);
    if (place.kind === "object") {
      const { typeName } = place;
      value(connector, selection.shape, { typeName, isInList: isBelowList, isThere: true });
      continue;
    }
    const field = types.get(place.typeName)?.fields.get(place.fieldName);
    /* v8 ignore next -- @preserve: a connector on a field stands on one that there is */
    if (field === undefined) continue;
    const isInList = isBelowList || isListType(field.type);
    value(connector, selection.shape, {
      typeName: namedTypeOf(field.type),
      isInList,
      isThere: false,
    });
  }
  return written;
}

interface Place {
  readonly typeName: string;
  readonly isInList: boolean;
  /** Whether the objects are there already. */
  readonly isThere: boolean;
}
