import type { MethodTables } from "./method-case.ts";

export const logicMethodTables: MethodTables = {
  eq: [
    ["$(1)->eq(1)", true],
    ["$(1)->eq('1')", false],
    ["list->eq([1, 2, 3])", true],
    ["list->eq([1, 2])", false],
    ["list->eq([1, 2, 4])", false],
    ["object->eq({ b: 2, a: 1 })", true],
    ["object->eq({ a: 1 })", false],
    ["object->eq({ a: 1, c: 2 })", false],
    ["object->eq({ a: 1, b: 3 })", false],
    ["object->eq(list)", false],
    ["list->eq(object)", false],
    ["n->eq(null)", true],
    ["n->eq(false)", false],
    ["big->eq(9007199254740993)", true],
    ["big->eq(9007199254740994)", false],
    ["big->eq('9007199254740993')", false],
    ["$('9007199254740993')->eq(big)", false],
    ["$(1)->eq($.nobody?)", /argument is missing/],
  ],
  ne: [
    ["$(1)->ne(2)", true],
    ["$(1)->ne(1)", false],
  ],
  gt: [
    ["$(2)->gt(1)", true],
    ["$(2)->gt(2)", false],
    ["$('b')->gt('a')", true],
    ["big->gt(1)", true],
    ["big->gt(1.5)", true],
    ["$(1)->gt('0')", /a number and a string/],
    ["n->gt(1)", /null and a number/],
  ],
  gte: [
    ["$(2)->gte(2)", true],
    ["$(1)->gte(2)", false],
  ],
  lt: [
    ["$(1)->lt(2)", true],
    ["$(2)->lt(2)", false],
  ],
  lte: [
    ["$(2)->lte(2)", true],
    ["$(3)->lte(2)", false],
  ],
  in: [
    ["$(2)->in(list)", true],
    ["$(9)->in([1, 2])", false],
    ["$(9)->in(9)", /takes a list, and is given a number/],
  ],
  contains: [
    ["list->contains(2)", true],
    ["list->contains(9)", false],
    ["text->contains('a')", /this is a string/],
  ],
  and: [
    ["yes->and(true)", true],
    ["yes->and(true, false)", false],
    ["no->and($.nobody)", false],
    ["yes->and($.nobody?)", /argument is missing/],
    ["yes->and(1)", /a boolean and a number/],
    ["list->and(true)", /a list and a boolean/],
  ],
  or: [
    ["no->or(false, true)", true],
    ["no->or(false)", false],
    ["yes->or($.nobody)", true],
    ["no->or(null)", /a boolean and null/],
  ],
  not: [
    ["yes->not", false],
    ["no->not", true],
    ["n->not", /this is null/],
  ],
};
