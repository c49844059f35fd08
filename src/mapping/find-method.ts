import { nearMiss } from "../kernel/did-you-mean.ts";
import type { Method } from "./methods/method.ts";
import { methods } from "./methods/methods.ts";

/** The method that is called; or, in a sentence, what is wrong with the call as its text stands. */
export function findMethod(name: string, argumentCount: number): Method | string {
  const method = methods.get(name);
  if (method === undefined) {
    const suggestion = nearMiss(name, methods.keys());
    const help = suggestion === undefined ? "" : `; did you mean ->${suggestion}?`;
    return `There is no method ->${name}${help}`;
  }
  const { least, most } = method;
  if (argumentCount >= least && argumentCount <= most) return method;
  const expected = least === most ? `${least}` : `${least} to ${most}`;
  const rule = most === Infinity ? `${least} or more` : expected;
  const noun = rule === "1" ? "argument" : "arguments";
  return `->${name} takes ${rule} ${noun}, and is given ${argumentCount}`;
}
