import type { Json } from "../kernel/json.ts";
import type { VariableName } from "./mapping.ts";

/** What a whole text is: a list of named values, applied to the value as a group is; or one value. */
export type SyntaxTree =
  | { readonly kind: "group"; readonly group: Group }
  | { readonly kind: "expression"; readonly expression: Expression };

/** Anything that yields a value. Every node knows its offset in the text. */
export type Expression = Literal | List | Group | Path | Choice;

export interface Literal {
  readonly kind: "literal";
  readonly value: Json;
  readonly offset: number;
}

export interface List {
  readonly kind: "list";
  readonly items: readonly Expression[];
  readonly offset: number;
}

/** `{ … }`: after a path it is applied to the path's value; on its own it writes an object. */
export interface Group {
  readonly kind: "group";
  readonly entries: readonly Entry[];
  readonly offset: number;
}

/** `key: value` and a lone `key` are fields; what has no key of its own merges into the object. */
export type Entry =
  | {
      readonly kind: "field";
      readonly key: string;
      readonly value: Expression;
      readonly offset: number;
    }
  | {
      readonly kind: "merge";
      readonly value: Expression;
      readonly isSpread: boolean;
      readonly offset: number;
    };

export interface Path {
  readonly kind: "path";
  readonly start: PathStart;
  readonly steps: readonly Step[];
  readonly group: Group | undefined;
  readonly offset: number;
}

/** `slot` numbers the variables that `->as` binds, each once in a text. */
export type PathStart =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "$" }
  | { readonly kind: "@" }
  | { readonly kind: "variable"; readonly name: VariableName; readonly offset: number }
  | { readonly kind: "local"; readonly name: string; readonly slot: number }
  | { readonly kind: "expression"; readonly expression: Expression };

export type Step =
  | { readonly kind: "key"; readonly key: string; readonly offset: number }
  | { readonly kind: "optional"; readonly offset: number }
  | MethodStep
  | {
      readonly kind: "bind";
      readonly name: string;
      readonly slot: number;
      readonly value: Expression | undefined;
      readonly offset: number;
    };

export interface MethodStep {
  readonly kind: "method";
  readonly name: string;
  readonly args: readonly Expression[];
  readonly offset: number;
}

/** `a ?? b` takes the first that is neither null nor missing, `a ?! b` the first not missing. */
export interface Choice {
  readonly kind: "choice";
  readonly operator: "??" | "?!";
  readonly operands: readonly Expression[];
  readonly offset: number;
}
