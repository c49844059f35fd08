import { type Json, parseJson, stringifyJson } from "../../kernel/json.ts";
import { kindOf } from "../evaluation.ts";
import { type Method, type Result, Wrong, plain, withArguments } from "./method.ts";
import { textOf } from "./text-of.ts";

/** Methods of strings, and those that make strings of other values and read them. */
export const textMethods: Readonly<Record<string, Method>> = {
  split: withArguments({ least: 1, most: 2 }, split),
  trim: ofText("trim", (text) => text.trim()),
  trimStart: ofText("trimStart", (text) => text.trimStart()),
  trimEnd: ofText("trimEnd", (text) => text.trimEnd()),
  toString: plain(
    (input) =>
      textOf(input) ?? new Wrong(`->toString works on scalars, and this is ${kindOf(input)}`),
  ),
  jsonStringify: plain((input) => stringifyJson(input)),
  jsonParse: ofText("jsonParse", (text) => {
    try {
      return parseJson(text);
    } catch {
      return new Wrong("->jsonParse reads JSON, and this string is none");
    }
  }),
};

function ofText(name: string, apply: (text: string) => Result): Method {
  return plain((input) =>
    typeof input === "string"
      ? apply(input)
      : new Wrong(`->${name} works on a string, and this is ${kindOf(input)}`),
  );
}

/** With a limit, the last piece is the whole rest. */
function split(input: Json, [separator, limit]: readonly Json[]): Result {
  if (typeof input !== "string" || typeof separator !== "string") {
    return new Wrong("->split works on a string, and takes a string");
  }
  if (limit === undefined) return separator === "" ? Array.from(input) : input.split(separator);
  if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 1) {
    return new Wrong("->split takes a whole number above 0 as its limit");
  }
  const pieces = separator === "" ? Array.from(input) : input.split(separator);
  if (pieces.length <= limit) return pieces;
  return [...pieces.slice(0, limit - 1), pieces.slice(limit - 1).join(separator)];
}
