import type { Connector } from "./contract.ts";

/** Whether a connector asks somebody: a source, or a batch resolver. Others only write a value. */
export function costsCall({ request, resolver }: Pick<Connector, "request" | "resolver">): boolean {
  return request !== undefined || resolver !== undefined;
}
