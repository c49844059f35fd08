import { findMethod } from "./find-method.ts";
import { findVariable, knownVariables } from "./known-variables.ts";
import { type MappingDoubt, MappingSyntaxError } from "./mapping.ts";
import type { Expression, Group, Path, PathStart, Step } from "./syntax-tree.ts";
import { nearMiss } from "../kernel/did-you-mean.ts";
import type { TokenReader } from "./token-reader.ts";

/** Reads what a path holds, and belongs to the parser that reads the path. */
export interface InnerParsers {
  readonly expression: () => Expression;
  readonly group: () => Group;
}

/** Reads paths, and knows which variables `->as` has bound where it stands. */
export class PathParser {
  readonly #tokens: TokenReader;
  readonly #inner: InnerParsers;
  readonly #bound: { readonly name: string; readonly slot: number }[] = [];
  #slotCount = 0;
  /** By offset: looking ahead reads twice. */
  readonly #doubts = new Map<number, MappingDoubt>();

  constructor(tokens: TokenReader, inner: InnerParsers) {
    this.#tokens = tokens;
    this.#inner = inner;
  }

  get slotCount(): number {
    return this.#slotCount;
  }

  /** What reads as the language does, and cannot be meant. */
  get doubts(): readonly MappingDoubt[] {
    return [...this.#doubts.values()];
  }

  /** Whether a path begins here. */
  isStart(): boolean {
    return startKinds.has(this.#tokens.token.kind);
  }

  parsePath(): Path {
    const { offset } = this.#tokens.token;
    return this.#parseSteps(this.#parseStart(), offset);
  }

  /** Reads on behind a literal: `"a,b"->split(",")`. */
  parseTail(value: Expression): Path {
    return this.#parseSteps({ kind: "expression", expression: value }, value.offset);
  }

  /** Reads `a, b, …` up to the closing token, and that too. */
  parseItems(close: ")" | "]"): readonly Expression[] {
    const items: Expression[] = [];
    while (!this.#tokens.take(close)) {
      items.push(this.#inner.expression());
      if (this.#tokens.take(",")) continue;
      this.#tokens.expect(
        close,
        `Put commas between the values, and \`${close}\` behind the last.`,
      );
      break;
    }
    return items;
  }

  #parseStart(): PathStart {
    const tokens = this.#tokens;
    const { token } = tokens;
    if (!this.isStart()) {
      return tokens.fail(
        "a value",
        "A value is a literal, or a path that begins with a key, `$` or `@`.",
      );
    }
    tokens.skip();
    if (token.kind === "$" || token.kind === "@") return { kind: token.kind };
    if (token.kind === "variable") return this.#resolve(token.text, token.offset);
    if ("text" in token) return { kind: "key", key: token.text };
    const expression = this.#inner.expression();
    tokens.expect(")", "Close the `$(` with `)`.");
    return { kind: "expression", expression };
  }

  #parseSteps(start: PathStart, offset: number): Path {
    const boundOutside = this.#bound.length;
    const steps: Step[] = [];
    for (let step = this.#parseStep(); step !== undefined; step = this.#parseStep()) {
      steps.push(step);
      if (steps.length > maxSteps) {
        throw new MappingSyntaxError(
          `A path has at most ${maxSteps} steps, and this one has more.`,
          step.offset,
          { help: "Split it." },
        );
      }
    }
    const group = this.#tokens.token.kind === "{" ? this.#inner.group() : undefined;
    this.#bound.length = boundOutside;
    return { kind: "path", start, steps, group, offset };
  }

  #parseStep(): Step | undefined {
    const tokens = this.#tokens;
    const { offset } = tokens.token;
    if (tokens.token.kind === "?") {
      tokens.require("v0.3", "`?`", "Leave it out.");
      tokens.skip();
      return { kind: "optional", offset };
    }
    if (tokens.take(".")) {
      const isMethod = tokens.token.kind === "->";
      const key = this.#parseName(
        "a key",
        isMethod
          ? "Leave out the `.`: a method stands right behind what it is applied to."
          : 'A key with other characters is quoted: `."a key"`.',
      );
      return { kind: "key", key, offset };
    }
    if (!tokens.take("->")) return undefined;
    if (tokens.token.kind === "string") {
      tokens.fail("the name of a method", "Write the name without quotes: `->first`.");
    }
    const name = this.#parseName("the name of a method", "Write it right behind `->`: `->first`.");
    if (name === "as") return this.#parseBind(offset);
    const args = tokens.take("(") ? this.parseItems(")") : [];
    const method = findMethod(name, args.length);
    if (typeof method === "string") this.#doubts.set(offset, { message: `${method}.`, offset });
    return { kind: "method", name, args, offset };
  }

  #parseName(expected: string, help: string): string {
    const { token } = this.#tokens;
    if (token.kind !== "identifier" && token.kind !== "string") {
      return this.#tokens.fail(expected, help);
    }
    this.#tokens.skip();
    return token.text;
  }

  #parseBind(offset: number): Step {
    const tokens = this.#tokens;
    const help = "`->as` names the value for the rest of the path: `->as($name)`.";
    tokens.expect("(", help);
    const { token } = tokens;
    if (token.kind !== "variable") return tokens.fail("a variable", help);
    tokens.skip();
    const hasValue = tokens.take(",") && tokens.token.kind !== ")";
    const value = hasValue ? this.#inner.expression() : undefined;
    if (hasValue) tokens.take(",");
    tokens.expect(")", help);
    const slot = this.#slotCount;
    this.#slotCount += 1;
    this.#bound.push({ name: token.text, slot });
    return { kind: "bind", name: token.text, slot, value, offset };
  }

  #resolve(name: string, offset: number): PathStart {
    const bound = this.#bound.findLast((candidate) => candidate.name === name);
    if (bound !== undefined) return { kind: "local", ...bound };
    const variable = findVariable(name);
    if (variable !== undefined) return { kind: "variable", name: variable, offset };
    const names = [...knownVariables, ...this.#bound.map((candidate) => candidate.name)];
    const suggestion = nearMiss(name, names);
    const help =
      suggestion === undefined
        ? `Use one of ${names.join(", ")}, or bind it with \`->as(${name})\`.`
        : `Did you mean ${suggestion}?`;
    throw new MappingSyntaxError(`There is no variable ${name} here.`, offset, { help });
  }
}

const startKinds: ReadonlySet<string> = new Set([
  "identifier",
  "string",
  "variable",
  "$",
  "@",
  "$(",
]);

const maxSteps = 200;
