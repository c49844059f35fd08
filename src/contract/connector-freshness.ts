import type { FieldDefinitionNode } from "graphql";

import { costsCall } from "./costs-call.ts";
import { FreshnessLookup, type PlaceFreshness } from "./freshness-lookup.ts";
import type { FreshnessRules } from "./freshness-rules.ts";
import { type KeptValue, readKeptValue } from "./kept-value.ts";
import { least, leastPromise } from "./least-promise.ts";
import { objectConnectorsOf } from "./object-connectors.ts";
import { type ObjectFacts, type ObjectPlace, ObjectPlaces } from "./object-places.ts";
import type { Policies } from "./policies.ts";
import type { DeclaredConnector } from "./read-connectors.ts";
import type { SchemaTypes } from "./schema-types.ts";
import { compileObjectsOf, compileTagsOf } from "./value-tags.ts";

/** How long what the connectors of a schema return may be kept. */
export interface ConnectorFreshness {
  /** By the connector's id; of those that may be kept at all. */
  readonly rules: ReadonlyMap<string, FreshnessRules>;
  /** The types of which nothing says how long, and the ids of the connectors that return them. */
  readonly missing: ReadonlyMap<string, readonly string[]>;
  /**
   * The root fields that return no object, with a connector, and of which nothing says how long; by
   * coordinate.
   */
  readonly missingFields: ReadonlyMap<string, FieldDefinitionNode>;
  /** What holds for the parts of a value, by the connector's id. */
  readonly parts: ReadonlyMap<string, readonly PlaceFreshness[]>;
}

/**
 * Works out for each connector how long what it returns may be kept: the least that all types and
 * fields in its selection allow. Mutations are never kept, and where there is no call nothing is to
 * be saved.
 */
export function readConnectorFreshness(
  declarations: readonly DeclaredConnector[],
  { types, policies }: { readonly types: SchemaTypes; readonly policies: Policies },
): ConnectorFreshness {
  const lookup = new FreshnessLookup(types, policies);
  const objectConnectors = objectConnectorsOf(declarations);
  const rules = new Map<string, FreshnessRules>();
  const missing = new Map<string, string[]>();
  const missingFields = new Map<string, FieldDefinitionNode>();
  const partsOfAll = new Map<string, readonly PlaceFreshness[]>();
  for (const declaration of declarations) {
    const { connector, place, field } = declaration;
    if (place.kind === "mutation" || !costsCall(connector)) continue;
    const places = new ObjectPlaces({ types, lookup, objectConnectors });
    const value = readKeptValue(declaration, { types, lookup, places });
    const inside = reachableFrom(value.objects);
    for (const typeName of unpromised(value, inside)) {
      missing.set(typeName, [...(missing.get(typeName) ?? []), connector.id]);
    }
    if (field !== undefined && isUnpromisedScalar(value)) {
      missingFields.set(connector.coordinate, field);
    }
    const parts = partsOf(value, inside);
    partsOfAll.set(connector.id, parts);
    const found = rulesOf(value, { inside, parts });
    if (found !== undefined) rules.set(connector.id, found);
  }
  return { rules, missing, missingFields, parts: partsOfAll };
}

/** All objects in a value, however deep. */
function reachableFrom(top: ObjectPlace): ReadonlySet<ObjectFacts> {
  const found = new Set(top.values());
  // A set that grows while it is walked is walked to its new end.
  for (const { fields } of found) {
    for (const place of fields.values()) for (const facts of place.values()) found.add(facts);
  }
  return found;
}

/** The types of objects of which nobody says how long they are kept. */
function unpromised({ isPiece }: KeptValue, inside: Iterable<ObjectFacts>): ReadonlySet<string> {
  const names = new Set<string>();
  if (isPiece) return names;
  for (const { typeName, freshness } of inside) {
    if (freshness.promises === "missing") names.add(typeName);
  }
  return names;
}

/** Whether it is no object, nor a piece of one, and nobody says how long it is kept. */
function isUnpromisedScalar({ top, objects }: KeptValue): boolean {
  return objects.size === 0 && top.some(({ promises }) => promises === "missing");
}

function partsOf({ top }: KeptValue, inside: Iterable<ObjectFacts>): readonly PlaceFreshness[] {
  const parts = [...top];
  for (const { freshness, scalars } of inside) parts.push(freshness, ...scalars);
  return parts;
}

/** Undefined where it must not be kept. */
function rulesOf(
  value: KeptValue,
  {
    inside,
    parts,
  }: { readonly inside: ReadonlySet<ObjectFacts>; readonly parts: readonly PlaceFreshness[] },
): FreshnessRules | undefined {
  if (parts.some(({ promises }) => promises === "missing")) return undefined;
  const promises = parts.flatMap(promisesOf);
  const windows = leastPromise(promises);
  if (promises.length === 0 || windows.ttlMs === 0) return undefined;
  return {
    ...windows,
    missingTtlMs: least(value.top.flatMap(promisesOf).map((promise) => promise.missingTtlMs)),
    isPrivate: parts.some(({ isPrivate }) => isPrivate),
    typeNames: new Set([...inside].map(({ typeName }) => typeName)),
    tagsOf: compileTagsOf(value, inside),
    objectsOf: compileObjectsOf(value),
  };
}

function promisesOf({ promises }: PlaceFreshness) {
  return typeof promises === "string" ? [] : promises;
}
