import { MappingSyntaxError } from "./mapping.ts";
import { readString } from "./read-string.ts";
import { helpForStrayText } from "./stray-text.ts";

export type Token = {
  readonly offset: number;
  readonly end: number;
} & (
  | { readonly kind: Punctuation | "end" }
  | { readonly kind: "identifier" | "string" | "variable"; readonly text: string }
  | { readonly kind: "number"; readonly value: number | bigint }
);

type Punctuation = (typeof punctuation)[number];

/**
 * Cuts a text into tokens, one at a time and only as far as it is asked: in a template, what
 * follows an expression is not of the language.
 */
export class Tokenizer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #offset: number;

  constructor(text: string, offset: number) {
    this.#text = text;
    this.#offset = offset;
  }

  /** The token at a place in the row of tokens; at and after the end of the text, "end". */
  at(index: number): Token {
    for (;;) {
      const token = this.#tokens[index];
      if (token !== undefined) return token;
      const next = this.#read();
      this.#tokens.push(next);
      this.#offset = next.end;
    }
  }

  #read(): Token {
    const offset = this.#skipBlanksAndComments();
    const text = this.#text;
    const char = text[offset];
    if (char === undefined) return { kind: "end", offset, end: offset };
    if (char === '"' || char === "'") {
      const { value, end } = readString(text, offset);
      return { kind: "string", text: value, offset, end };
    }
    const number = matchAt(numberPattern, text, offset);
    if (number !== undefined) return readNumber(text, offset, number);
    const identifier = matchAt(identifierPattern, text, offset);
    if (identifier !== undefined) {
      return { kind: "identifier", text: identifier, offset, end: offset + identifier.length };
    }
    const variable = matchAt(variablePattern, text, offset);
    if (variable !== undefined) {
      return { kind: "variable", text: variable, offset, end: offset + variable.length };
    }
    for (const kind of punctuation) {
      if (text.startsWith(kind, offset)) return { kind, offset, end: offset + kind.length };
    }
    const found = Array.from(text.slice(offset, offset + 2))[0];
    throw new MappingSyntaxError(
      `Found ${JSON.stringify(found)}, which begins nothing in a mapping.`,
      offset,
      { help: helpForStrayText(text, offset) },
    );
  }

  #skipBlanksAndComments(): number {
    blanksAndComments.lastIndex = this.#offset;
    blanksAndComments.test(this.#text);
    return blanksAndComments.lastIndex;
  }
}

/** Longer ones first: `...` before `.`, `??` before `?`. */
const punctuation = [
  "...",
  "->",
  "??",
  "?!",
  "$(",
  "$",
  "@",
  "?",
  ".",
  ",",
  ":",
  "(",
  ")",
  "{",
  "}",
  "[",
  "]",
] as const;

const blanksAndComments = /(?:[ \t\r\n\u{feff}]+|#[^\n]*)*/uy;
const identifierPattern = /[A-Za-z_]\w*/y;
const variablePattern = /\$[A-Za-z_]\w*/y;
/** A dot belongs to the number unless a second dot or a name follows: `1 ...x`, `1.x`. */
const numberPattern = /-?(?:\d+(?:\.\d+|\.(?![.\w]))?|\.\d+)/y;
const identifierCharacter = /\w/y;

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}

function readNumber(text: string, offset: number, digits: string): Token {
  const end = offset + digits.length;
  if (matchAt(identifierCharacter, text, end) !== undefined) {
    throw new MappingSyntaxError(
      `Found ${JSON.stringify(text[end])} directly after the number ${digits}.`,
      end,
      {
        help: "Write the number with digits and a point only, or put a key that begins with a digit in quotes.",
      },
    );
  }
  const value = Number(digits);
  const isExact = digits.includes(".") || Number.isSafeInteger(value);
  return { kind: "number", value: isExact ? value : BigInt(digits), offset, end };
}
