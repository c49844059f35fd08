import { describe, expect, test } from "vitest";

import { each, get, many } from "./support/connector-text.ts";
import { markedProblemsOf, problemAtMarker } from "./support/problems-of.ts";

const warning = (code: string, says: string) => ({ code, says, severity: "warning" }) as const;

describe("an un-batched fetch for a list", () => {
  test.each([
    [
      "of a field",
      `type Query { ts: [T] ${get("id")} } type T { id: ID a: Int ▲${each("$.n")} }`,
      warning("UNBATCHED_IN_LIST", '"T.a" makes one for each T that "Query.ts" lists, for "a".'),
    ],
    [
      "of what references lack",
      `type Query { ps: [P] ${get("id t: { id: tid }")} } type P { id: ID t: T } type T ▲${each("id a b")} { id: ID a: Int b: Int }`,
      warning(
        "UNBATCHED_IN_LIST",
        '"T" makes one for each T that "Query.ps" lists, for "a" and "b".',
      ),
    ],
    [
      "of many fields",
      `type Query { ts: [T] ${get("id")} } type T ▲${each("id a b c d e f")} { id: ID a: Int b: Int c: Int d: Int e: Int f: Int }`,
      warning("UNBATCHED_IN_LIST", 'for "a", "b", "c", "d", "e" and 1 more.'),
    ],
    [
      "below a list",
      `type Query { ps: [P] ${get("id t { id }")} } type P { id: ID t: T } type T { id: ID a: Int ▲${each("$.n")} }`,
      warning("UNBATCHED_IN_LIST", '"T.a" makes one for each T that "Query.ps" lists'),
    ],
    [
      "below what is fetched for a list",
      `type Query { ps: [P] ${get("id")} } type P ${many("id t { id }")} { id: ID t: T } type T { id: ID a: Int ▲${each("$.n")} }`,
      warning("UNBATCHED_IN_LIST", '"T.a" makes one for each T that "P" lists'),
    ],
    [
      "of a field of Query",
      `type Query { ts: [T] ${get("id")} t(id: ID!): T ▲@connect(http: { GET: "https://x.dev/{$args.id}" }, selection: "id a", entity: true) }
       type T { id: ID! a: Int }`,
      warning(
        "UNBATCHED_IN_LIST",
        '"Query.t" makes one for each T that "Query.ts" lists, for "a".',
      ),
    ],
    [
      "of an abstract type",
      `type Query { us: [U] ${get("... $->match([1, { __typename: 'T', id: 1 }], [@, { __typename: 'V', id: 1 }])")} }
       union U = T | V type T { id: ID a: Int ▲${each("$.n")} } type V { id: ID }`,
      warning("UNBATCHED_IN_LIST", '"T.a" makes one for each T that "Query.us" lists'),
    ],
  ] as const)("is named: %s", (_, sdl, expected) => {
    expect(markedProblemsOf(sdl)).toEqual(problemAtMarker(sdl, expected));
  });

  test.each([
    [
      "is for one object",
      `type Query { t: T ${get("id")} } type T { id: ID a: Int ${each("$.n")} }`,
    ],
    [
      "is lazy",
      `type Query { ts: [T] ${get("id")} } type T { id: ID a: Int @lazy(reason: "slow") ${each("$.n")} }`,
    ],
    [
      "is not needed there",
      `type Query { ts: [T] ${get("id a")} t: T ${get("id")} } type T { id: ID a: Int ${each("$.n")} }`,
    ],
    [
      "may not be needed there",
      `type Query { ts: [T] ${get("id ...$.rest")} } type T { id: ID a: Int ${each("$.n")} }`,
    ],
    [
      "has one for many beside it",
      `type Query { ts: [T] ${get("id")} } type T ${each("id a")} ${many("id a")} { id: ID a: Int }`,
    ],
    [
      "is the same for all",
      `type Query { ts: [T] ${get("id")} } type T { id: ID a: Int ${get("$.n")} }`,
    ],
    [
      "makes no call",
      `type Query { ts: [T] ${get("id")} } type T { id: ID a: Int @connect(selection: "$this.id") }`,
    ],
    [
      "is a mutation's",
      `type Query { n: Int ${get("$.n")} } type Mutation { m(id: ID): [T] ${get("id")} } type T { id: ID }`,
    ],
  ])("is none where it %s", (_, sdl) => {
    expect(markedProblemsOf(sdl)).toEqual([]);
  });
});

const shelf = (albums: string, photos: string) => `
  type Query { users: [User] ${get("id")} photos: [Photo] ${get("id album { id }")} }
  type User ${many("id albums { id }")} { id: ID albums: ${albums} }
  type Album ${many("id photos { id } owner { id }")} { id: ID photos: ${photos} owner: User }
  type Photo ${many("id album { id }")} { id: ID album: Album }
`;

describe("a dear field that is not lazy", () => {
  test("is a list for each object of a list that is one for each object, too", () => {
    const sdl = shelf("[Album]", "[Photo]").replace(
      " photos: [Photo] owner",
      " ▲photos: [Photo] owner",
    );
    expect(markedProblemsOf(sdl)).toEqual(
      problemAtMarker(sdl, {
        code: "DEAR_NOT_LAZY",
        says: '"Album.photos" is a list for each of "User.albums", which is itself a list for each User',
        severity: "warning",
      }),
    );
  });

  test.each([
    ["it is lazy", shelf("[Album]", '[Photo] @lazy(reason: "many")')],
    ["the list above it is lazy", shelf('[Album] @lazy(reason: "many")', "[Photo]")],
    ["it is one object", shelf("[Album]", "Photo")],
    ["the one above it is one object", shelf("Album", "[Photo]")],
    [
      "it comes with its object",
      shelf("[Album]", "[Photo]")
        .replace("albums { id }", "albums { id photos { id } }")
        .replaceAll("album { id }", "album { id photos { id } }"),
    ],
    [
      "what leads to it is lazy",
      `
      type Query { users: [User] ${get("id")} }
      type User ${many("id shelves { id }")} { id: ID shelves: [Shelf] }
      type Shelf { id: ID album: Album @lazy(reason: "slow") ${each("id")} }
      type Album ${many("id photos { id }")} { id: ID photos: [Photo] }
      type Photo { id: ID }
    `,
    ],
  ])("is none where %s", (_, sdl) => {
    expect(markedProblemsOf(sdl)).toEqual([]);
  });

  test.each([
    ["is named where they give as much as there is", "", ["DEAR_NOT_LAZY"]],
    ["is none where callers say how much", "(limit: Int)", []],
  ])("of batch resolvers %s", (_, args, codes) => {
    const sdl = `
      type Query { users: [User] ${get("id")} }
      type User ${many("id albums { id }")} { id: ID albums: [Album] }
      type Album { id: ID photos${args}: [ID] tags${args}: [ID] @lazy(reason: "slow") }
    `;
    const batch = {
      reads: ["id"],
      headers: [],
      claims: [],
      maxSize: undefined,
      selection: undefined,
    };
    const batchResolvers = new Map([
      ["Album.photos", batch],
      ["Album.tags", batch],
    ]);
    expect(markedProblemsOf(sdl, { batchResolvers }).map(({ code }) => code)).toEqual(codes);
  });
});
