import { Lexer, type Source, type Token, TokenKind } from "graphql";

import { limitExceeded } from "./limit-exceeded.ts";

/** What a document may have of what costs its reader something, before it is known what it means. */
export interface LexicalLimits {
  readonly tokens: number;
  /** The most brackets inside each other: deeper ones would be too deep for the parser's stack. */
  readonly nesting: number;
}

/**
 * Reads the words of a document, and stops where there are too many of them, or brackets too deep
 * inside each other: what comes after is not looked at.
 */
export class BoundedLexer extends Lexer {
  /** How many there were so far. */
  tokens = 0;
  readonly #limits: LexicalLimits;
  #nesting = 0;

  constructor(source: Source, limits: LexicalLimits) {
    super(source);
    this.#limits = limits;
  }

  override advance(): Token {
    const token = super.advance();
    const { kind } = token;
    if (kind !== TokenKind.EOF && ++this.tokens > this.#limits.tokens) {
      throw limitExceeded("TOO_MANY_TOKENS", {
        setting: "limits.tokens",
        limit: this.#limits.tokens,
        message: `A document may have ${this.#limits.tokens} tokens (names, values, punctuation), and this one has more. Send several smaller ones.`,
        place: this.#placeOf(token),
      });
    }
    if (isOpening(kind)) this.#nesting++;
    else if (isClosing(kind)) this.#nesting--;
    if (this.#nesting > this.#limits.nesting) {
      throw limitExceeded("TOO_DEEP", {
        setting: undefined,
        limit: this.#limits.nesting,
        message: `Brackets of a document may be ${this.#limits.nesting} deep inside each other, and these are deeper. Ask for less at a time.`,
        place: this.#placeOf(token),
      });
    }
    return token;
  }

  #placeOf({ start }: Token) {
    return { source: this.source, position: start };
  }
}

function isOpening(kind: TokenKind): boolean {
  return kind === TokenKind.BRACE_L || kind === TokenKind.PAREN_L || kind === TokenKind.BRACKET_L;
}

function isClosing(kind: TokenKind): boolean {
  return kind === TokenKind.BRACE_R || kind === TokenKind.PAREN_R || kind === TokenKind.BRACKET_R;
}
