import { freezeJson, type Json, parseJson } from "../kernel/json.ts";
import type { HttpResponse } from "./http-message.ts";

/** What a response's body says; `isBroken` where it says it is JSON and is not. */
export interface ReadBody {
  readonly value: Json;
  readonly isBroken: boolean;
}

/** The media type of a body that is there and is of no type that is read; else undefined. */
export function unreadTypeOf({ body, headers }: HttpResponse): string | undefined {
  const type = mediaTypeOf(headers["content-type"]);
  return body === "" || isText(type) || isJson(type) ? undefined : type;
}

/**
 * Creates what reads bodies by their content type: JSON for `json`, `+json` and no type at all, text
 * for `text/plain`. An empty body and one of any other type are null.
 *
 * Text that equals the JSON before it is not parsed again: what was polled has seldom changed, and
 * parsing is the dearest part of reading an answer.
 */
export function createBodyReader(): (response: HttpResponse) => ReadBody {
  const parse = createRepeatParser();
  return ({ body, headers }) => {
    if (body === "") return nothing;
    const type = mediaTypeOf(headers["content-type"]);
    if (isText(type)) return { value: body, isBroken: false };
    if (!isJson(type)) return nothing;
    try {
      return { value: parse(body), isBroken: false };
    } catch {
      return { value: null, isBroken: true };
    }
  };
}

/** Parses JSON texts. A value that is given out again is frozen, so that all can have it. */
function createRepeatParser(): (text: string) => Json {
  let lastText: string | undefined;
  let lastValue: Json | undefined;
  return (text) => {
    // Strings of other lengths differ at once, and most others at their first characters.
    if (text !== lastText) {
      lastText = text.length <= maxKeptLength ? text : undefined;
      lastValue = undefined;
      return parseJson(text);
    }
    if (lastValue === undefined) {
      lastValue = parseJson(text);
      freezeJson(lastValue);
    }
    return lastValue;
  };
}

/** So that a connector with large answers does not hold on to one. */
const maxKeptLength = 262_144;

const nothing: ReadBody = { value: null, isBroken: false };

function isText(type: string): boolean {
  return type === "text/plain";
}

/** No type at all, the subtype json, or a structured syntax of it (RFC 6839). */
function isJson(type: string): boolean {
  return type === "" || /[/+]json$/.test(type);
}

function mediaTypeOf(contentType: string | string[] | undefined): string {
  // The one that nearly every source sends, without a look at its parts.
  if (contentType === "application/json; charset=utf-8") return "application/json";
  const [type = ""] = String(contentType ?? "").split(";", 1);
  return type.trim().toLowerCase();
}
