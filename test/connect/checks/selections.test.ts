import { describe, expect, test } from "vitest";

import { markedProblemsOf, problemAtMarker } from "../../contract/support/problems-of.ts";
import { codesOf, connect, get, resolved } from "./support/check-case.ts";
import type { Acceptance, Refusal } from "./support/check-case.ts";

const types = `
type Post { id: ID! title: String author: User tags: [String] meta: Json related: [Post] kind: Kind }
type User { id: ID! name: String posts: [Post] }
type Employee @key(fields: "id") { id: ID! boss: Employee }
interface Node { id: ID! }
type Page implements Node { id: ID! url: String }
type Image implements Node { id: ID! url: String }
union Media = Page | Image
enum Kind { A }
scalar Json`;
const of = (type: string, selection: string) =>
  `type Query { a: ${type} @connect(${get}, selection: """\n${selection}\n""") }${types}`;
const posts = (selection: string) => of("[Post]", selection);

const fields: readonly Refusal[] = [
  [
    "a field of the type, nearly named",
    posts("id\n  ▲titel"),
    { code: "SELECTION_UNKNOWN_FIELD", says: 'Did you mean "title"?' },
  ],
  [
    "a field of an inner type, whose name the outer has",
    posts("id title author { id ▲title }"),
    { code: "SELECTION_UNKNOWN_FIELD", says: 'User has no field "title"' },
  ],
  [
    "a field where a list of lists is answered",
    of("[[Post]]", "▲idd"),
    { code: "SELECTION_UNKNOWN_FIELD", says: "Post" },
  ],
  [
    "an alias that is no field, of a value that is",
    posts("id ▲name: title"),
    { code: "SELECTION_UNKNOWN_FIELD", says: '"name"' },
  ],
  [
    "a field below a path",
    posts("$.data.items { id ▲nmae: name }"),
    { code: "SELECTION_UNKNOWN_FIELD", says: '"nmae"' },
  ],
  [
    "a field in an arm of a match",
    of("Media", '... k->match(["p", { __typename: "Page", id, ▲ulr: u }])'),
    { code: "SELECTION_UNKNOWN_FIELD", says: 'Page has no field "ulr"' },
  ],
];

const groups: readonly Refusal[] = [
  [
    "a group on a scalar",
    posts("id ▲title { text }"),
    { code: "SELECTION_GROUP_ON_SCALAR", says: '"title" is String' },
  ],
  [
    "a group on an enum",
    posts("id ▲kind { name }"),
    { code: "SELECTION_GROUP_ON_SCALAR", says: '"kind" is Kind' },
  ],
  [
    "a group on a list of scalars",
    posts("id ▲tags { name }"),
    { code: "SELECTION_GROUP_ON_SCALAR", says: '"tags" is String' },
  ],
  [
    "a key on its own for a scalar, which makes an object",
    connect(`${get}, selection: "▲count"`),
    { code: "MAPPING_MAKES_OBJECT", severity: "warning", says: "Write `$.count`" },
  ],
  [
    "no group on an object",
    posts("id ▲author"),
    { code: "SELECTION_GROUP_MISSING", says: "`author { id }`" },
  ],
  [
    "no group on an object of another name",
    posts("id ▲author: user.profile"),
    { code: "SELECTION_GROUP_MISSING", says: '"author" names none' },
  ],
  [
    "a whole value for a list of objects",
    posts("▲$.items"),
    { code: "SELECTION_GROUP_MISSING", says: "this one names none" },
  ],
  [
    "a path for one field, without its name",
    of("User", "▲data.id").replace("name: String posts", "posts"),
    { code: "SELECTION_GROUP_MISSING", says: "Write `id: data.id`" },
  ],
  [
    "nothing at all for an object",
    `type Query { a: User @connect(${get}, selection: "▲") }${types}`,
    { code: "SELECTION_GROUP_MISSING", says: "this one names none" },
  ],
  [
    "nothing at all for a scalar",
    connect(`${get}, selection: "▲"`),
    { code: "SELECTION_EMPTY", says: "Int is no object" },
  ],
  [
    "nothing but a comment for a scalar",
    of("Kind", "▲# all of it"),
    { code: "SELECTION_EMPTY", says: "`$` is all of it" },
  ],
];

const circles: readonly Refusal[] = [
  [
    "a type in itself",
    posts("id ▲related { id title }"),
    { code: "SELECTION_CIRCULAR", says: '"related" is Post inside Post' },
  ],
  [
    "a type in itself two levels down",
    posts("id author { id ▲posts { id } }"),
    { code: "SELECTION_CIRCULAR", says: "author.posts" },
  ],
  [
    "a type in itself, with more than its key",
    of("Employee", "id ▲boss { id boss { id } }"),
    { code: "SELECTION_CIRCULAR", says: "Select only the key" },
  ],
  [
    "a type in itself that says what it is",
    posts('id ▲related { __typename: "Post" id title }'),
    { code: "SELECTION_CIRCULAR", says: '"related" is Post inside Post' },
  ],
];

