import type { Mapping, MaybeJson, VariableRead, Variables } from "../mapping/mapping.ts";
import type { Template } from "../mapping/template.ts";

/** A part of a request: known at load, or made anew for each call from its variables. */
export type RequestText = string | ((variables: Variables) => string);

/** Whether all that is read is known at load. */
function isKnownAtLoad(reads: readonly VariableRead[]): boolean {
  return reads.every(({ variable }) => variable === "$config" || variable === "$env");
}

/** What `write` makes of a mapping's value: once, where that is known at load. */
export function textOfMapping(
  mapping: Mapping,
  loadVariables: Variables,
  write: (value: MaybeJson) => string,
): RequestText {
  return isKnownAtLoad(mapping.reads)
    ? write(mapping.evaluate(undefined, loadVariables))
    : (variables) => write(mapping.evaluate(undefined, variables));
}

/** Joins what is known at load, so that a call joins as little as possible. */
export function mergeTexts(texts: readonly RequestText[]): readonly RequestText[] {
  const merged: RequestText[] = [];
  for (const text of texts) {
    const last = merged.at(-1);
    if (typeof last === "string" && typeof text === "string") {
      merged[merged.length - 1] = last + text;
    } else {
      merged.push(text);
    }
  }
  return merged;
}

/** The texts one after the other. */
export function concatenate(texts: readonly RequestText[], variables: Variables): string {
  let joined = "";
  for (const text of texts) joined += typeof text === "string" ? text : text(variables);
  return joined;
}

/** A template's expressions; what is known at load becomes text. */
export function resolveTemplate(
  { parts, reads }: Pick<Template, "parts" | "reads">,
  loadVariables: Variables,
  write: (value: MaybeJson) => string,
): readonly RequestText[] {
  const isKnown = isKnownAtLoad(reads);
  return parts.map((part) => {
    if (typeof part === "string") return part;
    return isKnown ? write(part(loadVariables)) : (variables) => write(part(variables));
  });
}
