import { type Apply, failAt } from "./evaluation.ts";
import { findMethod } from "./find-method.ts";
import type { Argument } from "./methods/method.ts";
import type { Compile, Place } from "./place.ts";
import type { Expression, MethodStep } from "./syntax-tree.ts";

/** Compiles a call of a method. What is wrong with the call itself is reported wherever it runs. */
export function compileMethod(step: MethodStep, place: Place, compile: Compile): Apply {
  const fail = failAt(`${place.at}->${step.name}`);
  const method = findMethod(step.name, step.args.length);
  if (typeof method === "string") return (_dollar, _at, run) => fail(run, method);
  const inner: Place = { ...place, isOptional: false };
  return method.compile(
    step.args.map((arg) => compileArgument(arg, inner, compile)),
    fail,
  );
}

function compileArgument(arg: Expression, place: Place, compile: Compile): Argument {
  if (arg.kind !== "list") return { evaluate: compile(arg, place), items: undefined };
  const items = arg.items.map((item) => compile(item, place));
  return { evaluate: compile(arg, place), items };
}
