import type { MappingDoubt, MaybeJson, Problems, VariableRead, Variables } from "./mapping.ts";

/** Text with `{expression}`s in it: a URL, or a header's value. Compiled once. */
export interface Template {
  readonly text: string;
  readonly reads: readonly VariableRead[];
  readonly doubts: readonly MappingDoubt[];
  /** Variables whose braces were forgotten: they are static text. */
  readonly bareVariables: readonly BareVariable[];
  /** The offsets of each `}` that closes nothing: it is static text. */
  readonly strayBraces: readonly number[];
  /** Static text and expressions in turn, for callers that treat the two differently. */
  readonly parts: readonly TemplatePart[];
}

/** A variable outside of an expression: `$args.id` instead of `{$args.id}`. */
export interface BareVariable {
  readonly written: string;
  /** Of its place in the text. */
  readonly offset: number;
}

export type TemplatePart = string | ((variables: Variables, problems?: Problems) => MaybeJson);
