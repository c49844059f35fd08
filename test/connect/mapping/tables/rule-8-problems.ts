import { type MappingTable, allVersions, onlyNewest } from "../mapping-case.ts";

/** Rule 8: what goes wrong is a problem, with message, path and count, and no error. */
export const rule8: readonly MappingTable[] = [
  {
    rule: "8: a missing property, with the path to it",
    versions: allVersions,
    cases: [
      ["x: a.b.c", { a: { b: {} } }, {}, '$.a.b.c: There is no "c" in an object'],
      ["x: a.b", { a: 5 }, {}, '$.a.b: There is no "b" in a number'],
      ["x: a.b", { a: true }, {}, '$.a.b: There is no "b" in a boolean'],
      [
        "a { b { c } }",
        { a: { b: {} } },
        { a: { b: {} } },
        '$.a.b.c: There is no "c" in an object',
      ],
      ["x: $.'a b'", {}, {}, '$.a b: There is no "a b" in an object'],
      ["x: $({}).b", {}, {}, '$(…).b: There is no "b" in an object'],
      [
        "x: a->as($r)->echo($r.b)",
        { a: {} },
        {},
        '$r.b: There is no "b" in an object',
        "$.a->as->echo: An argument is missing",
      ],
      ["x: l->first.b", { l: [{}] }, {}, '$.l->first.b: There is no "b" in an object'],
    ],
  },
  {
    rule: "8: one entry for each message and path, with a count",
    versions: allVersions,
    cases: [
      [
        "l { a b }",
        { l: [{}, {}, { a: 1 }] },
        { l: [{}, {}, { a: 1 }] },
        '$.l.a: There is no "a" in an object (twice)',
        '$.l.b: There is no "b" in an object (3 times)',
      ],
      ["x: a y: a z: a", {}, {}, '$.a: There is no "a" in an object (3 times)'],
      [
        "l { a }",
        { l: [{}, 1, null] },
        { l: [{}, 1, null] },
        '$.l.a: There is no "a" in an object',
        '$.l.a: There is no "a" in a number',
      ],
      [
        "x: l->map(@->size)",
        { l: [1, 2] },
        { x: [null, null] },
        "$.l->size: Only a list, a string or an object has a size, and this is a number (twice)",
      ],
    ],
  },
  {
    rule: "8: a method that there is not",
    versions: allVersions,
    cases: [
      ["x: a->typeof", { a: 1 }, {}, "$.a->typeof: There is no method ->typeof"],
      [
        "x: a->matchIf([true, 1])",
        { a: 1 },
        {},
        "$.a->matchIf: There is no method ->matchIf; did you mean ->match?",
      ],
      [
        "x: a->frist",
        { a: [1] },
        {},
        "$.a->frist: There is no method ->frist; did you mean ->first?",
      ],
      ["x: a->toUpperCase", { a: "x" }, {}, "$.a->toUpperCase: There is no method ->toUpperCase"],
      ["x: a->constructor", { a: 1 }, {}, "$.a->constructor: There is no method ->constructor"],
      [
        "x: a->levitate->size y: b",
        { a: 1, b: 2 },
        { y: 2 },
        "$.a->levitate: There is no method ->levitate",
      ],
    ],
  },
  {
    rule: "8: no matching arm",
    versions: allVersions,
    cases: [
      [
        "x: s->match(['open', 'OPEN']) y: s",
        { s: "shut" },
        { y: "shut" },
        "$.s->match: No pair of ->match has that pattern; [@, value] as the last catches all",
      ],
    ],
  },
  {
    rule: "8: an argument that is missing",
    versions: allVersions,
    cases: [
      [
        "x: a->echo($.b)",
        { a: 1 },
        {},
        '$.b: There is no "b" in an object',
        "$.a->echo: An argument is missing",
      ],
      [
        "x: a->add($.b)",
        { a: 1 },
        {},
        '$.b: There is no "b" in an object',
        "$.a->add: An argument is missing",
      ],
      [
        "x: a->eq($args.b)",
        { a: 1 },
        {},
        "$args: $args has no value here",
        "$.a->eq: An argument is missing",
      ],
      [
        "x: users->filter(@.active->and(@.age->gt(30)))",
        {
          users: [
            { active: true, age: 40 },
            { active: true, age: 20 },
          ],
        },
        {},
        '$.users.active.age: There is no "age" in a boolean (twice)',
        "$.users.active->and: An argument is missing (twice)",
        "$.users->filter: A condition is true or false, and this is nothing (twice)",
      ],
    ],
  },
  {
    rule: "8: nothing is wrong where nothing is missed",
    versions: allVersions,
    cases: [
      [
        "x: users->filter(@->as($u)->echo($u.active)->and($u.age->gt(30)))",
        {
          users: [
            { active: true, age: 40 },
            { active: true, age: 20 },
          ],
        },
        { x: [{ active: true, age: 40 }] },
      ],
      ["a b { c }", { a: null, b: null }, { a: null, b: null }],
    ],
  },
  {
    rule: "8: a value that does not merge",
    versions: onlyNewest,
    cases: [
      [
        "l { ... $.a ... $.b }",
        { l: [{ a: 1, b: 2 }] },
        { l: [{}] },
        "$.l: Only an object merges into an object, and this is a number (twice)",
      ],
    ],
  },
];
