import type { Json } from "../../kernel/json.ts";
import {
  type Apply,
  type Evaluate,
  type Fail,
  type Run,
  currentValue,
  isList,
} from "../evaluation.ts";
import type { MaybeJson } from "../mapping.ts";

/** A method of the language: how many arguments it takes, and what one call of it compiles to. */
export interface Method {
  readonly least: number;
  readonly most: number;
  /** The arguments are evaluated with the input as `@`. */
  readonly compile: (args: readonly Argument[], fail: Fail) => Apply;
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
    compile: (_args, fail) => (_dollar, input, run) => settle(apply(input), fail, run),
  };
}

/** A method whose arguments are evaluated before it; one that is missing is a problem. */
export function withArguments(
  counts: { readonly least: number; readonly most: number },
  apply: (input: Json, args: readonly Json[]) => Result,
): Method {
  return {
    ...counts,
    compile: (args, fail) => (dollar, input, run) => {
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
export function withArgument(apply: (input: Json, argument: MaybeJson) => Result): Method {
  return withArguments({ least: 1, most: 1 }, (input, args) => apply(input, args[0]));
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
    compile: (args, fail) => {
      const [evaluate = currentValue] = args.map((arg) => arg.evaluate);
      const apply = compile(evaluate, fail);
      // What is no list counts as a list of one.
      return (dollar, input, run) => apply(isList(input) ? input : [input], dollar, run);
    },
  };
}

function settle(result: Result, fail: Fail, run: Run): MaybeJson {
  return result instanceof Wrong ? fail(run, result.message) : result;
}
