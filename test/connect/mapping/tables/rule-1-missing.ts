import { type MappingTable, allVersions, onlyNewest, sinceOptional } from "../mapping-case.ts";

/** Rule 1: values are JSON or missing. */
export const rule1: readonly MappingTable[] = [
  {
    rule: "1: a missing aliased value leaves its key out",
    versions: allVersions,
    cases: [
      ["x: a", {}, {}, '$.a: There is no "a" in an object'],
      ["x: a y: b", { b: 1 }, { y: 1 }, '$.a: There is no "a" in an object'],
      ["a b", { b: 1 }, { b: 1 }, '$.a: There is no "a" in an object'],
      ["x: { y: a }", {}, { x: {} }, '$.a: There is no "a" in an object'],
      ["x: a { y: b }", { a: {} }, { x: {} }, '$.a.b: There is no "b" in an object'],
      ["x: a.b.c", { a: {} }, {}, '$.a.b: There is no "b" in an object'],
      ["x: a.b.c.d.e", {}, {}, '$.a: There is no "a" in an object'],
      ["x: $({ y: $.a })", {}, { x: {} }, '$.a: There is no "a" in an object'],
      ["x: $args.a", {}, {}, "$args: $args has no value here"],
      ["a { b c }", { a: { c: 1 } }, { a: { c: 1 } }, '$.a.b: There is no "b" in an object'],
    ],
  },
  {
    rule: "1: null is a value, and keeps its key",
    versions: allVersions,
    cases: [
      ["a", { a: null }, { a: null }],
      ["x: a", { a: null }, { x: null }],
      ["x: $.a", { a: null }, { x: null }],
      ["x: $(null)", {}, { x: null }],
      ["a { b }", { a: null }, { a: null }],
      ["x: a.b", { a: { b: null } }, { x: null }],
      ["x: a.b", { a: null }, {}, '$.a.b: There is no "b" in null'],
      [
        "false zero empty",
        { false: false, zero: 0, empty: "" },
        { false: false, zero: 0, empty: "" },
      ],
    ],
  },
  {
    rule: "1: a missing element of a list becomes null",
    versions: allVersions,
    cases: [
      ["x: l.a", { l: [{ a: 1 }, {}] }, { x: [1, null] }, '$.l.a: There is no "a" in an object'],
      [
        "x: l.a",
        { l: [{}, {}, {}] },
        { x: [null, null, null] },
        '$.l.a: There is no "a" in an object (3 times)',
      ],
      [
        "x: l.a",
        { l: [1, null] },
        { x: [null, null] },
        '$.l.a: There is no "a" in a number',
        '$.l.a: There is no "a" in null',
      ],
      ["x: $([$.a, $.b])", { b: 1 }, { x: [null, 1] }, '$.a: There is no "a" in an object'],
      [
        "x: l->map(@.a)",
        { l: [{}, { a: 1 }] },
        { x: [null, 1] },
        '$.l.a: There is no "a" in an object',
      ],
      [
        "l { a }",
        { l: [{}, { a: 1 }] },
        { l: [{}, { a: 1 }] },
        '$.l.a: There is no "a" in an object',
      ],
      [
        "x: l.a.b",
        { l: [{ a: { b: 1 } }, {}] },
        { x: [1, null] },
        '$.l.a: There is no "a" in an object',
        '$.l.a.b: There is no "b" in null',
      ],
    ],
  },
  {
    rule: "1: what is missing is missing whatever comes behind it, and is told once",
    versions: allVersions,
    cases: [
      ["x: a->size", {}, {}, '$.a: There is no "a" in an object'],
      ["x: a->echo(1)", {}, {}, '$.a: There is no "a" in an object'],
      ["x: a->first->size", {}, {}, '$.a: There is no "a" in an object'],
      ["x: a { b: $(1) }", {}, {}, '$.a: There is no "a" in an object'],
      ["x: l->first.a", { l: [] }, {}],
      ["x: $(1)", undefined, { x: 1 }],
      ["x: a", undefined, {}, '$.a: There is no "a" in nothing'],
    ],
  },
  {
    rule: "1: what is marked as optional is missing without a problem",
    versions: sinceOptional,
    cases: [
      ["x: a? y: b", { b: 1 }, { y: 1 }],
      ["x: l.a?", { l: [{}, { a: 1 }] }, { x: [null, 1] }],
    ],
  },
  {
    rule: "1: in literal lists and objects of v0.4, too",
    versions: onlyNewest,
    cases: [
      ["x: [a, b]", { b: 1 }, { x: [null, 1] }, '$.a: There is no "a" in an object'],
      ["[a?, b?]", {}, [null, null]],
      ["x: { a, b }", { b: 1 }, { x: { b: 1 } }, '$.a: There is no "a" in an object'],
    ],
  },
];
