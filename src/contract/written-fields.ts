import type { Connector } from "./contract.ts";
import type { SchemaTypes } from "./schema-types.ts";
import { writtenObjects } from "./written-objects.ts";

/** The coordinates of all fields that each connector writes, at whatever place of its values, by its id. */
export function writtenFields(
  connectors: readonly Connector[],
  types: SchemaTypes,
): ReadonlyMap<string, ReadonlySet<string>> {
  const byConnector = new Map(connectors.map(({ id }) => [id, new Set<string>()]));
  for (const [typeName, places] of writtenObjects(connectors, types)) {
    for (const { connector, coverage } of places) {
      const written = byConnector.get(connector.id);
      for (const name of coverage.fields.keys()) written?.add(`${typeName}.${name}`);
    }
  }
  return byConnector;
}
