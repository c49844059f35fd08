import type { Evaluate } from "./evaluation.ts";
import type { Expression } from "./syntax-tree.ts";

/** How `$` and `@` are written in problems, and whether a property missing there is none. */
export interface Place {
  readonly dollar: string;
  readonly at: string;
  readonly isOptional: boolean;
}

/** Turns an expression into a function. Handed down, because expressions hold expressions. */
export type Compile = (node: Expression, place: Place) => Evaluate;
