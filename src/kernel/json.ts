/**
 * A JSON value. An integer beyond 2^53 is a `bigint`, so that it keeps its digits, 1,000 of them.
 */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * Reads JSON text. Integers that a double cannot hold become `bigint`; those that are longer than any
 * that has a meaning are infinite, as for `JSON.parse`.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): Json {
  return hasLongDigits(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

/** Writes JSON text; a `bigint` is written as the integer it is. */
export function stringifyJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    // JSON.stringify refuses bigint. A replacer on every call would cost several times the
    // serialising itself, so only the rare value that holds one pays for it.
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, writeBigInt);
  }
}

/** Whether the value is a JSON object: neither null, nor a list, nor a scalar. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Whether sixteen digits stand in a row: they may be an integer beyond 2^53 (which has sixteen).
 *
 * Such a row covers a place whose index is one less than a multiple of sixteen, so only every
 * sixteenth character needs a look. A regular expression looks at all of them, which takes more
 * than half as long as the parsing itself.
 */
export function hasLongDigits(text: string): boolean {
  for (let index = 15; index < text.length; index += 16) {
    if (!isDigit(text.charCodeAt(index))) continue;
    let start = index;
    let end = index + 1;
    while (isDigit(text.charCodeAt(start - 1))) start--;
    while (isDigit(text.charCodeAt(end))) end++;
    if (end - start >= 16) return true;
  }
  return false;
}

function isDigit(character: number): boolean {
  return character >= 48 && character <= 57;
}

/**
 * To read an integer, or to write it, takes time with the square of its digits: the third of a second
 * for a megabyte of them.
 */
const integer = /^-?\d{1,1000}$/;

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const text = context?.source;
  return text !== undefined && integer.test(text) ? BigInt(text) : value;
}

function writeBigInt(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? JSON.rawJSON(value.toString()) : value;
}

/** Makes a value, and all that is in it, unchangeable. */
export function freezeJson(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const item of Object.values(value)) freezeJson(item);
}
