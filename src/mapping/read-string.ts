import { MappingSyntaxError } from "./mapping.ts";

/**
 * Reads a quoted string that begins at `offset`, with JSON's escapes; a backslash before any other
 * character stands for that character.
 */
export function readString(text: string, offset: number): { value: string; end: number } {
  const quote = text[offset];
  let value = "";
  let at = offset + 1;
  for (;;) {
    const char = text[at];
    if (char === undefined) {
      throw new MappingSyntaxError("This string is not closed: the text ends inside it.", offset, {
        help: `Close the string with ${quote}.`,
        end: text.length,
      });
    }
    if (char === quote) return { value, end: at + 1 };
    if (char !== "\\") {
      value += char;
      at += 1;
      continue;
    }
    const unicode = /^\\u([0-9a-fA-F]{4})/.exec(text.slice(at, at + 6))?.[1];
    if (unicode !== undefined) {
      value += String.fromCharCode(Number.parseInt(unicode, 16));
      at += 6;
      continue;
    }
    const escaped = text[at + 1] ?? "";
    value += escapes.get(escaped) ?? escaped;
    at += 1 + escaped.length;
  }
}

const escapes = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", "\b"],
  ["f", "\f"],
]);
