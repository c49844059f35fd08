import type { MethodTables } from "./method-case.ts";

export const listMethodTables: MethodTables = {
  first: [
    ["list->first", 1],
    ["text->first", "a"],
    ["empty->first", undefined],
    ["object->first", /this is an object/],
    ["n->first", /this is null/],
  ],
  last: [
    ["list->last", 3],
    ["text->last", "c"],
    ["empty->last", undefined],
    ["yes->last", /this is a boolean/],
  ],
  get: [
    ["list->get(1)", 2],
    ["list->get(-1)", 3],
    ["text->get(1)", "😀"],
    ["object->get('b')", 2],
    ["list->get(3)", /no item at that place in a list/],
    ["object->get('z')", /no such key/],
    ["object->get('constructor')", /no such key/],
    ["object->get(0)", /takes a key, and is given a number/],
    ["list->get('a')", /takes a whole number, and is given a string/],
    ["list->get(1.5)", /takes a whole number/],
    ["n->get(0)", /this is null/],
  ],
  slice: [
    ["list->slice(0, 2)", [1, 2]],
    ["list->slice(1)", [2, 3]],
    ["list->slice(-5, 99)", [1, 2, 3]],
    ["list->slice(2, 1)", []],
    ["list->slice(0, -1)", []],
    ["$('abcdef')->slice(1, 3)", "bc"],
    ["text->slice(1, 2)", "😀"],
    ["list->slice('a')", /whole numbers/],
    ["list->slice(0, null)", /whole numbers/],
    ["object->slice(0)", /this is an object/],
  ],
  size: [
    ["list->size", 3],
    ["text->size", 3],
    ["object->size", 2],
    ["big->size", /this is a number/],
  ],
  map: [
    ["list->map(@->mul(2))", [2, 4, 6]],
    ["$(27)->map(@->mul(2))", [54]],
    ["list->map({ id: @, n: $.n })->first", { id: 1, n: null }],
    ["list->map($.nobody?)", [null, null, null]],
  ],
  filter: [
    ["list->filter(@->gt(1))", [2, 3]],
    ["$(27)->filter(@->gt(1))", [27]],
    ["$(27)->filter(@->gt(99))", []],
    ["list->filter(@->eq(2)->and(true))", [2]],
  ],
  find: [
    ["list->find(@->gt(1))", 2],
    ["list->find(@->gt(9))", undefined],
    ["$(27)->find(@->gt(1))", 27],
  ],
  entries: [
    [
      "object->entries",
      [
        { key: "a", value: 1 },
        { key: "b", value: 2 },
      ],
    ],
    ["object->entries.key", ["a", "b"]],
    ["list->entries", /this is a list/],
  ],
  joinNotNull: [
    ["$(['a', null, 'b'])->joinNotNull(',')", "a,b"],
    ["$([1, true, 1.5])->joinNotNull('')", "1true1.5"],
    ["empty->joinNotNull(',')", ""],
    ["big->joinNotNull(',')", "9007199254740993"],
    ["$([[1]])->joinNotNull(',')", /this is a list/],
    ["list->joinNotNull(1)", /takes a string, and is given a number/],
  ],
};
