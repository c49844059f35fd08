import { headerText } from "./header-text.ts";
import type { HttpRequest } from "./http-message.ts";
import type { Key, Outcome } from "./outcome.ts";
import type { SourceFacts } from "./source-facts.ts";

/** A call that lets the source say that what is known still holds, instead of sending it again. */
export interface Renewal {
  readonly request: HttpRequest;
  /** What the source says so with: a status of 304. */
  readonly outcomes: (facts: SourceFacts | undefined) => readonly Outcome[];
}

/**
 * Makes a request conditional (RFC 9110, section 13.1), where it is for one key, of which an answer is
 * known. Undefined where nothing is known, or where the schema sends conditions of its own: then a
 * 304 is an answer to those.
 */
export function renewalOf(keys: readonly Key[], request: HttpRequest): Renewal | undefined {
  // The answer to several keys is another one, with validators of its own.
  const known = keys.length === 1 ? keys[0]?.known : undefined;
  if (known === undefined || request.method !== "GET") return undefined;
  if (conditions.some((name) => headerText(request.headers, name) !== undefined)) return undefined;
  const { outcome, validators } = known;
  const { etag, lastModified } = validators;
  return {
    request: {
      ...request,
      headers: {
        ...request.headers,
        ...(etag !== undefined && { "if-none-match": etag }),
        ...(lastModified !== undefined && { "if-modified-since": lastModified }),
      },
    },
    // What validates it stays the same where the source does not say it again.
    outcomes: (facts) => [
      {
        kind: "value",
        value: outcome.value,
        source: facts && { ...facts, validators: facts.validators ?? validators },
      },
    ],
  };
}

const conditions = [
  "if-none-match",
  "if-modified-since",
  "if-match",
  "if-unmodified-since",
  "if-range",
];
