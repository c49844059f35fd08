import type { CompiledConnector } from "../connectors/compile-connector.ts";
import type { Connector, Contract } from "../contract/contract.ts";
import { fetchedType } from "../contract/fetched-type.ts";
import { KeptConnector } from "./kept-connector.ts";

/** The connectors whose values the contract allows to keep. */
export function keptConnectors(
  { freshness, schema }: Pick<Contract, "freshness" | "schema">,
  connectors: Iterable<CompiledConnector>,
): ReadonlyMap<Connector, KeptConnector> {
  return new Map(
    [...connectors].flatMap((compiled): [Connector, KeptConnector][] => {
      const { connector } = compiled;
      const rules = freshness.get(connector.id);
      if (rules === undefined) return [];
      const typeName = fetchedType(connector, schema);
      return [[connector, new KeptConnector(compiled, { rules, typeName })]];
    }),
  );
}
