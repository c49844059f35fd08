import { isJsonObject } from "../kernel/json.ts";
import type { MaybeJson } from "../mapping/mapping.ts";
import { encodeComponent } from "./percent-encoding.ts";
import { concatenate, mergeTexts, type RequestText } from "./request-text.ts";
import { invalidRequest, scalarText } from "./scalar-text.ts";

/** Joins queries in their order, duplicates kept, with "?" before the first; empty ones add nothing. */
export function joinQueries(queries: readonly (readonly RequestText[])[]): RequestText {
  const present = queries.filter((query) => query.length > 0).map(mergeTexts);
  const join: RequestText = (variables) => {
    let joined = "";
    for (const query of present) {
      const pairs = concatenate(query, variables);
      if (pairs !== "") joined += (joined === "" ? "?" : "&") + pairs;
    }
    return joined;
  };
  return present.flat().every((text) => typeof text === "string") ? join({}) : join;
}

/** Writes `queryParams`: nulls are left out, a list repeats its key. */
export function encodeParameters(value: MaybeJson): string {
  if (value === null || value === undefined) return "";
  if (!isJsonObject(value)) {
    throw invalidRequest("queryParams must map to an object, whose keys are the parameters.");
  }
  let pairs = "";
  for (const name of Object.keys(value)) {
    const given = value[name];
    const start = `${encodeComponent(name)}=`;
    for (const item of Array.isArray(given) ? given : [given]) {
      if (item === null || item === undefined) continue;
      if (pairs !== "") pairs += "&";
      pairs += start + encodeComponent(scalarText(item, "queryParams"));
    }
  }
  return pairs;
}
