import { type FieldDefinitionNode, Kind } from "graphql";

import type { Shape } from "../../mapping/mapping.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { Connector, KeyPath } from "../contract.ts";
import { fieldConnectorsOf, objectConnectorsOf } from "../object-connectors.ts";
import type { DeclaredConnector } from "../read-connectors.ts";
import { namedTypeOf } from "../schema-types.ts";
import type { SchemaType, SchemaTypes } from "../schema-types.ts";
import { coverageOf, coversPath, selectsFields } from "../shape-coverage.ts";
import type { Coverage } from "../shape-coverage.ts";
import { writtenFields } from "../written-fields.ts";

/** Which fields have a custom resolver, by coordinate. */
export type ResolverCoordinates = Pick<ReadonlySet<string>, "has">;

/**
 * Checks that every field can be resolved wherever an object of its type comes from: by the
 * connector that returned the object, by a connector on the field, by one that fetches objects of
 * the type by a key that is known there, or by a custom resolver. What a custom resolver returns
 * is not known before it runs, so nothing is asked of it.
 */
export function checkCoverage(
  declarations: readonly DeclaredConnector[],
  { types, resolvers }: { readonly types: SchemaTypes; readonly resolvers: ResolverCoordinates },
  problems: ProblemLog,
): void {
  const check = new CoverageCheck({
    types,
    resolvers,
    problems,
    fieldConnectors: fieldConnectorsOf(declarations),
    objectConnectors: objectConnectorsOf(declarations),
    connectors: declarations.map(({ connector }) => connector),
  });
  check.roots();
  const byField = Map.groupBy(declarations, ({ field }) => field);
  for (const [field, declared] of byField) {
    if (field === undefined) continue;
    check.field(
      namedTypeOf(field.type),
      declared.map(({ connector }) => connector),
    );
  }
}

interface Surroundings {
  readonly types: SchemaTypes;
  readonly resolvers: ResolverCoordinates;
  readonly problems: ProblemLog;
  readonly fieldConnectors: ReadonlyMap<string, readonly Connector[]>;
  readonly objectConnectors: ReadonlyMap<string, readonly Connector[]>;
  readonly connectors: readonly Connector[];
}

/** What a connector writes for a field. */
interface Written {
  readonly shape: Shape;
  readonly connectorId: string;
}

