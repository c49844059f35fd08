import { type Apply, failAt } from "./evaluation.ts";
import type { Argument } from "./methods/method.ts";
import { methods } from "./methods/methods.ts";
import type { Compile, Place } from "./place.ts";
import { nearMiss } from "../kernel/did-you-mean.ts";
import type { Expression, MethodStep } from "./syntax-tree.ts";

/** Compiles a call of a method. What is wrong with the call itself is reported wherever it runs. */
export function compileMethod(step: MethodStep, place: Place, compile: Compile): Apply {
  const fail = failAt(`${place.at}->${step.name}`);
  const method = methods.get(step.name);
  if (method === undefined) {
    const suggestion = nearMiss(step.name, [...methods.keys()]);
    const help = suggestion === undefined ? "" : `; did you mean ->${suggestion}?`;
    return (_dollar, _at, run) => fail(run, `There is no method ->${step.name}${help}`);
  }
  const { least, most } = method;
  const count = step.args.length;
  if (count < least || count > most) {
    const expected = least === most ? `${least}` : `${least} to ${most}`;
    const rule = most === Infinity ? `${least} or more` : expected;
    return (_dollar, _at, run) =>
      fail(run, `->${step.name} takes ${rule} arguments, and is given ${count}`);
  }
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
