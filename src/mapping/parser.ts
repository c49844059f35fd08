import type { ConnectVersion, MappingDoubt } from "./mapping.ts";
import { PathParser } from "./path-parser.ts";
import type { Entry, Expression, Group, List, Literal, SyntaxTree } from "./syntax-tree.ts";
import { TokenReader } from "./token-reader.ts";
import type { Token } from "./tokenizer.ts";

/** What a text was read as. `end` is the offset behind the last character that belongs to it. */
export interface Parsed<T> {
  readonly tree: T;
  readonly end: number;
  /** How many variables the text binds with `->as`. */
  readonly slotCount: number;
  readonly doubts: readonly MappingDoubt[];
}

/**
 * Reads a whole mapping.
 *
 * @throws MappingSyntaxError where the text is not of the version's language.
 */
export function parseMapping(text: string, version: ConnectVersion): Parsed<SyntaxTree> {
  const parser = new Parser(text, 0, version);
  const tree = parser.parseWhole();
  return { tree, end: text.length, slotCount: parser.slotCount, doubts: parser.doubts };
}

/**
 * Reads one expression that begins at `offset`, and stops at the first token behind it.
 *
 * @throws MappingSyntaxError where the text is not of the version's language.
 */
export function parseExpression(
  text: string,
  offset: number,
  version: ConnectVersion,
): Parsed<Expression> {
  const parser = new Parser(text, offset, version);
  const tree = parser.parseExpression();
  return { tree, end: parser.offset, slotCount: parser.slotCount, doubts: parser.doubts };
}

/** A "selection" reads keys; up to v0.3 a "literal" is written with commas, and each key has a value. */
type GroupKind = "selection" | "literal";

class Parser {
  readonly #tokens: TokenReader;
  readonly #paths: PathParser;

