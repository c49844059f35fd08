import { type MappingTable, allVersions, onlyNewest } from "../mapping-case.ts";

/** Rule 5: siblings merge deeply. */
export const rule5: readonly MappingTable[] = [
  {
    rule: "5: objects merge by key, at every depth",
    versions: allVersions,
    cases: [
      ["a { b } a { c }", { a: { b: 1, c: 2 } }, { a: { b: 1, c: 2 } }],
      ["x: { a: p } x: { b: q }", { p: 1, q: 2 }, { x: { a: 1, b: 2 } }],
      ["x: { y: { a: p } } x: { y: { b: q } }", { p: 1, q: 2 }, { x: { y: { a: 1, b: 2 } } }],
      [
        "x: { y: { z: { a: p } } } x: { y: { z: { b: q } } }",
        { p: 1, q: 2 },
        { x: { y: { z: { a: 1, b: 2 } } } },
      ],
      ["$.o { x } $.p { x }", { o: { x: { a: 1 } }, p: { x: { b: 2 } } }, { x: { a: 1, b: 2 } }],
      ["x: { a: p } $.o { x { b } }", { p: 1, o: { x: { b: 2 } } }, { x: { a: 1, b: 2 } }],
      ["$.o x: { a: p }", { p: 1, o: { x: { b: 2 } } }, { x: { b: 2, a: 1 } }],
    ],
  },
  {
    rule: "5: lists merge by index",
    versions: allVersions,
    cases: [
      [
        "x: l { a } x: l { b }",
        {
          l: [
            { a: 1, b: 2 },
            { a: 3, b: 4 },
          ],
        },
        {
          x: [
            { a: 1, b: 2 },
            { a: 3, b: 4 },
          ],
        },
      ],
      [
        "x: p { a } x: q { b }",
        { p: [{ a: 1 }], q: [{ b: 2 }, { b: 3 }] },
        { x: [{ a: 1, b: 2 }, { b: 3 }] },
      ],
      ["x: p x: q", { p: [1, 2, 3], q: [4] }, { x: [4, 2, 3] }],
      ["x: p x: q", { p: [[1, 2]], q: [[3], [4]] }, { x: [[3, 2], [4]] }],
      ["x: p x: q", { p: [], q: [1] }, { x: [1] }],
    ],
  },
  {
    rule: "5: null wins, whichever comes first",
    versions: allVersions,
    cases: [
      ["x: a x: b", { a: null, b: 1 }, { x: null }],
      ["x: a x: b", { a: 1, b: null }, { x: null }],
      ["x: a x: b", { a: { c: null }, b: { c: 1 } }, { x: { c: null } }],
      ["x: a x: b", { a: [1, null], b: [null, 2] }, { x: [null, null] }],
      ["x: a x: b", { a: null, b: null }, { x: null }],
    ],
  },
  {
    rule: "5: else the later one wins",
    versions: allVersions,
    cases: [
      ["x: a x: b", { a: 1, b: 2 }, { x: 2 }],
      ["x: a x: b", { a: { c: 1 }, b: 2 }, { x: 2 }],
      ["x: a x: b", { a: 2, b: { c: 1 } }, { x: { c: 1 } }],
      ["x: a x: b", { a: [1], b: { c: 1 } }, { x: { c: 1 } }],
      ["x: a x: b", { a: 0, b: false }, { x: false }],
      ["x: a x: b x: c", { a: 1, b: 2, c: 3 }, { x: 3 }],
    ],
  },
  {
    rule: "5: a missing one does not count",
    versions: allVersions,
    cases: [
      ["x: a x: b", { a: 1 }, { x: 1 }, '$.b: There is no "b" in an object'],
      ["x: a x: b", { b: 1 }, { x: 1 }, '$.a: There is no "a" in an object'],
    ],
  },
  {
    rule: "5: with literals of v0.4",
    versions: onlyNewest,
    cases: [
      ["x: [{ a: 1 }] x: [{ b: 2 }, { c: 3 }]", {}, { x: [{ a: 1, b: 2 }, { c: 3 }] }],
      ["x: null, x: 1", {}, { x: null }],
      [
        "... $.o x: { a: 1 } ... { x: { b: 2 } }",
        { o: { x: { c: 3 } } },
        { x: { c: 3, a: 1, b: 2 } },
      ],
    ],
  },
];
