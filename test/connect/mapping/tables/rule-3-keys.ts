import { type MappingTable, allVersions, onlyNewest, sinceOptional } from "../mapping-case.ts";

const book = {
  author: { name: "Ben", details: { age: 9, name: "Benjamin" } },
  some: { nested: { path: { a: "A", b: "B", c: "C" } } },
  data: { id: 7, name: "n" },
  meta: { next_cursor: "c1" },
  postID: 1,
  authorID: 2,
  authorName: "Ann",
};

/** Rule 3: one key keeps its key; a longer path merges; a lone keyless path is the whole result. */
export const rule3: readonly MappingTable[] = [
  {
    rule: "3: a key with a group keeps its key",
    versions: allVersions,
    cases: [
      ["author { name }", book, { author: { name: "Ben" } }],
      ["author { details { age } }", book, { author: { details: { age: 9 } } }],
      ["author { name } postID", book, { author: { name: "Ben" }, postID: 1 }],
      ["writer: author { name }", book, { writer: { name: "Ben" } }],
      ["'author' { name }", book, { author: { name: "Ben" } }],
      ["author { 'name' }", book, { author: { name: "Ben" } }],
    ],
  },
  {
    rule: "3: a longer path has none: its object merges into the parent",
    versions: allVersions,
    cases: [
      [
        "author { name } some.nested.path { a b c }",
        book,
        { author: { name: "Ben" }, a: "A", b: "B", c: "C" },
      ],
      ["postID author.details { age }", book, { postID: 1, age: 9 }],
      ["$.author { name } postID", book, { name: "Ben", postID: 1 }],
      [
        "$.data { id name } nextCursor: meta.next_cursor",
        book,
        { id: 7, name: "n", nextCursor: "c1" },
      ],
      ["abc: some.nested.path { a b c }", book, { abc: { a: "A", b: "B", c: "C" } }],
      ["x: some { nested.path { a } postID: $(1) }", book, { x: { a: "A", postID: 1 } }],
      [
        "postID author: { id: authorID name: authorName }",
        book,
        { postID: 1, author: { id: 2, name: "Ann" } },
      ],
      ["postID $.data", book, { postID: 1, id: 7, name: "n" }],
      ["postID @ { authorID }", book, { postID: 1, authorID: 2 }],
      ["postID $(data) { id }", { ...book }, { postID: 1, id: 7 }],
      ["postID data->echo(@) { id }", book, { postID: 1, id: 7 }],
      [
        "postID $.nobody { id }",
        book,
        { postID: 1 },
        '$.nobody: There is no "nobody" in an object',
      ],
      ["id $.n { a }", { id: 1, n: null }, null],
      [
        "id $.l { a }",
        { id: 1, l: [{ a: 1 }] },
        { id: 1 },
        "$: Only an object merges into an object, and this is a list",
      ],
      [
        "id $.id",
        { id: 1 },
        { id: 1 },
        "$: Only an object merges into an object, and this is a number",
      ],
    ],
  },
  {
    rule: "3: a lone keyless path is the whole result",
    versions: allVersions,
    cases: [
      ["$.author.name", book, "Ben"],
      ["author.name", book, "Ben"],
      ["some.nested.path { a b }", book, { a: "A", b: "B" }],
      ["$.data", book, { id: 7, name: "n" }],
      ["data->size", book, 2],
      ["$(data.id)", book, 7],
      ["$->keysToCamelCase { loginName }", { login_name: "ben" }, { loginName: "ben" }],
      ["$.nobody", book, undefined, '$.nobody: There is no "nobody" in an object'],
      ["x: author { $.name }", book, { x: "Ben" }],
    ],
  },
  {
    rule: "3: a lone key is a field",
    versions: allVersions,
    cases: [
      ["postID", book, { postID: 1 }],
      ["data { id }", book, { data: { id: 7 } }],
      ["", book, {}],
      [" # nothing but a comment", book, {}],
    ],
  },
  {
    rule: "3: an optional key is still one key",
    versions: sinceOptional,
    cases: [
      ["author? { name }", book, { author: { name: "Ben" } }],
      ["author? { name } nobody?", book, { author: { name: "Ben" } }],
      ["author?.details { age }", book, { age: 9 }],
    ],
  },
  {
    rule: "3: with commas in v0.4",
    versions: onlyNewest,
    cases: [
      [
        "author { name, details { age } }, some.nested.path { a, b }",
        book,
        { author: { name: "Ben", details: { age: 9 } }, a: "A", b: "B" },
      ],
      [
        "{ postID, author: { id: authorID, name: authorName, }, }",
        book,
        { postID: 1, author: { id: 2, name: "Ann" } },
      ],
    ],
  },
];
