import { type Json, parseJson } from "../kernel/json.ts";
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
 * Reads a body by its content type: JSON for `json`, `+json` and no type at all, text for
 * `text/plain`. An empty body and one of any other type are null.
 */
export function readBody({ body, headers }: HttpResponse): ReadBody {
  if (body === "") return nothing;
  const type = mediaTypeOf(headers["content-type"]);
  if (isText(type)) return { value: body, isBroken: false };
  if (!isJson(type)) return nothing;
  try {
    return { value: parseJson(body), isBroken: false };
  } catch {
    return { value: null, isBroken: true };
  }
}

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
