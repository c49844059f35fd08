import { type MappingTable, onlyNewest } from "../mapping-case.ts";

const media = `
  id
  title
  ... kind->match(
    ["book", { __typename: "Book", pages: pages }],
    ["movie", { __typename: "Movie", minutes }],
    [@, null]
  )
`;

const shapes = `
  ... $(radius ?? "none")->match(
    ["none", { __typename: "Rect", width, height }],
    [@, { __typename: "Circle", radius }]
  )
`;

const noPair = "No pair of ->match has that pattern; [@, value] as the last catches all";
const notObject = (what: string) => `$: Only an object merges into an object, and this is ${what}`;

/** Rule 7, and the unions and interfaces that are made with it. */
export const rule7: readonly MappingTable[] = [
  {
    rule: "7: an object merges",
    versions: onlyNewest,
    cases: [
      ["a ... $.o", { a: 1, o: { b: 2 } }, { a: 1, b: 2 }],
      ["... $.o a", { a: 1, o: { b: 2 } }, { b: 2, a: 1 }],
      ["... $.o", { o: { b: 2 } }, { b: 2 }],
      ["... o { b }", { o: { b: 2, c: 3 } }, { b: 2 }],
      ["... { x: a, y: 5 }", { a: 1 }, { x: 1, y: 5 }],
      ["x: { ... $.o, c: 3 }", { o: { b: 2 } }, { x: { b: 2, c: 3 } }],
      ["l { ... $.o }", { l: [{ o: { b: 1 } }, { o: { b: 2 } }] }, { l: [{ b: 1 }, { b: 2 }] }],
      ["... $args id", { id: 1 }, { id: 1 }, "$args: $args has no value here"],
      ["... $->echo({ a: 1 }) ... { b: 2 }", {}, { a: 1, b: 2 }],
      ["... $.o ?? { b: 0 }", { o: null }, { b: 0 }],
      ["... $.o ... $.p", { o: { x: { a: 1 } }, p: { x: { b: 2 } } }, { x: { a: 1, b: 2 } }],
    ],
  },
  {
    rule: "7: null makes the whole object null",
    versions: onlyNewest,
    cases: [
      ["a ... $.o", { a: 1, o: null }, null],
      ["... null", { a: 1 }, null],
      ["a ... null b", { a: 1, b: 2 }, null],
      ["x: { a ... null } b", { a: 1, b: 2 }, { x: null, b: 2 }],
      [
        "l { a ... $.o }",
        {
          l: [
            { a: 1, o: null },
            { a: 2, o: {} },
          ],
        },
        { l: [null, { a: 2 }] },
      ],
    ],
  },
  {
    rule: "7: missing merges nothing, anything else is a problem and is dropped",
    versions: onlyNewest,
    cases: [
      ["a ... $.o?", { a: 1 }, { a: 1 }],
      ["a ... $.o", { a: 1 }, { a: 1 }, '$.o: There is no "o" in an object'],
      ["a ... $.a", { a: 1 }, { a: 1 }, notObject("a number")],
      ["a ... 'text'", { a: 1 }, { a: 1 }, notObject("a string")],
      ["a ... [1]", { a: 1 }, { a: 1 }, notObject("a list")],
      ["... true", { a: 1 }, {}, notObject("a boolean")],
      [
        "l { ... $.a }",
        { l: [{ a: 1 }, { a: 2 }] },
        { l: [{}, {}] },
        `${notObject("a number").replace("$:", "$.l:")} (twice)`,
      ],
    ],
  },
  {
    rule: "7: a spread of ->match makes objects of several types",
    versions: onlyNewest,
    cases: [
      [
        media,
        [
          { id: 1, title: "B", kind: "book", pages: 3 },
          { id: 2, title: "M", kind: "movie", minutes: 90 },
          { id: 3, title: "P", kind: "podcast" },
        ],
        [
          { id: 1, title: "B", __typename: "Book", pages: 3 },
          { id: 2, title: "M", __typename: "Movie", minutes: 90 },
          null,
        ],
      ],
      [
        media,
        { id: 1, title: "B", kind: "book", pages: 3 },
        { id: 1, title: "B", __typename: "Book", pages: 3 },
      ],
      [
        media,
        { id: 1, title: "B", kind: "book" },
        { id: 1, title: "B", __typename: "Book" },
        '$.pages: There is no "pages" in an object',
      ],
      [
        media,
        { id: 1, title: "B" },
        { id: 1, title: "B" },
        '$.kind: There is no "kind" in an object',
      ],
      [
        "... kind->match(['book', $ { __typename: $('Book') pages }])",
        { kind: "book", pages: 3 },
        { __typename: "Book", pages: 3 },
      ],
      [
        "id ... kind->match(['book', { __typename: 'Book' }])",
        { id: 1, kind: "podcast" },
        { id: 1 },
        `$.kind->match: ${noPair}`,
      ],
      [
        "$.results { ... type->match(['a', { __typename: 'A', n }], [@, { __typename: 'E', message: ['no', type]->joinNotNull(' ') }]) }",
        { results: [{ type: "a", n: 1 }, { type: "b" }] },
        [
          { __typename: "A", n: 1 },
          { __typename: "E", message: "no b" },
        ],
      ],
      [
        "payment { id ... type->match(['card', { __typename: 'Card', last4 }], [@, null]) }",
        { payment: { id: 1, type: "card", last4: "4242" } },
        { payment: { id: 1, __typename: "Card", last4: "4242" } },
      ],
    ],
  },
  {
    rule: "7: without a discriminator, a key that only some have",
    versions: onlyNewest,
    cases: [
      [shapes, { radius: 2 }, { __typename: "Circle", radius: 2 }],
      [shapes, { width: 1, height: 2 }, { __typename: "Rect", width: 1, height: 2 }],
      [
        "... radius->match([null, { __typename: 'Rect' }])",
        { width: 1 },
        {},
        '$.radius: There is no "radius" in an object',
      ],
    ],
  },
];
