import type { Json } from "../../kernel/json.ts";
import { equalJson } from "../equal-json.ts";
import { isList, kindOf } from "../evaluation.ts";
import type { MaybeJson } from "../mapping.ts";
import { isNumeric } from "../numeric.ts";
import {
  type Method,
  type Result,
  Wrong,
  folded,
  plain,
  withArgument,
  withArguments,
} from "./method.ts";

/** Comparisons, and what combines their results. */
export const logicMethods: Readonly<Record<string, Method>> = {
  eq: withArgument((input, other) => equalJson(input, other)),
  ne: withArgument((input, other) => !equalJson(input, other)),
  gt: withArgument((input, other) => compare(input, other, (order) => order > 0)),
  gte: withArgument((input, other) => compare(input, other, (order) => order >= 0)),
  lt: withArgument((input, other) => compare(input, other, (order) => order < 0)),
  lte: withArgument((input, other) => compare(input, other, (order) => order <= 0)),
  // One list of values; or the values themselves, as some texts have it.
  in: withArguments({ least: 1, most: Infinity }, (input, args) => {
    const [list = null] = args;
    const values = args.length > 1 ? args : list;
    return isList(values)
      ? values.some((item) => equalJson(item, input))
      : new Wrong(`->in takes a list, and is given ${kindOf(values)}`);
  }),
  contains: withArgument((list, item) =>
    isList(list)
      ? list.some((candidate) => equalJson(candidate, item))
      : new Wrong(`->contains works on a list, and this is ${kindOf(list)}`),
  ),
  and: folded(booleans("and"), (result) => result === false),
  or: folded(booleans("or"), (result) => result === true),
  not: plain((input) =>
    typeof input === "boolean"
      ? !input
      : new Wrong(`->not works on true or false, and this is ${kindOf(input)}`),
  ),
};

function compare(one: Json, two: MaybeJson, holds: (order: number) => boolean): Result {
  const areComparable =
    (isNumeric(one) && isNumeric(two)) || (typeof one === "string" && typeof two === "string");
  if (!areComparable) {
    return new Wrong(
      `Two numbers or two strings can be compared, and these are ${kindOf(one)} and ${kindOf(two)}`,
    );
  }
  return holds(one < two ? -1 : one > two ? 1 : 0);
}

/** As long as the result is not settled, the argument decides. */
function booleans(name: string): (result: Json, argument: Json) => Result {
  return (result, argument) =>
    typeof result === "boolean" && typeof argument === "boolean"
      ? argument
      : new Wrong(
          `->${name} works on true and false, and is given ${kindOf(result)} and ${kindOf(argument)}`,
        );
}