const abstract: readonly Refusal[] = [
  [
    "a type that nothing implements, of all values",
    of("Node", '__typename: "▲Pagee" id'),
    { code: "SELECTION_UNKNOWN_TYPE", says: 'Did you mean "Page"?' },
  ],
  [
    "the name of another type, of an object",
    of("User", '__typename: "▲Post" id'),
    { code: "SELECTION_UNKNOWN_TYPE", says: "Its types are: User." },
  ],
  [
    "a type that no member of the union is",
    of("Media", '... k->match(["u", { __typename: "▲User", id }])'),
    { code: "SELECTION_UNKNOWN_TYPE", says: "Its types are: Page, Image." },
  ],
  [
    "a type that is nearly one that implements the interface",
    of("Node", '... $ { id } ... k->match([@, { __typename: "▲Pagee" }])'),
    { code: "SELECTION_UNKNOWN_TYPE", says: 'Did you mean "Page"?' },
  ],
];

const right: readonly Acceptance[] = [
  ["a reference that says its type", of("Employee", 'id boss { __typename: "Employee" id }')],

  ["a scalar that may hold an object", posts("id meta { a b }")],
  ["a whole value for a scalar that may hold anything", of("Json", "$")],
  ["a reference: nothing but the key inside itself", of("Employee", "id boss { id }")],
  ["a list of scalars from a list of objects", posts("id tags: labels.text")],
  ["an object from nothing but variables", of("User", "id: $config.id name: $status")],
  [
    "a group whose fields are not known before it is called",
    of("User", "$.user->jsonParse { id name }"),
  ],
  ["null for an object", posts("id author: null")],
  ["null for an object, by an expression", posts("id author: $(null)")],
  [
    "null for an object in one of several",
    of("Post", "$([{ id: 1, author: { id: 2 } }, { id: 3, author: null }])->first"),
  ],
  [
    "null for an object by one of two arms",
    posts("id author: k->match([1, { id: 2 }], [@, null])"),
  ],
  ["no objects in a list", posts("id related: []")],
  ["no objects at all", of("[Post!]!", "$([])")],
  ["an object of an object's parts", of("User", "... $.a { id } ... $.b { name }")],
  ["a type name in the data", of("Media", "__typename: kind id url")],
  ["a type name, chosen", of("Node", '__typename: kind->match(["p", "Page"], [@, "Image"]) id')],
  [
    "arms for some of the types",
    of("Media", '... k->match(["p", { __typename: "Page", id, url }], [@, null])'),
  ],
];

const nodes = (type: string, selection: string) => `
    type Query { a: ${type} @connect(${get}, selection: """${selection}""") }
    type Page { id: ID node: Node }
    interface Node { id: ID }
    type Text implements Node { id: ID words: Int }
    type Image implements Node { id: ID pixels: Int }`;

describe("refuses", () => {
  test.each([...fields, ...groups, ...circles, ...abstract])("%s", (_name, files, expected) => {
    expect(markedProblemsOf(files, resolved)).toEqual(problemAtMarker(files, expected));
  });
});

describe("takes", () => {
  test.each(right)("%s", (_name, files) => {
    expect(codesOf(files, resolved)).toEqual([]);
  });
});

const typed = (type: string, selection: string) =>
  `type Query { p: P @connect(${get}, selection: "${selection}") }\ntype P { id: ID x: ${type} }\nenum Kind { A B }\nscalar Json`;

