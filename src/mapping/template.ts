import type { MappingDoubt, MaybeJson, Problems, VariableRead, Variables } from "./mapping.ts";

/** Text with `{expression}`s in it: a URL, or a header's value. Compiled once. */
export interface Template {
  readonly text: string;
  readonly reads: readonly VariableRead[];
  readonly doubts: readonly MappingDoubt[];
  /** Static text and expressions in turn, for callers that treat the two differently. */
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart = string | ((variables: Variables, problems?: Problems) => MaybeJson);
