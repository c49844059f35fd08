/**
 * Makes a function from the text of a function expression, which sees the `bindings` by their names.
 *
 * For the few functions that run for every object of every answer: V8 learns the shapes a function
 * meets per piece of code, so one closure that serves all schemas and operations ends up slow for
 * each of them, where a piece of code for each stays fast.
 *
 * The text must hold nothing from outside but names quoted with `JSON.stringify`. Undefined where
 * the process forbids code from text (`--disallow-code-generation-from-strings`).
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the text says what it is, the types cannot
export function generateFunction<Generated>(
  bindings: Readonly<Record<string, unknown>>,
  expression: string,
): Generated | undefined {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval, no-new-func -- what this file is for
    const make = new Function(...Object.keys(bindings), `"use strict"; return ${expression};`);
    return make(...Object.values(bindings));
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}
