import type { ResolverCoordinates } from "./checks/check-coverage.ts";
import type { Connector, Contract } from "./contract.ts";
import { costsCall } from "./costs-call.ts";
import type { SchemaTypes } from "./schema-types.ts";
import { namedTypeOf } from "./schema-types.ts";
import { coverageOf } from "./shape-coverage.ts";
import { type WrittenObjects, writtenObjects } from "./written-objects.ts";

export interface FieldFetchesOptions {
  readonly types: SchemaTypes;
  readonly resolvers: ResolverCoordinates;
}

/** Which fields cost a call besides the one that brought their object. */
export class FieldFetches {
  readonly #contract: Pick<Contract, "fieldConnectors" | "objectConnectors">;
  readonly #options: FieldFetchesOptions;
  readonly #written: ReadonlyMap<string, readonly WrittenObjects[]>;
  /** The types of which a resolver may give objects: what they hold is not known. */
  readonly #resolved = new Set<string>();

  constructor(contract: Contract, options: FieldFetchesOptions) {
    const { types, resolvers } = options;
    this.#contract = contract;
    this.#options = options;
    this.#written = writtenObjects(contract.connectors, types);
    for (const [typeName, { fields }] of types.all) {
      for (const [fieldName, field] of fields) {
        if (!resolvers.has(`${typeName}.${fieldName}`)) continue;
        for (const { name } of types.possibleTypes(namedTypeOf(field.type))) {
          this.#resolved.add(name.value);
        }
      }
    }
  }

  /** The connectors that bring a field by a call, best first; none where a resolver gives it. */
  connectorsOf(typeName: string, fieldName: string): readonly Connector[] {
    const coordinate = `${typeName}.${fieldName}`;
    if (this.#options.resolvers.has(coordinate)) return [];
    const { fieldConnectors, objectConnectors } = this.#contract;
    const ofObjects = (objectConnectors.get(typeName) ?? []).filter(({ selection }) => {
      const { fields, isOpen } = coverageOf(selection.shape, typeName);
      return isOpen || fields.has(fieldName);
    });
    return [...(fieldConnectors.get(coordinate) ?? []), ...ofObjects].filter(costsCall);
  }

  /** Whether there is an object that may come without the field, so that it has to be fetched. */
  isEverLeftOut(typeName: string, fieldName: string): boolean {
    const written = this.#written.get(typeName) ?? [];
    return (
      written.length === 0 ||
      this.#resolved.has(typeName) ||
      written.some(({ coverage }) => coverage.isOpen || !coverage.fields.has(fieldName))
    );
  }

  /** Where many objects come that lack the field for certain; undefined: nowhere. */
  leftOutOfList(typeName: string, fieldName: string): Connector | undefined {
    return this.#written
      .get(typeName)
      ?.find(
        ({ coverage, isInList }) => isInList && !coverage.isOpen && !coverage.fields.has(fieldName),
      )?.connector;
  }
}
