import type { Json, JsonObject } from "../kernel/json.ts";
import type { MaybeJson, Problems, Variables } from "./mapping.ts";

/** An expression, compiled: `dollar` is `$`, `at` is `@`. */
export type Evaluate = (dollar: MaybeJson, at: MaybeJson, run: Run) => MaybeJson;

/** A step of a path, compiled. It is applied to `input`; from what is missing, no step is taken. */
export type Apply = (dollar: MaybeJson, input: Json, run: Run) => MaybeJson;

/** What stays the same during one evaluation of a mapping. */
export interface Run {
  readonly variables: Variables;
  readonly problems: Problems | undefined;
  /** The variables that `->as` bound, by slot. */
  readonly locals: MaybeJson[];
}

/** Reports a problem at the place in the mapping that it was made for; the value is then missing. */
export type Fail = (run: Run, message: string) => undefined;

export function failAt(path: string): Fail {
  return (run, message) => {
    run.problems?.report(message, path);
    return undefined;
  };
}

/** `@` itself. */
export const currentValue: Evaluate = (_dollar, at) => at;

export function isList(value: MaybeJson): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: MaybeJson): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What kind of value stands there, for messages: "a list", "null". */
export function kindOf(value: MaybeJson): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (isList(value)) return "a list";
  if (typeof value === "object") return "an object";
  return typeof value === "bigint" ? "a number" : `a ${typeof value}`;
}
