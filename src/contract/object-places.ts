import { openShape } from "../mapping/shape.ts";
import type { Shape } from "../mapping/mapping.ts";
import type { Connector, KeyPath } from "./contract.ts";
import type { FreshnessLookup, PlaceFreshness } from "./freshness-lookup.ts";
import type { SchemaType, SchemaTypes } from "./schema-types.ts";
import { namedTypeOf } from "./schema-types.ts";
import { coverageOf } from "./shape-coverage.ts";
import type { Coverage } from "./shape-coverage.ts";

/** A place in a connector's answer where objects stand: what is known of them, by their type's name. */
export type ObjectPlace = ReadonlyMap<string, ObjectFacts>;

/** What is known of the objects of one type at a place. */
export interface ObjectFacts {
  readonly typeName: string;
  readonly freshness: PlaceFreshness;
  /** Of its fields that are no objects, or only name some, and say something of freshness themselves. */
  readonly scalars: readonly PlaceFreshness[];
  /** Its fields that are objects, or lists of them. An answer may be deeper than this: it may go round. */
  readonly fields: ReadonlyMap<string, ObjectPlace>;
}

export interface ObjectPlacesOptions {
  readonly types: SchemaTypes;
  readonly lookup: FreshnessLookup;
  readonly objectConnectors: ReadonlyMap<string, readonly Connector[]>;
}

/** Where objects stand in what one connector's selection writes. */
export class ObjectPlaces {
  readonly #options: ObjectPlacesOptions;
  /** By shape and coordinate: where a shape is open, fields lead back to places that are known. */
  readonly #known = new Map<Shape, Map<string, ObjectPlace>>();

  constructor(options: ObjectPlacesOptions) {
    this.#options = options;
  }

  /** The place of the value itself. `coordinate` is that of its field, undefined where it has none. */
  top(shape: Shape, typeName: string, coordinate: string | undefined): ObjectPlace {
    const place = new Map<string, ObjectFacts>();
    for (const { type, coverage } of this.#candidates(shape, typeName)) {
      place.set(type.name.value, this.#facts(type, coverage, coordinate));
    }
    return place;
  }

  #nested(shape: Shape, typeName: string, coordinate: string): ObjectPlace {
    const ofShape = this.#known.get(shape) ?? new Map<string, ObjectPlace>();
    this.#known.set(shape, ofShape);
    const known = ofShape.get(coordinate);
    if (known !== undefined) return known;
    const place = new Map<string, ObjectFacts>();
    // Before it is filled, so that its own fields may lead to it.
    ofShape.set(coordinate, place);
    for (const { type, coverage } of this.#candidates(shape, typeName)) {
      if (this.#isReference(type, coverage)) continue;
      place.set(type.name.value, this.#facts(type, coverage, coordinate));
    }
    return place;
  }

  /** The types that objects of this shape may be of. */
  #candidates(
    shape: Shape,
    typeName: string,
  ): readonly { readonly type: SchemaType; readonly coverage: Coverage }[] {
    return (
      this.#options.types
        .possibleTypes(typeName)
        .map((type) => ({ type, coverage: coverageOf(shape, type.name.value) }))
        // A selection with no fields for a type never writes an object of it.
        .filter(({ coverage }) => coverage.isOpen || coverage.fields.size > 0)
    );
  }

  #hasReferences(shape: Shape, typeName: string): boolean {
    const candidates = this.#candidates(shape, typeName);
    return candidates.some(({ type, coverage }) => this.#isReference(type, coverage));
  }

  /** Whether an object only names another by its key, so that whatever else is asked of it is fetched. */
  #isReference({ name }: SchemaType, { fields, isOpen }: Coverage): boolean {
    const connectors = this.#options.objectConnectors.get(name.value) ?? [];
    const keys = connectors.flatMap(({ keyFields }) => keyFields.map(({ path }) => path));
    return !isOpen && hasOnlyPaths(fields, keys);
  }

  #facts(type: SchemaType, coverage: Coverage, coordinate: string | undefined): ObjectFacts {
    const { types, lookup } = this.#options;
    const typeName = type.name.value;
    const scalars: PlaceFreshness[] = [];
    const fields = new Map<string, ObjectPlace>();
    for (const [name, field] of type.fields) {
      const shape = coverage.fields.get(name) ?? (coverage.isOpen ? openShape : undefined);
      if (shape === undefined) continue;
      const fieldCoordinate = `${typeName}.${name}`;
      const fieldType = namedTypeOf(field.type);
      const isComposite = types.isComposite(fieldType);
      if (isComposite) fields.set(name, this.#nested(shape, fieldType, fieldCoordinate));
      // Of a reference, what the field itself promises: which object it names is a value like others.
      if (!isComposite || this.#hasReferences(shape, fieldType)) {
        scalars.push(lookup.ofScalar(fieldCoordinate));
      }
    }
    return { typeName, freshness: lookup.ofObject(coordinate, type), scalars, fields };
  }
}

function hasOnlyPaths(fields: ReadonlyMap<string, Shape>, paths: readonly KeyPath[]): boolean {
  for (const [name, shape] of fields) {
    if (name === "__typename") continue;
    const below = paths.filter(([first]) => first === name).map(([, ...rest]) => rest);
    const isWhole = below.some((path) => path.length === 0);
    if (below.length === 0 || !(isWhole || hasOnlyPaths(shape.fields, below))) return false;
  }
  return true;
}
