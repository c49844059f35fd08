import { describe, expect, test } from "vitest";

import { answered, get, post } from "./support/answered.ts";
import { type Case, checkCases } from "./support/check-cases.ts";

const types = `
  interface Media { id: ID! title: String }
  type Book implements Media { id: ID! title: String pages: Int }
  type Movie implements Media { id: ID! title: String minutes: Int }
`;
const match = `... kind->match(
  ["book", { __typename: "Book", pages: pages }],
  ["movie", { __typename: "Movie", minutes }],
  [@, null]
)`;
const list = [
  { kind: "book", id: 1, title: "B", pages: 300 },
  { kind: "movie", id: 2, title: "M", minutes: 90 },
  { kind: "podcast", id: 3, title: "P" },
];
const query =
  "{ media { __typename ... on Media { id title } ... on Book { pages } ... on Movie { minutes } } }";
const told = [
  { __typename: "Book", id: "1", title: "B", pages: 300 },
  { __typename: "Movie", id: "2", title: "M", minutes: 90 },
  null,
];

const cases: readonly Case[] = [
  [
    "an interface, by ... and ->match, at the root",
    {
      schema: `type Query { media: [Media] ${get("/media", `id title ${match}`)} } ${types}`,
      data: { "GET /media": list },
      query,
    },
    { media: told },
    ["GET /media"],
  ],
  [
    "a union, the same way",
    {
      schema: `type Query { media: [Any] ${get("/media", `id title ${match}`)} } union Any = Book | Movie ${types}`,
      data: { "GET /media": list },
      query,
    },
    { media: told },
    ["GET /media"],
  ],
  [
    "inside an object",
    {
      schema: `
        type Query { shelf: Shelf ${get("/shelf", `name media { id title ${match} }`)} }
        type Shelf { name: String media: [Media] } ${types}
      `,
      data: { "GET /shelf": { name: "s", media: list } },
      query: query.replace("{ media", "{ shelf { name media").concat(" }"),
    },
    { shelf: { name: "s", media: told } },
    ["GET /shelf"],
  ],
  [
    "inside a list of lists of objects",
    {
      schema: `
        type Query { rooms: [Room!] ${get("/rooms", `shelves { media { id title ${match} } }`)} }
        type Room { shelves: [Shelf!] }
        type Shelf { media: [Media] } ${types}
      `,
      data: { "GET /rooms": [{ shelves: [{ media: list }, { media: [] }] }, { shelves: [] }] },
      query: query.replace("{ media", "{ rooms { shelves { media").concat(" } }"),
    },
    { rooms: [{ shelves: [{ media: told }, { media: [] }] }, { shelves: [] }] },
    ["GET /rooms"],
  ],
  [
    "inside an arm of another",
    {
      schema: `
        type Query { find: [Found] ${get(
          "/find",
          `... what->match(
            ["shelf", { __typename: "Shelf", name, media: media { id title ${match} } }],
            ["room", { __typename: "Room", number }]
          )`,
        )} }
        union Found = Shelf | Room
        type Shelf { name: String media: [Media] }
        type Room { number: Int } ${types}
      `,
      data: {
        "GET /find": [
          { what: "shelf", name: "s", media: list },
          { what: "room", number: 4 },
        ],
      },
      query:
        "{ find { __typename ... on Shelf { media { __typename title } } ... on Room { number } } }",
    },
    {
      find: [
        {
          __typename: "Shelf",
          media: [{ __typename: "Book", title: "B" }, { __typename: "Movie", title: "M" }, null],
        },
        { __typename: "Room", number: 4 },
      ],
    },
    ["GET /find"],
  ],
  [
    "by a field of its own, keyed by $this",
    {
      schema: `
        type Query { order: Order ${get("/orders/1", "id")} }
        type Order { id: ID! payment: Payment ${get(
          "/orders/{$this.id}",
          `$.payment { ... type->match(["card", { __typename: "Card", last4 }], ["cash", { __typename: "Cash", amount }]) }`,
        )} }
        union Payment = Card | Cash
        type Card { last4: String }
        type Cash { amount: Int }
      `,
      data: { "GET /orders/1": { id: 1, payment: { type: "card", last4: "4242" } } },
      query: "{ order { payment { __typename ... on Card { last4 } } } }",
    },
    { order: { payment: { __typename: "Card", last4: "4242" } } },
    // Two connectors, and one API that answers both: each is a fetch of its own.
    ["GET /orders/1", "GET /orders/1"],
  ],
  [
    "an arm written as $ { … }",
    {
      schema: `type Query { media: [Media] ${get(
        "/media",
        `id title ... kind->match(["book", $ { __typename: $("Book") pages }], ["movie", $ { __typename: $("Movie") minutes }], [@, null])`,
      )} } ${types}`,
      data: { "GET /media": list },
      query,
    },
    { media: told },
    ["GET /media"],
  ],
  [
    "a catch-all arm that is a type",
    {
      schema: `type Query { media: [Media] ${get(
        "/media",
        `id title ... kind->match(["movie", { __typename: "Movie", minutes }], [@, { __typename: "Book", pages }])`,
      )} } ${types}`,
      data: { "GET /media": list },
      query,
    },
    { media: [told[0], told[1], { __typename: "Book", id: "3", title: "P", pages: null }] },
    ["GET /media"],
  ],
  [
    "without a discriminator, by a key that only some have",
    {
      schema: `
        type Query { shapes: [Shape] ${get(
          "/shapes",
          `id ... $(radius ?? "none")->match(
            ["none", { __typename: "Rect", width, height }],
            [@, { __typename: "Circle", radius }]
          )`,
        )} }
        interface Shape { id: ID! }
        type Rect implements Shape { id: ID! width: Int height: Int }
        type Circle implements Shape { id: ID! radius: Int }
      `,
      data: {
        "GET /shapes": [
          { id: 1, width: 2, height: 3 },
          { id: 2, radius: 4 },
        ],
      },
      query: "{ shapes { id __typename ... on Rect { width } ... on Circle { radius } } }",
    },
    {
      shapes: [
        { id: "1", __typename: "Rect", width: 2 },
        { id: "2", __typename: "Circle", radius: 4 },
      ],
    },
    ["GET /shapes"],
  ],
  [
    "filled in by the connectors of its types",
    {
      schema: `
        type Query { media: [Media] ${get("/media", `... kind->match(["book", { __typename: "Book", id }], ["movie", { __typename: "Movie", id }], [@, null])`)} }
        interface Media { id: ID! title: String }
        type Book implements Media ${get("/books/{$this.id}", "id title pages")} { id: ID! title: String pages: Int }
        type Movie implements Media ${post("/movies", "ids: $batch.id", "id title minutes")} { id: ID! title: String minutes: Int }
      `,
      data: {
        "GET /media": list,
        "GET /books/1": list[0],
        "POST /movies": [list[1]],
      },
      query,
    },
    { media: told },
    ["GET /books/1", "GET /media", 'POST /movies {"ids":[2]}'],
  ],
  [
    "a stub of a union: which type a reference is of",
    {
      schema: `
        type Query { notes: [Note!] ${get(
          "/notes",
          `id about: $.ref { ... type->match(["user", { __typename: "User", id }], ["org", { __typename: "Org", id }]) }`,
        )} }
        type Note { id: ID! about: Subject }
        union Subject = User | Org
        type User ${get("/users/{$this.id}", "id name")} { id: ID! name: String }
        type Org ${get("/orgs/{$this.id}", "id title")} { id: ID! title: String }
      `,
      data: {
        "GET /notes": [
          { id: 1, ref: { type: "user", id: 7 } },
          { id: 2, ref: { type: "org", id: 7 } },
        ],
        "GET /users/7": { id: 7, name: "Ada" },
        "GET /orgs/7": { id: 7, title: "Inc" },
      },
      query: "{ notes { about { __typename ... on User { name } ... on Org { title } } } }",
    },
    {
      notes: [
        { about: { __typename: "User", name: "Ada" } },
        { about: { __typename: "Org", title: "Inc" } },
      ],
    },
    ["GET /notes", "GET /orgs/7", "GET /users/7"],
  ],
  [
    "__typename alone",
    {
      schema: `type Query { media: [Media] ${get("/media", `id title ${match}`)} } ${types}`,
      data: { "GET /media": list },
      query: "{ media { __typename } }",
    },
    { media: [{ __typename: "Book" }, { __typename: "Movie" }, null] },
    ["GET /media"],
  ],
];

describe("interfaces and unions:", () => {
  checkCases(cases);
});

describe("an object of an abstract type without a __typename", () => {
  test.each<[name: string, type: string]>([
    ["is an error where it was asked for, of an interface", "Media"],
    ["is an error where it was asked for, of a union", "Any"],
  ])("%s", async (_name, type) => {
    const { result } = await answered({
      schema: `
        type Query { media: [${type}] ${get("/media", `id title ... kind->match(["book", { __typename: "Book", pages }], ["movie", { __typename: "Movie", minutes }])`)} }
        union Any = Book | Movie ${types}
      `,
      data: { "GET /media": list },
      query: "{ media { ... on Book { pages } } }",
    });
    expect(result.data).toEqual({ media: [{ pages: 300 }, {}, null] });
    expect(result.errors?.map(({ path }) => path)).toEqual([["media", 2]]);
  });
});
