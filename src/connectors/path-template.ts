import type { Connector } from "../contract/contract.ts";

/** The path of a connector's URL as the schema has it: says nothing of a host or of a caller. */
export function pathTemplateOf({ request }: Pick<Connector, "request">): string {
  const text = (request?.url.text ?? "").replace(/^[a-z]+:\/\/[^/?#]*/i, "");
  // Up to the query; expressions may have question marks of their own.
  return /^(?:\{[^}]*\}|[^?#{])*/.exec(text)?.[0] || "/";
}
