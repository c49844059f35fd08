import type { Connector } from "../contract/contract.ts";
import type { JsonObject } from "../kernel/json.ts";

/** Which source and which connector an error is about, as its extensions tell clients. */
export function connectorPlace({
  source,
  coordinate,
}: Pick<Connector, "source" | "coordinate">): JsonObject {
  return {
    ...(source !== undefined && { service: source.name }),
    connector: { coordinate },
  };
}