  constructor(text: string, offset: number, version: ConnectVersion) {
    this.#tokens = new TokenReader(text, offset, version);
    this.#paths = new PathParser(this.#tokens, {
      expression: () => this.parseExpression(),
      group: () => this.#parseSelection(),
    });
  }

  get slotCount(): number {
    return this.#paths.slotCount;
  }

  get doubts(): readonly MappingDoubt[] {
    return this.#paths.doubts;
  }

  get offset(): number {
    return this.#tokens.token.offset;
  }

  parseWhole(): SyntaxTree {
    if (this.#tokens.version >= "v0.4" && this.#isOneValue()) {
      const expression = this.parseExpression();
      this.#tokens.expect("end", "A mapping that begins with a value ends with it.");
      // `{ … }` around a whole mapping is the same list of fields, and maps over lists like it.
      return expression.kind === "group"
        ? { kind: "group", group: expression }
        : { kind: "expression", expression };
    }
    const offset = this.#tokens.token.offset;
    const entries = this.#parseEntries("end", "selection");
    const [only] = entries;
    return entries.length === 1 && only?.kind === "merge" && !only.isSpread
      ? { kind: "expression", expression: only.value }
      : { kind: "group", group: { kind: "group", entries, offset } };
  }

  parseExpression(): Expression {
    return this.#tokens.nested(() => {
      const first = this.#parseOperand();
      const operator = this.#tokens.token.kind;
      if (operator !== "??" && operator !== "?!") return first;
      const operands = [first];
      while (this.#tokens.token.kind === operator) {
        this.#tokens.require("v0.3", `\`${operator}\``, "Link a later version, or leave it out.");
        this.#tokens.skip();
        operands.push(this.#parseOperand());
      }
      if (this.#tokens.token.kind === "??" || this.#tokens.token.kind === "?!") {
        this.#tokens.fail(
          `\`${operator}\``,
          "One chain does not mix `??` and `?!`: put one of them in `$( … )`.",
        );
      }
      return { kind: "choice", operator, operands, offset: first.offset };
    });
  }

  /** Whether the text is one value and not a list of fields. A lone `key` is a field. */
  #isOneValue(): boolean {
    const { token, nextToken } = this.#tokens;
    if (token.kind === "number" || token.kind === "[" || token.kind === "{") return true;
    if (token.kind === "string" || isKeyword(token)) {
      return nextToken.kind === "end" || isTail(nextToken) || ["??", "?!"].includes(nextToken.kind);
    }
    if (!this.#paths.isStart() || nextToken.kind === ":") return false;
    const { index } = this.#tokens;
    this.#paths.parsePath();
    const { kind } = this.#tokens.token;
    this.#tokens.goTo(index);
    return kind === "??" || kind === "?!";
  }

  #parseOperand(): Expression {
    const value = this.#parseLiteral();
    if (value === undefined) return this.#paths.parsePath();
    return isTail(this.#tokens.token) ? this.#paths.parseTail(value) : value;
  }

  #parseLiteral(): Literal | List | Group | undefined {
    const { token } = this.#tokens;
    const { offset } = token;
    if (token.kind === "{") return this.#parseGroup("literal");
    if (token.kind === "[") {
      this.#tokens.skip();
      return { kind: "list", items: this.#paths.parseItems("]"), offset };
    }
    if (token.kind === "string" || token.kind === "number" || isKeyword(token)) {
      this.#tokens.skip();
      if (token.kind === "number") return { kind: "literal", value: token.value, offset };
      const value = token.kind === "identifier" ? keywords.get(token.text) : token.text;
      return { kind: "literal", value: value ?? null, offset };
    }
    return undefined;
  }

  #parseGroup(kind: GroupKind): Group {
    const { offset } = this.#tokens.token;
    this.#tokens.skip();
    const entries = this.#parseEntries("}", kind);
    this.#tokens.skip();
    return { kind: "group", entries, offset };
  }

  #parseSelection(): Group {
    return this.#tokens.nested(() => this.#parseGroup("selection"));
  }

  /** Reads up to the closing token, which stays. */
  #parseEntries(close: "}" | "end", kind: GroupKind): readonly Entry[] {
    const tokens = this.#tokens;
    const isOldLiteral = kind === "literal" && tokens.version < "v0.4";
    const entries: Entry[] = [];
    let hasCommas: boolean | undefined = isOldLiteral ? true : undefined;
    while (tokens.token.kind !== close) {
      entries.push(isOldLiteral ? this.#parseProperty() : this.#parseEntry());
      if (tokens.token.kind === ",") {
        if (!isOldLiteral) tokens.require("v0.4", "A comma in a list of fields", "Leave it out.");
        if (hasCommas === false) {
          tokens.fail("the next field", "Separate all fields by commas, or all by blanks.");
        }
        hasCommas = true;
        tokens.skip();
      } else if (tokens.token.kind !== close) {
        if (hasCommas === true) {
          tokens.fail("`,`", "Separate all fields by commas, or all by blanks.");
        }
        hasCommas = false;
      }
    }
    return entries;
  }

  #parseEntry(): Entry {
    const tokens = this.#tokens;
    const { token } = tokens;
    const { offset } = token;
    if (token.kind === "...") {
      tokens.require("v0.4", "`...`", "Link a later version, or name the fields one by one.");
      tokens.skip();
      return { kind: "merge", value: this.parseExpression(), isSpread: true, offset };
    }
    if ((token.kind === "identifier" || token.kind === "string") && tokens.nextToken.kind === ":") {
      tokens.skip();
      tokens.skip();
      return { kind: "field", key: token.text, value: this.#parseAliased(), offset };
    }
    if (!this.#paths.isStart()) {
      tokens.fail(
        tokens.version >= "v0.4" ? "a key, a path or `...`" : "a key or a path",
        this.#helpForEntry(),
      );
    }
    const value = this.#paths.parsePath();
    if (tokens.token.kind === "??" || tokens.token.kind === "?!") {
      tokens.fail(
        "the next field",
        `Give the value a key, as in \`name: $(a ${tokens.token.kind} b)\`.`,
      );
    }
    const key = value.start.kind === "key" ? value.start.key : undefined;
    return key !== undefined && value.steps.every((step) => step.kind === "optional")
      ? { kind: "field", key, value, offset }
      : { kind: "merge", value, isSpread: false, offset };
  }

  #helpForEntry(): string {
    const { token, version } = this.#tokens;
    const isLiteral = token.kind === "{" || token.kind === "[" || token.kind === "number";
    if (isLiteral && version < "v0.4") {
      const written =
        token.kind === "number" ? `$(${token.value})` : literalsInOldVersions[token.kind];
      return `In connect ${version} a literal is written \`$( … )\`: \`${written}\`. Or link connect v0.4.`;
    }
    if (this.#tokens.isStrayCloser) return "Leave it out: nothing is open that it would close.";
    if (token.kind === ":") return "A field has one key and one value: `key: value`.";
    if (token.kind === "(") {
      return "The arguments of a method stand right behind its name: `->first(…)`; a value in parentheses is `$(…)`.";
    }
    return "Write `key`, `key: value` or `path { … }`.";
  }

  #parseAliased(): Expression {
    const tokens = this.#tokens;
    if (tokens.version >= "v0.4") return this.parseExpression();
    if (tokens.token.kind === "{") return this.#parseSelection();
    if (!this.#paths.isStart()) {
      tokens.fail("a path or `{`", `In connect ${tokens.version} a literal is written \`$( … )\`.`);
    }
    const value = this.#paths.parsePath();
    if (tokens.token.kind === "??" || tokens.token.kind === "?!") {
      const operator = `\`${tokens.token.kind}\` outside \`$( … )\``;
      tokens.require("v0.4", operator, "Put the whole value in `$( … )`.");
    }
    return value;
  }

  #parseProperty(): Entry {
    const tokens = this.#tokens;
    const { token } = tokens;
    if (token.kind !== "identifier" && token.kind !== "string") {
      return tokens.fail("a key", "An object is written `{ key: value, … }`.");
    }
    tokens.skip();
    tokens.expect(":", `In connect ${tokens.version} each key of an object literal has a value.`);
    return { kind: "field", key: token.text, value: this.parseExpression(), offset: token.offset };
  }
}

const literalsInOldVersions = { "{": "$({ … })", "[": "$([ … ])" } as const;

const keywords = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

function isKeyword(token: Token): token is Token & { kind: "identifier" } {
  return token.kind === "identifier" && keywords.has(token.text);
}

function isTail(token: Token): boolean {
  return token.kind === "." || token.kind === "->" || token.kind === "?";
}
