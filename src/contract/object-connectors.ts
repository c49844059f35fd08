import type { Connector } from "./contract.ts";
import { namedTypeOf } from "./schema-types.ts";
import type { DeclaredConnector } from "./read-connectors.ts";

/** The connectors of each field, by coordinate, in the order in which they stand. */
export function fieldConnectorsOf(
  declarations: readonly DeclaredConnector[],
): ReadonlyMap<string, readonly Connector[]> {
  const onFields = declarations.filter(({ field }) => field !== undefined);
  return Map.groupBy(
    onFields.map(({ connector }) => connector),
    ({ coordinate }) => coordinate,
  );
}

/**
 * The connectors that fetch objects of a type by key, by type name, best first: those that read
 * `$batch`, those that read `$this`, those of a Query field with `entity: true`.
 */
export function objectConnectorsOf(
  declarations: readonly DeclaredConnector[],
): ReadonlyMap<string, readonly Connector[]> {
  const fetching = declarations.filter(({ field, isEntity }) => field === undefined || isEntity);
  const byType = Map.groupBy(fetching, ({ field, place }) =>
    field === undefined ? place.typeName : namedTypeOf(field.type),
  );
  return new Map(
    [...byType].map(([typeName, group]) => [
      typeName,
      group
        .toSorted((left, right) => rankOf(left) - rankOf(right))
        .map(({ connector }) => connector),
    ]),
  );
}

function rankOf({ connector, field }: DeclaredConnector): number {
  if (field !== undefined) return 2;
  return connector.batch === undefined ? 1 : 0;
}