describe("a literal that can never be of its type", () => {
  const unfit: readonly (readonly [type: string, literal: string])[] = [
    ["Int", "'abc'"],
    ["Int", "1.5"],
    ["Int", "3000000000"],
    ["Int", "9007199254740993"],
    ["Int", "''"],
    ["Float", "'abc'"],
    ["Boolean", "'true'"],
    ["Boolean", "9007199254740993"],
    ["ID", "true"],
    ["ID", "1.5"],
    ["Kind", "'C'"],
    ["Kind", "1"],
    ["String!", "null"],
    ["[String]", "'a'"],
    ["[String!]!", "1"],
    ["String", "[]"],
    ["P", "[]"],
    ["P!", "null"],
  ];

  test.each(unfit)("%s: %s", (type, literal) => {
    const sdl = typed(type, `id ▲x: $(${literal})`);
    const says = `"x" is ${type}, and the literal`;
    expect(markedProblemsOf(sdl)).toEqual(
      problemAtMarker(sdl, { code: "LITERAL_NEVER_FITS", says, severity: "warning" }),
    );
  });

  test("may be meant as a property", () => {
    const sdl = typed("Int", "id ▲x: 'pages'");
    const says = 'For the property of that name write `$."pages"`.';
    expect(markedProblemsOf(sdl)).toEqual(
      problemAtMarker(sdl, { code: "LITERAL_NEVER_FITS", says, severity: "warning" }),
    );
  });

  test("is told of a field's own selection, too", () => {
    const sdl = connect(`${get}, selection: "▲$('abc')"`);
    const says = '"The field" is Int';
    expect(markedProblemsOf(sdl)).toEqual(
      problemAtMarker(sdl, { code: "LITERAL_NEVER_FITS", says, severity: "warning" }),
    );
  });

  test("is no matter where a resolver makes the value", () => {
    expect(codesOf(typed("Int", "id x: 'abc'"), { resolvers: new Set(["P.x"]) })).toEqual([]);
  });
});

test.each([
  ["String", "5"],
  ["String", "true"],
  ["String", "9007199254740993"],
  ["ID", "5"],
  ["ID", "9007199254740993"],
  ["Int", "'5'"],
  ["Int", "true"],
  ["Float", "9007199254740993"],
  ["Float", "'1.5'"],
  ["Boolean", "1"],
  ["Kind", "'A'"],
  ["Json", "'anything'"],
  ["String", "null"],
  ["[String]", "null"],
  ["[String]", "['a', 1]"],
  ["Int", "a->match([1, 'abc'])"],
])("a literal that is coerced to its type is none of that: %s: %s", (type, literal) => {
  expect(codesOf(typed(type, `id x: $(${literal})`))).toEqual([]);
});

describe("a selection that writes one of an interface's types,", () => {
  test.each([
    ["for all values", "Node", '__typename: "Text" id words'],
    ["for the values of a list", "[Node]", '$.items { __typename: $("Text") id words }'],
    ["inside of an object", "Page", 'id node { __typename: "Text" id words }'],
    ["in several parts", "Node", '__typename: "Text" id ... $.body { words }'],
  ])("%s, needs nothing of the others", (_name, type, selection) => {
    expect(codesOf(nodes(type, selection))).toEqual([]);
    expect(codesOf(nodes(type, selection.replace("words", "")))).toContain("UNRESOLVABLE_FIELD");
  });
});

describe("a selection for an interface or a union that tells no type", () => {
  const untold: readonly Refusal[] = [
    [
      "of a union",
      "type Query { m: Media @connect(" +
        get +
        ', selection: "▲id") }\nunion Media = Page\ntype Page { id: ID }',
      { code: "SELECTION_WITHOUT_TYPENAME", says: '`__typename: "Page"`', severity: "warning" },
    ],
    [
      "of an interface, inside of an object",
      "type Query { p: P @connect(" +
        get +
        ', selection: "id ▲node { id }") }\ntype P { id: ID node: Node }\ninterface Node { id: ID }\ntype Page implements Node { id: ID }',
      { code: "SELECTION_WITHOUT_TYPENAME", says: "Its types are: Page.", severity: "warning" },
    ],
    [
      "of an interface that nothing implements yet",
      `type Query { n: Node @connect(${get}, selection: "▲id") }\ninterface Node { id: ID }`,
      { code: "SELECTION_WITHOUT_TYPENAME", says: '`__typename: "Name"`', severity: "warning" },
    ],
    [
      "of arms that all leave it out",
      `type Query { n: Node @connect(${get}, selection: "▲... k->match(['a', { id }], [@, { id: uuid }])") }\ninterface Node { id: ID }\ntype Page implements Node { id: ID }`,
      { code: "SELECTION_WITHOUT_TYPENAME", says: "Its types are: Page.", severity: "warning" },
    ],
  ];

  test.each(untold)("%s is doubtful", (_name, sdl, expected) => {
    expect(markedProblemsOf(sdl)).toEqual(problemAtMarker(sdl, expected));
  });

  test("is none of the selection's business where a resolver tells it", () => {
    const sdl = `type Query { m: Media @connect(${get}, selection: "id") }\nunion Media = Page\ntype Page { id: ID }`;
    expect(codesOf(sdl, { resolvers: new Set(["Media.__resolveType"]) })).toEqual([]);
    expect(codesOf(sdl, { resolvers: new Set(["Page.__resolveType"]) })).toEqual([
      "SELECTION_WITHOUT_TYPENAME",
    ]);
  });
});
