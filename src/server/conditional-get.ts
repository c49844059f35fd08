import { createHash } from "node:crypto";

import type { HTTPGraphQLRequest, HTTPGraphQLResponse } from "@apollo/server";

/**
 * Gives the answer to a GET its `ETag`, where it may be kept; and answers 304, without a body, to a
 * caller who has that very answer already (RFC 9110, section 13.1.2).
 *
 * The tag is a strong one: it is made from every byte of the answer.
 */
export function answerConditionally(
  request: HTTPGraphQLRequest,
  response: HTTPGraphQLResponse,
): HTTPGraphQLResponse {
  const { headers, body } = response;
  const isKeepable = headers.get("cache-control")?.startsWith("max-age=") === true;
  if (!isKeepable || request.method !== "GET" || body.kind !== "complete") return response;
  const etag = entityTag(headers.get("content-type"), body.string);
  headers.set("etag", etag);
  if (!isKnown(etag, request.headers.get("if-none-match"))) return response;
  // The content type goes with it: without one it would get another, and caches take it for news.
  return { status: 304, headers, body: { kind: "complete", string: "" } };
}

/** The same bytes in two content types are two answers. */
function entityTag(contentType: string | undefined, text: string): string {
  const hash = createHash("sha256").update(`${contentType}\n`).update(text);
  return `"${hash.digest("base64url").slice(0, 27)}"`;
}

function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === "*") return true;
  // The comparison is the weak one: a proxy that compresses answers makes their tags weak.
  return [...ifNoneMatch.matchAll(opaqueTag)].some(([tag]) => tag === etag);
}

const opaqueTag = /"[^"]*"/g;
