import type { MethodTables } from "./method-case.ts";

export const numberMethodTables: MethodTables = {
  add: [
    ["$(1)->add(2)", 3],
    ["$(1)->add(2, 3)", 6],
    ["$(0.5)->add(1)", 1.5],
    ["$(9007199254740991)->add(2)", 9007199254740993n],
    ["big->add(1)", 9007199254740994n],
    ["$(1)->add(big)", 9007199254740994n],
    ["big->add(0.5)", 9007199254740992],
    ["$('1')->add(2)", /a string and a number/],
    ["$(1)->add(null)", /a number and null/],
  ],
  sub: [
    ["$(5)->sub(2, 1)", 2],
    ["big->sub(9007199254740990)", 3],
  ],
  mul: [
    ["$(3)->mul(4)", 12],
    ["$(3037000500)->mul(3037000500)", 9223372037000250000n],
  ],
  div: [
    ["$(6)->div(3)", 2],
    ["$(7)->div(2)", 3.5],
    ["$(18014398509481986)->div(2)", 9007199254740993n],
    ["big->div(2)", Number(9007199254740993n) / 2],
    ["$(1)->div(0)", /not a finite number/],
    ["big->div(0)", /not a finite number/],
  ],
  mod: [
    ["$(7)->mod(3)", 1],
    ["$(-7)->mod(3)", -1],
    ["$(5.5)->mod(2)", 1.5],
    ["big->mod(10)", 3],
    ["$(1)->mod(0)", /not a finite number/],
    ["big->mod(0)", /not a finite number/],
  ],
  parseInt: [
    ["$('42')->parseInt", 42],
    ["$(' -42 ')->parseInt", -42],
    ["$('ff')->parseInt(16)", 255],
    ["$('FF')->parseInt(16)", 255],
    ["$('9007199254740993')->parseInt", 9007199254740993n],
    ["$(1.9)->parseInt", 1],
    ["big->parseInt", 9007199254740993n],
    ["$('1.5')->parseInt", /whole number/],
    ["$('12z')->parseInt", /whole number/],
    ["$('')->parseInt", /whole number/],
    ["$('1')->parseInt(1)", /base from 2 to 36/],
    ["$('1')->parseInt('10')", /base from 2 to 36/],
    ["n->parseInt", /this is null/],
  ],
};
