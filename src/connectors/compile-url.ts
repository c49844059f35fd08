import type { Connector, RequestMapping } from "../contract/contract.ts";
import type { Mapping, MaybeJson, Variables } from "../mapping/mapping.ts";
import { encodeComponent, encodeStaticText } from "./percent-encoding.ts";
import { requireSegments } from "./require-segments.ts";
import { type RequestText, resolveTemplate, textOfMapping } from "./request-text.ts";
import { scalarText } from "./scalar-text.ts";
import { splitOrigin } from "./url-origin.ts";
import { compileEncodeSegments, joinPaths } from "./url-path.ts";
import { encodeParameters, joinQueries } from "./url-query.ts";

export interface CompiledUrl {
  /** What all URLs of the source begin with: "https://api.example.com/v1". */
  readonly baseUrl: string;
  /** "https://api.example.com". */
  readonly origin: string;
  /** Path and query, percent-encoded. */
  readonly target: RequestText;
}

/**
 * Compiles the URL of a connector: source baseURL, source `path`, connector URL, connector `path`;
 * and the query of each in the same order.
 *
 * @throws ProblemsError when scheme and host are not known at load.
 */
export function compileUrl(
  { source, origin: place }: Pick<Connector, "source" | "origin">,
  request: RequestMapping,
  {
    baseUrl,
    loadVariables,
  }: { readonly baseUrl: string | undefined; readonly loadVariables: Variables },
): CompiledUrl {
  const ofSource = source?.baseUrl;
  const absolute =
    baseUrl === undefined || ofSource === undefined
      ? (ofSource ?? request.url)
      : { text: baseUrl, parts: [baseUrl.replace(/#.*/s, "")], reads: [] };
  const { origin, rest } = splitOrigin(absolute, loadVariables, source?.origin ?? place);

  const resolve = ({ parts, reads }: Parameters<typeof resolveTemplate>[0]) => {
    const url = { parts: requireSegments({ parts, reads }, request), reads };
    return splitQuery(resolveTemplate(url, loadVariables, encodeValue));
  };
  const base = resolve({ parts: rest, reads: absolute.reads });
  const own = source === undefined ? { path: [], query: [] } : resolve(request.url);
  const segments = (mapping: Mapping | undefined) =>
    mapping && textOfMapping(mapping, loadVariables, compileEncodeSegments(request, mapping.reads));
  const parameters = (mapping: Mapping | undefined) =>
    mapping === undefined ? [] : [textOfMapping(mapping, loadVariables, encodeParameters)];

  const path = joinPaths([
    { texts: base.path },
    { segments: segments(source?.path) },
    { texts: own.path },
    { segments: segments(request.path) },
  ]);
  const query = joinQueries([
    base.query,
    parameters(source?.queryParams),
    own.query,
    parameters(request.queryParams),
  ]);
  const start = source === undefined ? "" : fixedStart(base.path);
  return { baseUrl: origin + start, origin, target: joinTarget(path, query) };
}

function fixedStart(texts: readonly RequestText[]): string {
  const end = texts.findIndex((text) => typeof text !== "string");
  return (end === -1 ? texts : texts.slice(0, end)).join("");
}

function joinTarget(path: RequestText, query: RequestText): RequestText {
  if (typeof path === "function") {
    return typeof query === "function"
      ? (variables) => path(variables) + query(variables)
      : (variables) => path(variables) + query;
  }
  return typeof query === "function" ? (variables) => path + query(variables) : path + query;
}

interface PathAndQuery {
  readonly path: readonly RequestText[];
  readonly query: readonly RequestText[];
}

/** Inserted values are encoded, so the first question mark stands in text of the schema. */
function splitQuery(texts: readonly RequestText[]): PathAndQuery {
  const path: RequestText[] = [];
  const query: RequestText[] = [];
  let current = path;
  for (const text of texts) {
    if (typeof text !== "string") {
      current.push(text);
      continue;
    }
    const mark = current === path ? text.indexOf("?") : -1;
    if (mark === -1) {
      current.push(encodeStaticText(text));
    } else {
      current.push(encodeStaticText(text.slice(0, mark)));
      current = query;
      current.push(encodeStaticText(text.slice(mark + 1)));
    }
  }
  return { path, query };
}

function encodeValue(value: MaybeJson): string {
  return encodeComponent(scalarText(value, "a URL"));
}
