import type { RequestMapping } from "../contract/contract.ts";
import type { MaybeJson, VariableRead } from "../mapping/mapping.ts";
import { encodeComponent } from "./percent-encoding.ts";
import { emptySegment, readsCaller } from "./require-segments.ts";
import { concatenate, mergeTexts, type RequestText } from "./request-text.ts";
import { invalidRequest, scalarText } from "./scalar-text.ts";

/** One stretch of a path. */
export type PathPart =
  | { readonly texts: readonly RequestText[] }
  /** Written by {@link compileEncodeSegments}: begins with a slash, or is empty. */
  | { readonly segments: RequestText | undefined };

/**
 * Joins the parts of a path with one slash between them.
 *
 * A path that is made for a call is refused when one of its segments is "." or "..": what a client
 * sends must not climb to another place of the source, and encoding the dots would not hinder a
 * server that decodes them (https://url.spec.whatwg.org/#double-dot-path-segment).
 */
export function joinPaths(parts: readonly PathPart[]): RequestText {
  let joined: readonly RequestText[] = [];
  for (const part of parts) {
    const texts = "texts" in part ? startWithSlash(part.texts) : [part.segments ?? ""];
    if (texts.every((text) => text === "")) continue;
    joined = mergeTexts([...endWithoutSlash(joined), ...texts]);
  }
  const [only] = joined;
  if (joined.length < 2 && typeof only !== "function") return only || "/";
  return (variables) => {
    const path = concatenate(joined, variables);
    if (dotSegment.test(path)) {
      throw invalidRequest('No segment of a path may be "." or "..".');
    }
    // Many read what follows as a host (RFC 3986, section 3.3).
    if (path.startsWith("//"))
      throw invalidRequest("The first segment of a path may not be empty.");
    return path === "" ? "/" : path;
  };
}

/**
 * Compiles how a request writes a `path` that reads these: each item of a list as one segment, nulls
 * left out; one value alone is a list of one. What says of whom it is, is not left out.
 */
export function compileEncodeSegments(
  request: RequestMapping,
  reads: readonly VariableRead[],
): (value: MaybeJson) => string {
  const isOfCaller = readsCaller(reads);
  return (value) => {
    let segments = "";
    for (const item of Array.isArray(value) ? value : [value]) {
      const isNothing = item === null || item === undefined;
      if (isNothing && !isOfCaller) continue;
      if (isNothing || item === "") throw emptySegment(request);
      segments += `/${encodeComponent(scalarText(item, "the path of a URL"))}`;
    }
    return segments;
  };
}

/** Also where slashes are encoded: a server that decodes them before it walks the path would climb. */
const dotSegment = /(?:\/|%2F|%5C)\.{1,2}(?=\/|%2F|%5C|$)/i;

function startWithSlash(texts: readonly RequestText[]): readonly RequestText[] {
  const [first, ...rest] = texts;
  if (typeof first === "function") return ["/", ...texts];
  // A path of nothing but a query: there is nothing to join.
  if (first === undefined || (first === "" && rest.length === 0)) return [];
  return [`/${first.replace(/^\/+/, "")}`, ...rest];
}

function endWithoutSlash(texts: readonly RequestText[]): readonly RequestText[] {
  const last = texts.at(-1);
  return typeof last === "string" ? [...texts.slice(0, -1), last.replace(/\/+$/, "")] : texts;
}