class CoverageCheck {
  readonly #schema: Surroundings;
  /** Each shape is checked once for each type that it writes. */
  readonly #seen = new Map<Shape, Set<string>>();
  /** What is known of whether a shape, and what it takes to fetch the rest, holds all of a type. */
  readonly #whole = new Map<Shape, Map<string, boolean>>();
  /** A field is reported once, for the first connector that leaves it out. */
  readonly #reported = new Set<string>();
  readonly #warned = new Set<string>();
  /** The coordinates of all fields that each connector writes, by its id; once there is a question of it. */
  #writtenBy: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  constructor(schema: Surroundings) {
    this.#schema = schema;
  }

  /** Root fields have nothing to come from but a connector or a resolver. */
  roots(): void {
    const { types, resolvers, fieldConnectors } = this.#schema;
    for (const operation of ["query", "mutation"] as const) {
      const type = types.get(types.roots[operation]);
      for (const name of type?.fields.keys() ?? []) {
        const coordinate = `${type?.name.value}.${name}`;
        if (resolvers.has(coordinate) || fieldConnectors.has(coordinate)) continue;
        this.#report(type, name, "It has neither a connector nor a custom resolver.");
      }
    }
  }

  /** Checks what the connectors on a field bring: one of them must bring all of it, or lead there. */
  field(typeName: string, connectors: readonly Connector[]): void {
    if (connectors.some(({ selection }) => this.#isWhole(selection.shape, typeName))) return;
    for (const { selection, id } of connectors) this.value(selection.shape, typeName, id);
  }

  /** Checks all objects that a value of a type can hold, when a connector wrote this shape, which lacks some of it. */
  value(shape: Shape, typeName: string, connectorId: string): void {
    // Where an object belongs, a literal is null or an empty list.
    if (shape.literal !== undefined) return;
    const seen = this.#seen.get(shape) ?? new Set();
    this.#seen.set(shape, seen);
    if (seen.has(typeName)) return;
    seen.add(typeName);
    for (const [type, coverage] of this.#objectsOf(shape, typeName)) {
      this.#object(type, coverage, connectorId);
    }
  }

  /** The types of object that a shape can write where a type is asked for, and what it writes of each. */
  #objectsOf(shape: Shape, typeName: string): readonly (readonly [SchemaType, Coverage])[] {
    const { types } = this.#schema;
    const isAbstract = types.get(typeName)?.kind !== Kind.OBJECT_TYPE_DEFINITION;
    return (
      types
        .possibleTypes(typeName)
        .map((type) => [type, coverageOf(shape, type.name.value)] as const)
        // A selection with no fields for one of the types never returns that type.
        .filter(([, { fields, isOpen }]) => !isAbstract || fields.size > 0 || isOpen)
    );
  }

  #object(type: SchemaType, coverage: Coverage, connectorId: string): void {
    const { resolvers, fieldConnectors } = this.#schema;
    const available = this.#availableFields(type, coverage, connectorId);
    if (available === undefined) return;
    for (const [name, field] of type.fields) {
      const written = available.get(name);
      const coordinate = `${type.name.value}.${name}`;
      if (resolvers.has(coordinate)) continue;
      if (written === undefined) {
        const [connector] = fieldConnectors.get(coordinate) ?? [];
        if (connector === undefined && this.#writesElsewhere(connectorId, coordinate)) {
          this.#warn(type, name, connectorId);
          continue;
        }
        const what = connector?.resolver === undefined ? "connector" : "batch resolver";
        this.#report(
          type,
          name,
          connector !== undefined
            ? `Its ${what} reads fields of ${type.name.value} that are not known where ${connectorId} returns one.`
            : `${connectorId} returns ${type.name.value} without it, and no connector can fetch it with what is known there.`,
        );
        continue;
      }
      const fieldType = namedTypeOf(field.type);
      const [first] = this.#selecting(written, fieldType);
      if (first !== undefined && !this.#isAnyWhole(written, fieldType)) {
        this.value(first.shape, fieldType, first.connectorId);
      }
    }
  }

  /**
   * Whether all fields of a type can be resolved where a connector wrote this shape. What one
   * operation asks of an object comes from one connector, so of several that bring an object in part
   * one must hold all of it, or lead there.
   */
  #isWhole(shape: Shape, typeName: string): boolean {
    const byType = this.#whole.get(shape) ?? new Map<string, boolean>();
    this.#whole.set(shape, byType);
    const known = byType.get(typeName);
    if (known !== undefined) return known;
    // Where a type holds itself, the rest of it decides.
    byType.set(typeName, true);
    const isWhole = this.#objectsOf(shape, typeName).every(([type, coverage]) =>
      this.#isWholeObject(type, coverage),
    );
    byType.set(typeName, isWhole);
    return isWhole;
  }

  #isWholeObject(type: SchemaType, coverage: Coverage): boolean {
    const available = this.#availableFields(type, coverage, "");
    if (available === undefined) return true;
    return [...type.fields].every(([name, field]) => {
      if (this.#schema.resolvers.has(`${type.name.value}.${name}`)) return true;
      const written = available.get(name);
      return written === undefined
        ? isUnasked(field)
        : this.#isAnyWhole(written, namedTypeOf(field.type));
    });
  }

  #isAnyWhole(written: readonly Written[], typeName: string): boolean {
    const selecting = this.#selecting(written, typeName);
    return (
      selecting.length < written.length ||
      selecting.some(({ shape }) => this.#isWhole(shape, typeName))
    );
  }

  /** Those of a field's shapes that name fields; none where the field holds no objects. */
  #selecting(written: readonly Written[], typeName: string): readonly Written[] {
    const isComposite = this.#schema.types.isComposite(typeName);
    return isComposite ? written.filter(({ shape }) => selectsFields(shape)) : [];
  }

  /**
   * What is known of an object, by all ways to it: the fields that the connector that returned it covers, and then,
   * again and again, those of every connector whose key is known by now. Undefined: anything.
   */
  #availableFields(
    type: SchemaType,
    { fields, isOpen }: Coverage,
    connectorId: string,
  ): ReadonlyMap<string, readonly Written[]> | undefined {
    if (isOpen) return undefined;
    const { objectConnectors, fieldConnectors } = this.#schema;
    const typeName = type.name.value;
    const available = new Map([...fields].map(([name, shape]) => [name, [{ shape, connectorId }]]));
    /** What another connector may read: not what only a connector with arguments brings. */
    const inputs = new Map([...fields].map(([name, shape]) => [name, [{ shape, connectorId }]]));
    const waiting = new Set<Connector>([
      ...(objectConnectors.get(typeName) ?? []),
      ...[...type.fields.keys()].flatMap(
        (name) => fieldConnectors.get(`${typeName}.${name}`) ?? [],
      ),
    ]);
    for (let before = -1; before !== waiting.size;) {
      before = waiting.size;
      for (const connector of waiting) {
        if (!connector.keyFields.every(({ path }) => isKnown(path, inputs))) continue;
        waiting.delete(connector);
        const { place, selection, id } = connector;
        if (place.kind === "field") {
          const written = { shape: selection.shape, connectorId: id };
          addWritten(available, place.fieldName, written);
          if (connector.inputs.args.length === 0) addWritten(inputs, place.fieldName, written);
          continue;
        }
        const coverage = coverageOf(selection.shape, typeName);
        if (coverage.isOpen) return undefined;
        for (const [name, shape] of coverage.fields) {
          addWritten(available, name, { shape, connectorId: id });
          addWritten(inputs, name, { shape, connectorId: id });
        }
      }
    }
    return available;
  }

  /** A type that has no key, such as an amount of money, may be selected in full at one place and in part at another. */
  #writesElsewhere(connectorId: string, coordinate: string): boolean {
    this.#writtenBy ??= writtenFields(this.#schema.connectors, this.#schema.types);
    return this.#writtenBy.get(connectorId)?.has(coordinate) === true;
  }

  #warn(type: SchemaType, fieldName: string, connectorId: string): void {
    const field = type.fields.get(fieldName);
    const coordinate = `${type.name.value}.${fieldName}`;
    if (isUnasked(field) || this.#warned.has(coordinate)) return;
    this.#warned.add(coordinate);
    this.#schema.problems.warn("FIELD_LEFT_OUT", field, {
      message: `${connectorId} selects "${coordinate}" for one ${type.name.value} and leaves it out for another: there it is null.`,
      help: "Add it to each selection of one, if the source has it there.",
    });
  }

  #report(type: SchemaType | undefined, fieldName: string, why: string): void {
    const field = type?.fields.get(fieldName);
    const coordinate = `${type?.name.value}.${fieldName}`;
    if (isUnasked(field) || this.#reported.has(coordinate)) return;
    this.#reported.add(coordinate);
    this.#schema.problems.error("UNRESOLVABLE_FIELD", field, {
      message: `Nothing can resolve "${coordinate}". ${why}`,
      help: "Add it to a selection, give it a connector, or write a custom resolver for it.",
    });
  }
}

/** Nobody asks for a hidden field, and another file answers for an external one. */
function isUnasked(field: FieldDefinitionNode | undefined): boolean {
  return field?.directives?.some(({ name }) => unasked.has(name.value)) === true;
}

const unasked: ReadonlySet<string> = new Set(["inaccessible", "external"]);

/** Whether an input is there with an object that holds it: below its first field nothing is filled in. */
function isKnown(
  [name, ...rest]: KeyPath,
  inputs: ReadonlyMap<string, readonly Written[]>,
): boolean {
  if (name === undefined) return true;
  return (inputs.get(name) ?? []).some(({ shape }) => coversPath(shape, undefined, rest));
}

function addWritten(fields: Map<string, Written[]>, name: string, written: Written): void {
  const known = fields.get(name);
  if (known === undefined) fields.set(name, [written]);
  else known.push(written);
}
