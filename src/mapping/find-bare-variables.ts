import type { BareVariable } from "./template.ts";

/** Finds variables in the text of a template outside of its expressions, where they are text as any other. */
export function findBareVariables(text: string, offset: number): readonly BareVariable[] {
  return Array.from(text.matchAll(bareVariable), (match) => ({
    written: match[0],
    offset: offset + match.index,
  }));
}

const bareVariable = /\$(?:args|this|batch|config|env|request)(?:\.\w+)+/g;
