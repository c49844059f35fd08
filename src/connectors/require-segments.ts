import type { RequestMapping } from "../contract/contract.ts";
import type { MaybeJson, VariableRead } from "../mapping/mapping.ts";
import type { TemplatePart } from "../mapping/template.ts";
import { pathTemplateOf } from "./path-template.ts";
import { invalidRequest } from "./scalar-text.ts";

interface SegmentsTemplate {
  readonly parts: readonly TemplatePart[];
  readonly reads: readonly VariableRead[];
}

/**
 * The parts of a template, of which those that make up a whole segment of its path refuse to leave
 * it empty: they throw a GatewayError `CONNECTOR_REQUEST_INVALID`.
 *
 * `DELETE /posts/{$args.id}` without an id is a request about all posts, and
 * `GET /tenants/{$context.claims.tenant}` without that claim one about all tenants. Empty text is never a
 * segment; null and missing are written as nothing, but only into a request that changes nothing, and
 * whose path says nothing of who asks.
 */
export function requireSegments(
  { parts, reads }: SegmentsTemplate,
  request: RequestMapping,
): readonly TemplatePart[] {
  const mayBeNothing = request.method === "GET" && !readsCaller(reads);
  const isEmpty = mayBeNothing ? isEmptyText : isNothing;
  const required = [...parts];
  for (let start = 0; start < parts.length;) {
    const part = parts[start];
    // A question mark begins the query, which has no segments.
    if (typeof part === "string" && part.includes("?")) break;
    const end = endOfExpressions(parts, start);
    if (typeof part === "function" && isWholeSegment(parts[start - 1], parts[end])) {
      const others = parts.slice(start + 1, end).filter((other) => typeof other === "function");
      required[start] = (variables) => {
        const value = part(variables);
        if (isEmpty(value) && others.every((other) => isEmpty(other(variables)))) {
          throw emptySegment(request);
        }
        return value;
      };
    }
    start = Math.max(end, start + 1);
  }
  return required;
}

/** Whether what is made of these says who asks, so that without it something else would be asked for. */
export function readsCaller(reads: readonly VariableRead[]): boolean {
  return reads.some(({ variable }) => variable === "$context");
}

function isEmptyText(value: MaybeJson): boolean {
  return value === "";
}

function isNothing(value: MaybeJson): boolean {
  return value === "" || value === null || value === undefined;
}

/** The error for it: it says where, and not what a caller sent. */
export function emptySegment(request: RequestMapping) {
  return invalidRequest(
    `No value that is a segment of the path may be empty; one of "${request.method} ${pathTemplateOf({ request })}" is.`,
  );
}

function endOfExpressions(parts: readonly TemplatePart[], start: number): number {
  const length = parts.slice(start).findIndex((part) => typeof part === "string");
  return length === -1 ? parts.length : start + length;
}

function isWholeSegment(before: TemplatePart | undefined, after: TemplatePart | undefined) {
  return (
    (before === undefined || String(before).endsWith("/")) &&
    (after === undefined || /^[/?]/.test(String(after)))
  );
}
