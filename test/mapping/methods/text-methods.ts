import type { MethodCase, MethodTables } from "./method-case.ts";

// Apart, because TypeScript would take the key for the method that every object has.
const toStringCases: MethodCase[] = [
  ["$(1.5)->toString", "1.5"],
  ["yes->toString", "true"],
  ["big->toString", "9007199254740993"],
  ["n->toString", ""],
  ["$('a')->toString", "a"],
  ["list->toString", /this is a list/],
];

export const textMethodTables: MethodTables = {
  toString: toStringCases,
  jsonStringify: [
    ["object->jsonStringify", '{"a":1,"b":2}'],
    ["n->jsonStringify", "null"],
    ["$([1, 9007199254740993])->jsonStringify", "[1,9007199254740993]"],
  ],
  jsonParse: [
    [`$('{"x":[1]}')->jsonParse.x`, [1]],
    ["$('{')->jsonParse", /reads JSON/],
    ["list->jsonParse", /this is a list/],
  ],
  echo: [
    ["list->echo('x')", "x"],
    ["list->echo({ wrapped: @ })", { wrapped: [1, 2, 3] }],
    ["$.nobody?->echo('x')", undefined],
  ],
  match: [
    ["$('open')->match(['open', 'OPEN'], ['closed', 'CLOSED'])", "OPEN"],
    ["$('closed')->match(['open', 'OPEN'], ['closed', 'CLOSED'])", "CLOSED"],
    ["$('x')->match(['open', 'OPEN'], [@, 'UNKNOWN'])", "UNKNOWN"],
    ["n->match([null, 'none'], [@, 'some'])", "none"],
    ["object->match([{ a: 1, b: 2 }, @.a])", 1],
    ["$('x')->match(['x', $.nobody?])", undefined],
    ["$('x')->match(['y', $.nobody.at.all], [$.nobody?, 1], [@, 2])", 2],
    ["$('x')->match(['open', 'OPEN'])", /No pair of ->match/],
    ["$('x')->match('x')", /takes pairs/],
    ["$('x')->match(['x'])", /takes pairs/],
    ["$('x')->match(['x', 1, 2])", /takes pairs/],
  ],
  split: [
    ["$('a,b,c')->split(',')", ["a", "b", "c"]],
    ["$('a,b,c')->split(',', 2)", ["a", "b,c"]],
    ["$('a,b')->split(',', 9)", ["a", "b"]],
    ["text->split('')", ["a", "😀", "c"]],
    ["text->split('', 2)", ["a", "😀c"]],
    ["$('')->split(',')", [""]],
    ["list->split(',')", /works on a string/],
    ["text->split(1)", /works on a string/],
    ["text->split(',', 0)", /above 0/],
    ["text->split(',', 'a')", /above 0/],
    ["text->split(',', 1.5)", /above 0/],
  ],
  trim: [
    ["$('  hi  ')->trim", "hi"],
    ["list->trim", /this is a list/],
  ],
  trimStart: [["$('  hi  ')->trimStart", "hi  "]],
  trimEnd: [["$('  hi  ')->trimEnd", "  hi"]],
  keysToCamelCase: [
    [
      "$({ login_name: 1, 'full-name': { in_ner: 2 } })->keysToCamelCase",
      { loginName: 1, fullName: { in_ner: 2 } },
    ],
    [
      "$({ LoginName: 1, USER_ID: 2, URLPath: 3, userID: 4, ID: 5 })->keysToCamelCase",
      { loginName: 1, userId: 2, urlPath: 3, userID: 4, id: 5 },
    ],
    [
      "$({ _id: 1, __typename: 2, a__b_: 3, '_': 4 })->keysToCamelCase",
      { _id: 1, __typename: 2, aB: 3, _: 4 },
    ],
    ["$([{ a_b: 1 }, 2])->keysToCamelCase", [{ aB: 1 }, 2]],
    ["text->keysToCamelCase", /this is a string/],
    ["n->keysToCamelCase", /this is null/],
  ],
  keysToCamelCaseDeep: [
    ["$({ outer_key: { inner_key: 1 } })->keysToCamelCaseDeep", { outerKey: { innerKey: 1 } }],
    [
      "$([{ outer_key: [{ inner_key: 1 }] }])->keysToCamelCaseDeep",
      [{ outerKey: [{ innerKey: 1 }] }],
    ],
    ["text->keysToCamelCaseDeep", "a😀c"],
  ],
};
