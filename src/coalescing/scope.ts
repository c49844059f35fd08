import { hash } from "node:crypto";

import { canonicalJson } from "../connectors/canonical-json.ts";
import type { RequestContext } from "../connectors/request-context.ts";
import type { Connector } from "../contract/contract.ts";
import type { Json } from "../kernel/json.ts";

/**
 * Compiles who may share the calls of a connector: requests of equal scope. The scope is what the
 * connector reads of the request, hashed, and "" where it reads nothing: then all share.
 *
 * Whatever tells callers apart in the HTTP request must be part of it: a value that was fetched with
 * one caller's credentials must never reach another caller.
 */
export function compileScope({ inputs }: Pick<Connector, "inputs">) {
  const { headers: names, readsContext } = inputs;
  if (names.length === 0 && !readsContext) return (): string => "";
  return ({ headers, context }: Pick<RequestContext, "headers" | "context">): string => {
    // A header that is missing is null, which no header's text is.
    const read: Json[] = names.map((name) => toJson(headers[name]));
    if (readsContext) read.push(context);
    return hash("sha256", canonicalJson(read), "base64url");
  };
}

function toJson(value: string | readonly string[] | undefined): Json {
  if (value === undefined) return null;
  return typeof value === "string" ? value : [...value];
}
