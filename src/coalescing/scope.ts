import { hash } from "node:crypto";

import { canonicalJson } from "../connectors/canonical-json.ts";
import type { RequestContext } from "../connectors/request-context.ts";
import type { Connector, KeyPath } from "../contract/contract.ts";
import { isJsonObject, type Json, type JsonObject } from "../kernel/json.ts";

/**
 * Compiles who may share the calls of a connector: requests of equal scope. The scope is what the
 * connector reads of the request, hashed, and "" where it reads nothing: then all share.
 *
 * Whatever tells callers apart in the HTTP request must be part of it: a value that was fetched with
 * one caller's credentials must never reach another caller.
 */
export function compileScope({ inputs }: Pick<Connector, "inputs">) {
  const { headers: names, context: paths } = inputs;
  if (names.length === 0 && paths.length === 0) return (): string => "";
  return ({ headers, context }: Pick<RequestContext, "headers" | "context">): string => {
    // A header that is missing is null, which no header's text is.
    const read: Json[] = names.map((name) => toJson(headers[name]));
    for (const path of paths) read.push(readOf(context, path));
    return hash("sha256", canonicalJson(read), "base64url");
  };
}

function toJson(value: string | readonly string[] | undefined): Json {
  if (value === undefined) return null;
  return typeof value === "string" ? value : [...value];
}

/**
 * What a mapping may learn of `$context` by a path: how far the path goes, and the value there.
 * A list is taken whole, as a path goes on in each of its items. What ends in nothing has no value.
 */
function readOf(context: JsonObject, path: KeyPath): Json {
  let value: Json = context;
  for (const [depth, key] of path.entries()) {
    if (!isJsonObject(value)) return [depth, value];
    const next: Json | undefined = Object.hasOwn(value, key) ? value[key] : undefined;
    if (next === undefined) return [depth];
    value = next;
  }
  return [path.length, value];
}
