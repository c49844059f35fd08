import { isJsonObject, type JsonObject } from "../kernel/json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";
import type { AskedFor } from "./freshness-rules.ts";
import type { FreshnessLookup, PlaceFreshness } from "./freshness-lookup.ts";
import type { ObjectFacts, ObjectPlace, ObjectPlaces } from "./object-places.ts";
import type { DeclaredConnector } from "./read-connectors.ts";
import { isListType, namedTypeOf } from "./schema-types.ts";
import type { SchemaTypes } from "./schema-types.ts";

/** What is known at load of the values that a connector returns. */
export interface KeptValue {
  /** Of the value itself: one for each type that it may be of. Nothing is left to inherit. */
  readonly top: readonly PlaceFreshness[];
  readonly objects: ObjectPlace;
  /** Whether it is no object, but a piece of its parent, so that `objects` is about that. */
  readonly isPiece: boolean;
  /** What `objects` is about, with the fields that it was asked for by where it lacks them. */
  readonly subjectOf: (asked: AskedFor, value: MaybeJson) => MaybeJson;
  /** Whether those fields are its own for certain: arguments may be of something else. */
  readonly isAskedByKey: boolean;
}

export interface KeptValueOptions {
  readonly types: SchemaTypes;
  readonly lookup: FreshnessLookup;
  readonly places: ObjectPlaces;
}

/** Reads what the selection of a connector writes. */
export function readKeptValue(
  declaration: DeclaredConnector,
  { types, lookup, places }: KeptValueOptions,
): KeptValue {
  const { connector, place, field, type } = declaration;
  const typeName = field === undefined ? place.typeName : namedTypeOf(field.type);
  const isOfRoot = types.rootOf(type.name.value) !== undefined;
  // Outside of the root a field is a part of its parent, and may inherit what holds for that.
  const parent = field === undefined || isOfRoot ? undefined : lookup.ofObject(undefined, type);

  if (types.isComposite(typeName)) {
    const coordinate = field && connector.coordinate;
    const written = places.top(connector.selection.shape, typeName, coordinate);
    const objects = new Map<string, ObjectFacts>();
    for (const [name, facts] of written) {
      objects.set(name, { ...facts, freshness: inherited(facts.freshness, parent) });
    }
    const top = [...objects.values()].map(({ freshness }) => freshness);
    return {
      top,
      objects,
      isPiece: false,
      subjectOf: subjectOfObject(declaration),
      isAskedByKey: isAskedByKey(declaration),
    };
  }
  const own = inherited(lookup.ofScalar(connector.coordinate), parent);
  if (parent === undefined) {
    return {
      top: [own],
      objects: new Map(),
      isPiece: false,
      subjectOf: itself,
      isAskedByKey: false,
    };
  }
  const freshness = { ...own, tags: [...own.tags, ...parent.tags] };
  const facts = { typeName: type.name.value, freshness, scalars: [], fields: new Map() };
  return {
    top: [freshness],
    objects: new Map([[facts.typeName, facts]]),
    isPiece: true,
    subjectOf: (asked) => asked.this,
    isAskedByKey: true,
  };
}

function inherited(own: PlaceFreshness, parent: PlaceFreshness | undefined): PlaceFreshness {
  if (own.promises !== "inherit") return own;
  // What the parent inherits is not known here: it may come from anywhere.
  if (parent === undefined || parent.promises === "inherit") return { ...own, promises: "missing" };
  return { ...own, promises: parent.promises, isPrivate: own.isPrivate || parent.isPrivate };
}

function subjectOfObject({ place, field }: DeclaredConnector): KeptValue["subjectOf"] {
  if (place.kind === "object") return (asked, value) => withFields(value, asked.this);
  const isOne = place.kind === "query" && field !== undefined && !isListType(field.type);
  if (!isOne) return itself;
  return (asked, value) => withFields(value, asked.args);
}

function itself(_asked: AskedFor, value: MaybeJson): MaybeJson {
  return value;
}

/** Whether arguments are the object's key, and not perhaps something else of the same name. */
function isAskedByKey({ connector, place }: DeclaredConnector): boolean {
  return place.kind === "object" || connector.keyFields.length > 0;
}

/** An object with the fields that it lacks; those alone where there is no object. */
function withFields(value: MaybeJson, fields: JsonObject): MaybeJson {
  const given = Object.entries(fields);
  if (given.length === 0) return value;
  if (value === undefined || value === null) return fields;
  if (!isJsonObject(value)) return value;
  const lacking = given.filter(([name]) => value[name] === undefined || value[name] === null);
  return lacking.length === 0 ? value : { ...value, ...Object.fromEntries(lacking) };
}
