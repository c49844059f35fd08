import type { SchemaTypes } from "./schema-types.ts";
import { isListType, namedTypeOf } from "./schema-types.ts";

/** The object types of which one answer may hold many: in a list, or below what is in one. */
export function typesInLists(types: SchemaTypes): ReadonlySet<string> {
  const inLists = new Set<string>();
  const seen = new Set<string>();
  const waiting = Object.values(types.roots);
  const add = (typeName: string, isInList: boolean): void => {
    for (const { name } of types.possibleTypes(typeName)) {
      // Once for each of the two: what is met in no list may be met in one later.
      const isNew = isInList ? !inLists.has(name.value) : !seen.has(name.value);
      if (!isNew) continue;
      seen.add(name.value);
      if (isInList) inLists.add(name.value);
      waiting.push(name.value);
    }
  };
  for (let typeName = waiting.pop(); typeName !== undefined; typeName = waiting.pop()) {
    const isInList = inLists.has(typeName);
    for (const { type } of types.get(typeName)?.fields.values() ?? []) {
      add(namedTypeOf(type), isInList || isListType(type));
    }
  }
  return inLists;
}
