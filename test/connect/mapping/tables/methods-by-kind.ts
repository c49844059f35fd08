import type { Json } from "../../../../src/kernel/json.ts";
import type { MaybeJson } from "../../../../src/mapping/mapping.ts";

/** A result; or, where there is none, what the one problem says. */
type Outcome = MaybeJson | RegExp;

/** Arguments; what the method makes of each kind of value, in their order; calls of wrong counts. */
type MethodByKind = readonly [
  args: string,
  outcomes: readonly Outcome[],
  wrongCounts: readonly string[],
];

/** One value of each kind. */
export const kinds: readonly (readonly [kind: string, value: Json])[] = [
  ["null", null],
  ["an object", { a: 1 }],
  ["a boolean", true],
  ["a number", 7],
  ["a list", [3, 4]],
  ["a string", "ab"],
];

/** It does not work on this kind of value. */
const no = /this is |is given |can be compared|works on a string/;

// Apart, because TypeScript would take the key for the method that every object has.
const ofToString: MethodByKind = ["", ["", no, "true", "7", no, "ab"], ["(1)"]];

/** Every method, given a value of each kind. */
export const methodsByKind: Readonly<Record<string, MethodByKind>> = {
  first: ["", [no, no, no, no, 3, "a"], ["(1)"]],
  last: ["", [no, no, no, no, 4, "b"], ["(1)"]],
  get: ["(-1)", [no, no, no, no, 4, "b"], ["", "()", "(1, 2)"]],
  slice: ["(1)", [no, no, no, no, [4], "b"], ["", "(1, 2, 3)"]],
  size: ["", [no, 1, no, no, 2, 2], ["(1)"]],
  map: ["(@)", [[null], [{ a: 1 }], [true], [7], [3, 4], ["ab"]], ["", "(@, @)"]],
  filter: ["(@->eq(4)->not)", [[null], [{ a: 1 }], [true], [7], [3], ["ab"]], ["", "(@, @)"]],
  find: ["(@->eq(3)->not)", [null, { a: 1 }, true, 7, 4, "ab"], ["", "(@, @)"]],
  entries: ["", [no, [{ key: "a", value: 1 }], no, no, no, no], ["(1)"]],
  joinNotNull: ["('-')", ["", no, "true", "7", "3-4", "ab"], ["", "('-', '-')"]],
  eq: ["(7)", [false, false, false, true, false, false], ["", "(1, 2)"]],
  ne: ["(7)", [true, true, true, false, true, true], ["", "(1, 2)"]],
  gt: ["(6)", [no, no, no, true, no, no], ["", "(1, 2)"]],
  gte: ["(7)", [no, no, no, true, no, no], ["", "(1, 2)"]],
  lt: ["(7)", [no, no, no, false, no, no], ["", "(1, 2)"]],
  lte: ["('b')", [no, no, no, no, no, true], ["", "(1, 2)"]],
  in: ["([7, null, [3, 4]])", [true, false, false, true, true, false], ["", "()"]],
  contains: ["(3)", [no, no, no, no, true, no], ["", "(1, 2)"]],
  and: ["(true, false)", [no, no, false, no, no, no], ["", "()"]],
  or: ["(false)", [no, no, true, no, no, no], ["", "()"]],
  not: ["", [no, no, false, no, no, no], ["(true)"]],
  add: ["(1, 2)", [no, no, no, 10, no, no], ["", "()"]],
  sub: ["(1, 2)", [no, no, no, 4, no, no], [""]],
  mul: ["(0.5)", [no, no, no, 3.5, no, no], [""]],
  div: ["(2)", [no, no, no, 3.5, no, no], [""]],
  mod: ["(4)", [no, no, no, 3, no, no], [""]],
  parseInt: ["(16)", [no, no, no, 7, no, 171], ["(10, 10)"]],
  toString: ofToString,
  jsonStringify: ["", ["null", '{"a":1}', "true", "7", "[3,4]", '"ab"'], ["(1)"]],
  jsonParse: ["", [no, no, no, no, no, /reads JSON/], ["(1)"]],
  echo: ["([@])", [[null], [{ a: 1 }], [true], [7], [[3, 4]], ["ab"]], ["", "(1, 2)"]],
  match: [
    "([null, 'none'], [7, 'seven'], [[3, 4], 'list'], [@, @])",
    ["none", { a: 1 }, true, "seven", "list", "ab"],
    ["", "()"],
  ],
  split: ["('')", [no, no, no, no, no, ["a", "b"]], ["", "('', 1, 1)"]],
  trim: ["", [no, no, no, no, no, "ab"], ["(1)"]],
  trimStart: ["", [no, no, no, no, no, "ab"], ["(1)"]],
  trimEnd: ["", [no, no, no, no, no, "ab"], ["(1)"]],
  keysToCamelCase: ["", [no, { a: 1 }, no, no, [3, 4], no], ["(1)"]],
  keysToCamelCaseDeep: ["", [null, { a: 1 }, true, 7, [3, 4], "ab"], ["(1)"]],
};
