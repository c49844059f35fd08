import { type MappingTable, allVersions, onlyNewest } from "../mapping-case.ts";

const articles = {
  author: {
    name: "Ben",
    articles: [
      { title: "T1", date: "D1", byline: { place: "P1" } },
      { title: "T2", date: "D2", byline: { place: "P2" } },
    ],
  },
};

/** Rule 4: lists map by themselves; a group on a scalar that yields nothing gives the scalar. */
export const rule4: readonly MappingTable[] = [
  {
    rule: "4: a key of a list maps over it",
    versions: allVersions,
    cases: [
      ["author.articles.title", articles, ["T1", "T2"]],
      ["author.articles.byline.place", articles, ["P1", "P2"]],
      ["x: author.articles.byline.place", articles, { x: ["P1", "P2"] }],
      ["$.a", [[{ a: 1 }], { a: 2 }], [[1], 2]],
      ["$.a.b", [{ a: [{ b: 1 }, { b: 2 }] }, { a: [] }], [[1, 2], []]],
      ["$.a", [], []],
      ["x: l.length", { l: [1] }, { x: [null] }, '$.l.length: There is no "length" in a number'],
    ],
  },
  {
    rule: "4: a group maps over its items",
    versions: allVersions,
    cases: [
      ["author.articles { title }", articles, [{ title: "T1" }, { title: "T2" }]],
      [
        "author.articles { title place: byline.place }",
        articles,
        [
          { title: "T1", place: "P1" },
          { title: "T2", place: "P2" },
        ],
      ],
      [
        "author.articles { td: { title date } }",
        articles,
        [{ td: { title: "T1", date: "D1" } }, { td: { title: "T2", date: "D2" } }],
      ],
      [
        "author { articles { title } }",
        articles,
        { author: { articles: [{ title: "T1" }, { title: "T2" }] } },
      ],
      [
        "x: author { articles { byline { place } } }",
        articles,
        { x: { articles: [{ byline: { place: "P1" } }, { byline: { place: "P2" } }] } },
      ],
      [
        "author.articles { name: author.name }",
        articles,
        [{}, {}],
        '$.author.articles.author: There is no "author" in an object (twice)',
      ],
      ["author->as($a).articles { name: $a.name }", articles, [{ name: "Ben" }, { name: "Ben" }]],
      [
        "id title",
        [
          { id: 1, title: "a", x: 0 },
          { id: 2, title: "b" },
        ],
        [
          { id: 1, title: "a" },
          { id: 2, title: "b" },
        ],
      ],
      ["id", [[{ id: 1 }], []], [[{ id: 1 }], []]],
      [
        "l { a }",
        { l: [{ a: 1 }, null, "s"] },
        { l: [{ a: 1 }, null, "s"] },
        '$.l.a: There is no "a" in a string',
      ],
      ["l { a }", { l: [] }, { l: [] }],
    ],
  },
  {
    rule: "4: a method gets the resulting list",
    versions: allVersions,
    cases: [
      ["x: author.articles.title->size", articles, { x: 2 }],
      ["x: author.articles->first.title", articles, { x: "T1" }],
      ["x: author.articles.title->last", articles, { x: "T2" }],
      ["x: author.articles.byline->first { place }", articles, { x: { place: "P1" } }],
      ["x: author.articles->slice(1) { title }", articles, { x: [{ title: "T2" }] }],
    ],
  },
  {
    rule: "4: one value where a list was expected is one result, and the text stays",
    versions: allVersions,
    cases: [
      ["author.articles { title }", { author: { articles: { title: "T" } } }, { title: "T" }],
      ["x: author.articles.title", { author: { articles: { title: "T" } } }, { x: "T" }],
    ],
  },
  {
    rule: "4: a group on a scalar that yields nothing gives the scalar",
    versions: allVersions,
    cases: [
      ["x { a }", { x: "s" }, { x: "s" }, '$.x.a: There is no "a" in a string'],
      ["x { a }", { x: false }, { x: false }, '$.x.a: There is no "a" in a boolean'],
      [
        "x { a b }",
        { x: 0 },
        { x: 0 },
        '$.x.a: There is no "a" in a number',
        '$.x.b: There is no "b" in a number',
      ],
      ["x { id: $ }", { x: 5 }, { x: { id: 5 } }],
      ["x { a: $(1) b }", { x: "s" }, { x: { a: 1 } }, '$.x.b: There is no "b" in a string'],
      ["x { a }", { x: {} }, { x: {} }, '$.x.a: There is no "a" in an object'],
      [
        "a b",
        "text",
        "text",
        '$.a: There is no "a" in a string',
        '$.b: There is no "b" in a string',
      ],
    ],
  },
  {
    rule: "4: an absent object is null, and nothing of it is missed",
    versions: allVersions,
    cases: [
      ["x { a b }", { x: null }, { x: null }],
      ["x { a b: { c } }", { x: null }, { x: null }],
      ["id name", null, null],
      ["l { a { b } }", { l: [null, { a: null }] }, { l: [null, { a: null }] }],
    ],
  },
  {
    rule: "4: braces around a whole mapping of v0.4 are the same list of fields",
    versions: onlyNewest,
    cases: [
      ["{ id, title }", [{ id: 1, title: "a" }], [{ id: 1, title: "a" }]],
      ["{ x: $ }", [1, 2], [{ x: 1 }, { x: 2 }]],
      ["[@->size]", [1, 2], [2]],
    ],
  },
];
