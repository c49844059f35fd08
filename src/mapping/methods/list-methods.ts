import type { Json } from "../../kernel/json.ts";
import { type Evaluate, type Fail, type Run, isList, isObject, kindOf } from "../evaluation.ts";
import type { MaybeJson } from "../mapping.ts";
import { isInteger } from "../numeric.ts";
import { keyReader } from "../object-keys.ts";
import {
  type Method,
  type Result,
  Wrong,
  perItem,
  plain,
  withArgument,
  withArguments,
} from "./method.ts";
import { textOf } from "./text-of.ts";

/** Methods that pick from lists, build them, and take them apart; many work on strings, too. */
export const listMethods: Readonly<Record<string, Method>> = {
  first: plain((input) => endOf(input, 0)),
  last: plain((input) => endOf(input, -1)),
  get: withArgument(get),
  slice: withArguments({ least: 1, most: 2 }, slice),
  size: plain(size),
  map: perItem((evaluate) => (items, dollar, run) => {
    const values: Json[] = [];
    for (const item of items) values.push(evaluate(dollar, item, run) ?? null);
    return values;
  }),
  filter: perItem((evaluate, fail) => {
    const holds = condition(evaluate, fail);
    return (items, dollar, run) => {
      const kept: Json[] = [];
      let isKnown = true;
      for (const item of items) {
        const isKept = holds(item, dollar, run);
        if (isKept === undefined) isKnown = false;
        else if (isKept) kept.push(item);
      }
      return isKnown ? kept : undefined;
    };
  }),
  find: perItem((evaluate, fail) => {
    const holds = condition(evaluate, fail);
    return (items, dollar, run) => items.find((item) => holds(item, dollar, run) === true);
  }),
  entries: plain((input) =>
    isObject(input)
      ? Object.entries(input).map(([key, value]) => ({ key, value }))
      : new Wrong(`Only an object has entries, and this is ${kindOf(input)}`),
  ),
  joinNotNull: withArgument(joinNotNull),
};

/** A string's characters are code points, so that no emoji is cut in two. */
function characters(text: string): readonly string[] {
  return Array.from(text);
}

function endOf(input: Json, index: number): Result {
  if (isList(input)) return input.at(index);
  if (typeof input === "string") return characters(input).at(index);
  return new Wrong(
    `Only a list or a string has a first and a last item, and this is ${kindOf(input)}`,
  );
}

function get(input: Json, index: MaybeJson): Result {
  if (isObject(input)) {
    if (typeof index !== "string") {
      return new Wrong(`->get of an object takes a key, and is given ${kindOf(index)}`);
    }
    return orWrong(keyReader(index)(input), "There is no such key in the object");
  }
  if (!isList(input) && typeof input !== "string") {
    return new Wrong(
      `->get takes an item of a list, a string or an object, and this is ${kindOf(input)}`,
    );
  }
  if (!isInteger(index)) {
    return new Wrong(
      `->get of ${kindOf(input)} takes a whole number, and is given ${kindOf(index)}`,
    );
  }
  const items = isList(input) ? input : characters(input);
  return orWrong(items.at(Number(index)), `There is no item at that place in ${kindOf(input)}`);
}

/** Null is an item like any other. */
function orWrong(item: MaybeJson, message: string): Result {
  return item === undefined ? new Wrong(message) : item;
}

function slice(input: Json, [start = 0, end]: readonly Json[]): Result {
  if (!isInteger(start) || (end !== undefined && !isInteger(end))) {
    return new Wrong("->slice takes one or two whole numbers");
  }
  const from = Math.max(0, Number(start));
  const to = end === undefined ? Infinity : Math.max(0, Number(end));
  if (isList(input)) return input.slice(from, to);
  if (typeof input === "string") return characters(input).slice(from, to).join("");
  return new Wrong(`->slice works on a list or a string, and this is ${kindOf(input)}`);
}

function size(input: Json): Result {
  if (isList(input)) return input.length;
  if (typeof input === "string") return characters(input).length;
  if (isObject(input)) return Object.keys(input).length;
  return new Wrong(`Only a list, a string or an object has a size, and this is ${kindOf(input)}`);
}

/** Undefined for what is neither true nor false: that is a problem of the condition, and no answer. */
function condition(
  evaluate: Evaluate,
  fail: Fail,
): (item: Json, dollar: MaybeJson, run: Run) => boolean | undefined {
  return (item, dollar, run) => {
    const holds = evaluate(dollar, item, run);
    if (typeof holds === "boolean") return holds;
    return fail(run, `A condition is true or false, and this is ${kindOf(holds)}`);
  };
}

function joinNotNull(input: Json, separator: MaybeJson): Result {
  if (typeof separator !== "string") {
    return new Wrong(`->joinNotNull takes a string, and is given ${kindOf(separator)}`);
  }
  const texts: string[] = [];
  for (const item of isList(input) ? input : [input]) {
    if (item === null) continue;
    const text = textOf(item);
    if (text === undefined) {
      return new Wrong(
        `->joinNotNull joins strings, numbers and booleans, and this is ${kindOf(item)}`,
      );
    }
    texts.push(text);
  }
  return texts.join(separator);
}
