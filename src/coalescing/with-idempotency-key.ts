import { randomUUID } from "node:crypto";

import type { CompiledConnector, PlannedCall } from "../connectors/compile-connector.ts";

/**
 * The same connector, each of whose calls carries a new key: the source can tell the attempts of one
 * call from two calls. A key that the schema itself sends stays.
 */
export function withIdempotencyKey(compiled: CompiledConnector, header: string): CompiledConnector {
  const name = header.toLowerCase();
  const withKey = (part: PlannedCall): PlannedCall => {
    if (part.kind !== "call" || part.request.headers[name] !== undefined) return part;
    const headers = { ...part.request.headers, [name]: randomUUID() };
    return { ...part, request: { ...part.request, headers } };
  };
  return { ...compiled, plan: (keys, request) => compiled.plan(keys, request).map(withKey) };
}
