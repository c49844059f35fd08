import { isJsonObject, type Json } from "../kernel/json.ts";
import { encodeFormComponent } from "./percent-encoding.ts";
import { invalidRequest, scalarText } from "./scalar-text.ts";

/**
 * Writes an object as `application/x-www-form-urlencoded`: `a[b][0]=…` for what is nested, `a=`
 * for null, nothing for an empty list or object. Brackets are percent-encoded, as forms do.
 */
export function encodeForm(value: Json): string {
  if (!isJsonObject(value)) {
    throw invalidRequest("A form-encoded body must be an object.");
  }
  const pairs: string[] = [];
  for (const [name, item] of Object.entries(value)) addPairs(pairs, name, item);
  return pairs.join("&");
}

function addPairs(pairs: string[], name: string, value: Json): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) addPairs(pairs, `${name}[${index}]`, item);
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) addPairs(pairs, `${name}[${key}]`, item);
  } else {
    const text = scalarText(value, "a form-encoded body");
    pairs.push(`${encodeFormComponent(name)}=${encodeFormComponent(text)}`);
  }
}
