/**
 * A JSON value. An integer beyond 2^53 is a `bigint`, so that it keeps its digits.
 */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/**
 * Reads JSON text. Integers that a double cannot hold become `bigint`.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): Json {
  return longDigits.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
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

/** Sixteen digits in a row may be an integer beyond 2^53 (which has sixteen). */
const longDigits = /\d{16}/;
const integer = /^-?\d+$/;

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const text = context?.source;
  return text !== undefined && integer.test(text) ? BigInt(text) : value;
}

function writeBigInt(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? JSON.rawJSON(value.toString()) : value;
}
