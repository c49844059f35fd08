import { type MappingTable, allVersions, onlyNewest } from "../mapping-case.ts";

const flags = { first: true, second: true, l: [{ n: 1 }, { n: 2 }], n: 9 };

/** Rule 2: `$` is what the nearest group received, `@` the current value. */
export const rule2: readonly MappingTable[] = [
  {
    rule: "2: `$` is what the enclosing group received",
    versions: allVersions,
    cases: [
      ["$", { a: 1 }, { a: 1 }],
      ["$", 5, 5],
      ["$.a", { a: 1 }, 1],
      ["x: $", { a: 1 }, { x: { a: 1 } }],
      [
        "id friends: friend_ids { id: $ }",
        { id: 123, friend_ids: [234, 345, 456] },
        { id: 123, friends: [{ id: 234 }, { id: 345 }, { id: 456 }] },
      ],
      ["l { all: $ }", { l: [{ a: 1 }] }, { l: [{ all: { a: 1 } }] }],
      ["a { x: $.b }", { a: { b: 1 }, b: 2 }, { a: { x: 1 } }],
      ["x: { y: $.b }", { b: 2 }, { x: { y: 2 } }],
      ["td: { title date }", { title: "T", date: "D" }, { td: { title: "T", date: "D" } }],
    ],
  },
  {
    rule: "2: it is not rebound in the arguments of methods",
    versions: allVersions,
    cases: [
      ["x: $.first->and($.second)", flags, { x: true }],
      ["x: first->and(second)", flags, { x: true }],
      ["x: l->map($.n)", flags, { x: [9, 9] }],
      ["x: l->map(n)", flags, { x: [9, 9] }],
      ["x: l->filter(@.n->lt($.n))", flags, { x: [{ n: 1 }, { n: 2 }] }],
      ["x: l->echo($)->size", flags, { x: 4 }],
      ["l { x: n->echo($) }", flags, { l: [{ x: { n: 1 } }, { x: { n: 2 } }] }],
      [
        "x: l->map($({ i: @.n, o: $.n }))",
        flags,
        {
          x: [
            { i: 1, o: 9 },
            { i: 2, o: 9 },
          ],
        },
      ],
    ],
  },
  {
    rule: "2: `@` is the value that the method works on, rebound for each item",
    versions: allVersions,
    cases: [
      ["@", { a: 1 }, { a: 1 }],
      ["@.a", { a: 1 }, 1],
      ["@ { a }", { a: 1, b: 2 }, { a: 1 }],
      ["x: l->map(@.n)", flags, { x: [1, 2] }],
      ["x: l->map(@)", flags, { x: flags.l }],
      ["x: l->find(@.n->eq(2)).n", flags, { x: 2 }],
      ["x: n->echo($([@, @]))", flags, { x: [9, 9] }],
      ["x: n->add(@)", flags, { x: 18 }],
      ["x: l->map(@.n->add(@))", flags, { x: [2, 4] }],
      ["x: l->map(l->map(@.n))->size", flags, { x: 2 }],
      ["friends: ids { id: @ }", { ids: [1] }, { friends: [{ id: 1 }] }],
      [
        "x: first->and(@.n->gt(30))",
        flags,
        {},
        '$.first.n: There is no "n" in a boolean',
        "$.first->and: An argument is missing",
      ],
    ],
  },
  {
    rule: "2: literal objects of v0.4 rebind neither",
    versions: onlyNewest,
    cases: [
      ["x: { y: { z: a } }", { a: 1 }, { x: { y: { z: 1 } } }],
      [
        "x: l->map({ id: @.n, n })",
        flags,
        {
          x: [
            { id: 1, n: 9 },
            { id: 2, n: 9 },
          ],
        },
      ],
      ["$->echo({ count: @->size, first: $->first })", [1, 2], { count: 2, first: 1 }],
      ["x: [{ n }, l { n }]", flags, { x: [{ n: 9 }, [{ n: 1 }, { n: 2 }]] }],
    ],
  },
];
