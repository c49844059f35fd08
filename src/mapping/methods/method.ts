import type { Json } from "../../kernel/json.ts";
import { type Evaluate, type Fail, type Run, isList, missing } from "../evaluation.ts";
import type { MaybeJson } from "../mapping.ts";

/** A method of the language: how many arguments it takes, and what one call of it compiles to. */
export interface Method {
  readonly least: number;
  readonly most: number;
  /** Gives a step: evaluated with the input as `@`, as the arguments are. */
  readonly compile: (args: readonly Argument[], fail: Fail) => Evaluate;
}

export interface Argument {
  readonly evaluate: Evaluate;
  /** The items one by one, where the argument is written as a list. */
  readonly items: readonly Evaluate[] | undefined;
}

/** What a method returns for an input it cannot work on; `message` is the problem reported. */
export class Wrong {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

export type Result = MaybeJson | Wrong;

/** A method without arguments. */
export function plain(apply: (input: Json) => Result): Method {
  return {
    least: 0,
    most: 0,
    compile: (_args, fail) => (_dollar, input, run) =>
      input === undefined ? undefined : settle(apply(input), fail, run),
  };
}

/** A method of one argument, or of up to `most` where only the first is needed. */
export function withArguments(
  counts: { readonly least: number; readonly most: number },
  apply: (input: Json, args: readonly Json[]) => Result,
): Method {
  return {
    ...counts,
    compile: (args, fail) => (dollar, input, run) => {
      if (input === undefined) return undefined;
      const values: Json[] = [];
      for (const { evaluate } of args) {
        const value = evaluate(dollar, input, run);
        if (value === undefined) return fail(run, "An argument is missing");
        values.push(value);
      }
      return settle(apply(input, values), fail, run);
    },
  };
}

/** A method of exactly one argument. */
export function withArgument(apply: (input: Json, argument: Json) => Result): Method {
  return withArguments({ least: 1, most: 1 }, (input, [argument = null]) => apply(input, argument));
}

/** A method that takes one argument after the other into its result, until that `isSettled`. */
export function folded(
  apply: (result: Json, argument: Json) => Result,
  isSettled: (result: Json) => boolean = () => false,
): Method {
  return {
    least: 1,
    most: Infinity,
    compile: (args, fail) => (dollar, input, run) => {
      let result: MaybeJson = input;
      for (const { evaluate } of args) {
        if (result === undefined || isSettled(result)) break;
        const value = evaluate(dollar, input, run);
        result =
          value === undefined
            ? fail(run, "An argument is missing")
            : settle(apply(result, value), fail, run);
      }
      return result;
    },
  };
}

/** A method whose one argument is evaluated for each item, with the item as `@`. */
export function perItem(
  compile: (
    evaluate: Evaluate,
    fail: Fail,
  ) => (items: readonly Json[], dollar: MaybeJson, run: Run) => MaybeJson,
): Method {
  return {
    least: 1,
    most: 1,
    compile: ([argument], fail) => {
      const apply = compile(argument?.evaluate ?? missing, fail);
      return (dollar, input, run) => {
        if (input === undefined) return undefined;
        // What is no list counts as a list of one.
        return apply(isList(input) ? input : [input], dollar, run);
      };
    },
  };
}

function settle(result: Result, fail: Fail, run: Run): MaybeJson {
  return result instanceof Wrong ? fail(run, result.message) : result;
}
