import { isJsonObject, type JsonObject } from "../kernel/json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";
import type { ObjectFacts, ObjectPlace } from "./object-places.ts";

/**
 * Visits all objects in a value, once for each type that they may be of: `__typename` decides that,
 * where it is there. Values may be as deep as they like.
 */
export function visitObjects(
  place: ObjectPlace,
  value: MaybeJson,
  visit: (facts: ObjectFacts, object: JsonObject) => void,
): void {
  // Not by recursion: what a source nests is not bounded by the stack.
  const waiting: { readonly place: ObjectPlace; readonly value: MaybeJson }[] = [{ place, value }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { place: at, value: found } = next;
    if (Array.isArray(found)) {
      for (const item of found) waiting.push({ place: at, value: item });
    } else if (isJsonObject(found)) {
      for (const facts of factsOf(at, found)) {
        visit(facts, found);
        for (const [name, inner] of facts.fields) {
          if (inner.size > 0) waiting.push({ place: inner, value: found[name] });
        }
      }
    }
  }
}

function factsOf(place: ObjectPlace, { __typename }: JsonObject): Iterable<ObjectFacts> {
  if (typeof __typename !== "string") return place.values();
  const facts = place.get(__typename);
  return facts === undefined ? [] : [facts];
}
