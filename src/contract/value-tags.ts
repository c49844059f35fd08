import type { JsonObject } from "../kernel/json.ts";
import { compileTag, tagInserts, type WriteTag } from "./compile-tag.ts";
import type { FreshnessRules } from "./freshness-rules.ts";
import type { KeptValue } from "./kept-value.ts";
import type { ObjectFacts } from "./object-places.ts";
import { visitObjects } from "./visit-objects.ts";

/**
 * Compiles the tags of values: those of all types and fields in them. A tag that inserts no field
 * of an object holds for every value, also for an empty list: what it names may be added to that.
 *
 * @param inside what is known of all objects in them.
 * @returns undefined where there are none.
 */
export function compileTagsOf(
  value: KeptValue,
  inside: Iterable<ObjectFacts>,
): FreshnessRules["tagsOf"] {
  const always = new Set<string>();
  const ofArgs: WriteTag[] = [];
  const ofObjects = new Map<ObjectFacts, readonly WriteTag[]>();
  const addPlain = (tags: readonly string[], isTop: boolean): void => {
    for (const tag of tags) {
      if (tagInserts(tag, "$key")) continue;
      if (!tagInserts(tag, "$args")) always.add(tag);
      // The arguments of a field inside of a value are not known.
      else if (isTop) ofArgs.push(compileTag(tag));
    }
  };
  // Otherwise they are among the objects.
  if (value.objects.size === 0) for (const { tags } of value.top) addPlain(tags, true);
  for (const facts of inside) {
    const isTop = value.objects.get(facts.typeName) === facts;
    const { tags } = facts.freshness;
    addPlain(tags, isTop);
    for (const scalar of facts.scalars) addPlain(scalar.tags, false);
    const keyed = tags.filter(
      (tag) => tagInserts(tag, "$key") && (isTop || !tagInserts(tag, "$args")),
    );
    if (keyed.length > 0) ofObjects.set(facts, keyed.map(compileTag));
  }

  const { objects, subjectOf } = value;
  if (ofArgs.length === 0 && ofObjects.size === 0) {
    const tags = [...always];
    return tags.length === 0 ? undefined : () => tags;
  }
  return (asked, kept) => {
    const { args } = asked;
    const tags = new Set(always);
    const write = (writers: readonly WriteTag[], key?: JsonObject): void => {
      for (const writeTag of writers) {
        const tag = writeTag(key === undefined ? { args } : { key, args });
        if (tag !== undefined) tags.add(tag);
      }
    };
    write(ofArgs);
    if (ofObjects.size > 0) {
      visitObjects(objects, subjectOf(asked, kept), (facts, object) => {
        const writers = ofObjects.get(facts);
        if (writers !== undefined) write(writers, object);
      });
    }
    return [...tags];
  };
}

/** Compiles what finds the objects of a type in values. */
export function compileObjectsOf({
  objects,
  subjectOf,
  isAskedByKey,
}: KeptValue): FreshnessRules["objectsOf"] {
  return (typeName, asked, kept) => {
    const found: JsonObject[] = [];
    // An object without the fields that tell which one it is may be any: what it was asked for by
    // stands for them only where that is certain, or where there is no object.
    const isNone = kept === null || kept === undefined;
    const subject = isAskedByKey || isNone ? subjectOf(asked, kept) : kept;
    visitObjects(objects, subject, (facts, object) => {
      if (facts.typeName === typeName) found.push(object);
    });
    return found;
  };
}
