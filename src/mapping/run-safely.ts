import type { Evaluate } from "./evaluation.ts";
import type { Mapping } from "./mapping.ts";

/**
 * Wraps a compiled mapping as one that never throws. The one thing that still can be thrown is a
 * RangeError: for values nested deeper than the stack, and for results larger than the engine holds.
 */
export function runSafely(evaluate: Evaluate, slotCount: number): Mapping["evaluate"] {
  return (value, variables, problems) => {
    const locals = Array.from<undefined>({ length: slotCount });
    try {
      return evaluate(value, value, { variables, problems, locals });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems?.report("The value is too large or nested too deeply", "$");
      return undefined;
    }
  };
}
