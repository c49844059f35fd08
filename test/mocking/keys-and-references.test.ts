import { describe, expect, test } from "vitest";

import { ask } from "./support/mock-executor.ts";

const get = (path: string, selection: string) =>
  `@connect(http: { GET: "http://127.0.0.1:1/${path}" }, selection: """${selection}""")`;

const link =
  'extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])';

describe("keys", () => {
  const keys = `${link}
    scalar UUID scalar Stamp enum Region { NORTH SOUTH }
    type Query {
      rooms: [Room] ${get("rooms", "building { code } number name")}
      room(number: Int!): Room ${get("rooms/{$args.number}", "building { code } number name")}
      tags: [Tag] ${get("tags", "slug label")} chips: [Chip] ${get("chips", "uid name")}
      areas: [Area] ${get("areas", "region name")} stamps: [Stamped] ${get("stamps", "stamp name")}
      chip(uid: UUID!): Chip ${get("chips/{$args.uid}", "uid name")}
      books: [Book] ${get("books", "bookId name")}
      shelves: [Shelf] ${get("shelves", "place { hall row } size")}
      parts: [Part] ${get("parts", "of { id } size")}
    }
    type Building { code: ID! }
    type Room ${get("rooms/{$this.building.code}/{$this.number}", "building { code } number size name")}
      { building: Building! number: Int! name: String size: Int }
    type Tag ${get("tags/{$this.slug}", "slug label size")} { slug: String! label: String size: Int }
    type Chip ${get("chips/{$this.uid}", "uid name size")} { uid: UUID! name: String size: Int }
    type Area ${get("areas/{$this.region}", "region name size")} { region: Region! name: String size: Int }
    type Stamped ${get("stamps/{$this.stamp}", "stamp name size")} { stamp: Stamp! name: String size: Int }
    type Place { hall: Int! row: Int! }
    type Shelf ${get("shelves/{$this.place.hall}/{$this.place.row}", "place { hall row } size name")} { place: Place! size: Int name: String }
    interface Whole { id: ID! } type Machine implements Whole { id: ID! }
    type Part ${get("parts/{$this.of.id}", "of { id } size name")} { of: Whole! size: Int name: String }
    type Book ${get("books/{$this.bookId}", "bookId name size")} { bookId: String! name: String size: Int }
  `;

  test("of several fields, also of objects below, tell objects apart", async () => {
    const { rooms } = await ask(keys, "{ rooms { building { code } number name size } }");
    const names = rooms.map((room: object) => JSON.stringify(room));
    expect(new Set(names).size).toBe(rooms.length);
    for (const room of rooms) expect(room).toMatchObject({ number: expect.any(Number) });
  });

  test("may have several fields of one object below, and one of an abstract type", async () => {
    const { shelves, parts } = await ask(
      keys,
      "{ shelves { place { hall row } name } parts { of { id } name } }",
    );
    const rows = shelves.map(({ place }: { place: { row: number } }) => place.row);
    expect(rows).toEqual(shelves.map((_: unknown, index: number) => index + 1));
    expect(shelves[0].place.hall).toEqual(expect.any(Number));
    const wholes = parts.map(({ of }: { of: { id: string } }) => of.id);
    expect(wholes).toEqual(parts.map((_: unknown, index: number) => String(index + 1)));
  });

  test("a part of a key is like any other field", async () => {
    const { room } = await ask(keys, "{ room(number: 12) { number name size } }");
    expect(room).toEqual({ number: 12, name: expect.any(String), size: expect.any(Number) });
  });

  test("have values of their fields' types", async () => {
    const { tags, chips, areas, stamps, books } = await ask(
      keys,
      "{ tags { slug size } chips { uid size } areas { region size } stamps { stamp size } books { bookId size } }",
    );
    expect(tags[2].slug).toMatch(/^[a-z]+-[a-z]+-3$/);
    expect(chips[0].uid).toMatch(/^[\da-f]{8}-/);
    expect(["NORTH", "SOUTH"]).toContain(areas[0].region);
    expect(stamps[0].stamp).toBe("1");
    expect(books[1].bookId).toBe("2");
    const { chip } = await ask(keys, `{ chip(uid: "${chips[0].uid}") { size } }`);
    expect(chip.size).toBe(chips[0].size);
  });
});

describe("references", () => {
  const blog = `${link}
    interface Node { id: ID! } union Any = Post | User
    type Query {
      posts(input: Page): [Post] @listSize(slicingArguments: ["input.first"])
        ${get("posts?{$args.input.first}", "id writtenBy tagIds teamId ownerId lead { no }")}
      nodes(first: Int): Nodes ${get("nodes?{$args.first}", "edges { node { ... kind->match(['p', { __typename: 'Post', id: id }], [@, { __typename: 'User', id: id }]) } }")}
      node(id: ID!): Node ${get("nodes/{$args.id}", "... kind->match(['p', { __typename: 'Post', id: id }], [@, { __typename: 'User', id: id }])")}
      user(id: ID!): User ${get("users/{$args.id}", "id name")}
      about(notes: NoteFilter!): User ${get("users?{$args.notes.text}", "id name")}
      find(user: UserFilter!): User ${get("users?{$args.user.name}", "id name")}
    }
    input Page { first: Int } input UserFilter { name: String } input NoteFilter { text: String } type Ref { no: ID }
    type Nodes { edges: [Edge] } type Edge { node: Any }
    type Post implements Node ${get("posts/{$this.id}", "id writtenBy tagIds teamId ownerId lead { no }")} { id: ID! writtenBy: ID tagIds: [ID] teamId: ID ownerId: ID lead: Ref
      owner: User ${get("posts/{$this.id}/users/{$this.ownerId}", "id name")}
      leader: User ${get("users/{$this.lead.no}", "id name")}
      author: User ${get("users/{$this.writtenBy}", "id name")}
      second: User ${get("posts/{$this.id}/second", "id name")}
      tags: [Tag] ${get("posts/{$this.id}/tags", "id name")}
      avatar(size: Int): String ${get("posts/{$this.id}/{$args.size}", "$.url")} }
    type User implements Node ${get("users/{$this.id}", "id name posts { id } logins { id } notes { text } pages { nodes { id } } related { ... kind->match(['p', { __typename: 'Post', id: id }], [@, { __typename: 'User', id: id }]) }")}
      { id: ID! name: String posts: [Post] logins: [Login] notes: [Note] related: [Any] pages: LoginPages }
    type LoginPages { nodes: [Login] }
    type Login ${get("logins/{$this.id}", "id userId")} { id: ID! userId: ID }
    type Note { text: String }
    type Tag ${get("tags/{$this.id}", "id name")} { id: ID! name: String }
  `;

  test("lead to what a connector reads of the parent", async () => {
    const { posts } = await ask(
      blog,
      "{ posts(input: { first: 3 }) { writtenBy author { id name } } }",
    );
    expect(posts).toHaveLength(3);
    for (const { writtenBy, author } of posts) expect(author.id).toBe(writtenBy);
  });

  test("lead to what an id beside the field names, whatever else its connector reads", async () => {
    const { posts } = await ask(blog, "{ posts { ownerId owner { id } leader { id name } } }");
    expect(posts.length).toBeGreaterThanOrEqual(3);
    for (const { ownerId, owner, leader } of posts) {
      expect(owner.id).toBe(ownerId);
      expect(leader).toEqual({ id: expect.any(String), name: expect.any(String) });
    }
  });

  test("that no field gives are the same each time, and of those that are there", async () => {
    const { posts } = await ask(
      blog,
      "{ posts(input: { first: 2 }) { second { id name } tags { id name } tagIds teamId a: avatar(size: 1) b: avatar(size: 2) } }",
    );
    const [{ second: one }] = posts;
    const { user } = await ask(blog, `{ user(id: "${one.id}") { id name } }`);
    expect(one).toEqual(user);
    for (const { tags, tagIds, a, b } of posts) {
      const ids = tags.map(({ id }: { id: string }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(tagIds.every((id: string) => Number(id) <= 10)).toBe(true);
      expect(a).not.toBe(b);
    }
  });

  test("in many objects to one are found from there, by an id alone, too", async () => {
    const { user } = await ask(
      blog,
      '{ user(id: "2") { logins { userId } notes { text } posts { id } related { __typename } pages { nodes { id } } } }',
    );
    expect(user.logins.length).toBeGreaterThan(0);
    for (const { userId } of user.logins) expect(userId).toBe("2");
    expect(user.notes.length).toBeGreaterThanOrEqual(3);
    expect(user.related.length).toBeGreaterThanOrEqual(3);
    expect(user.pages.nodes.length).toBeGreaterThanOrEqual(3);
  });

  test("of abstract types are of one type each time", async () => {
    const { nodes } = await ask(
      blog,
      "{ nodes(first: 12) { edges { node { __typename ... on Post { id } ... on User { id } } } } }",
    );
    expect(nodes.edges).toHaveLength(12);
    const { node } = await ask(blog, '{ node(id: "7") { __typename id } }');
    expect(node).toEqual({ __typename: expect.stringMatching(/^(Post|User)$/), id: "7" });
    expect((await ask(blog, '{ node(id: "7") { __typename } }')).node.__typename).toBe(
      node.__typename,
    );
  });

  test("by what says nothing of an object are to any", async () => {
    const { find, about } = await ask(
      blog,
      '{ find(user: { name: "x" }) { id name } about(notes: { text: "x" }) { id name } }',
    );
    for (const user of [find, about]) {
      expect(user).toEqual({ id: expect.any(String), name: expect.any(String) });
    }
  });
});

test("lists that a mutation is given come back as they are", async () => {
  const orders = `${link}
    type Query { order(id: ID!): Order ${get("orders/{$args.id}", "id lines { product amount } codes")} }
    type Mutation { place(lines: [LineInput!]!, codes: [String]): Order
      ${get("orders?{$args.lines->size}{$args.codes->size}", "id lines { product amount } codes")} }
    input LineInput { product: String amount: Int }
    type Order { id: ID! lines: [Line!]! codes: [String] } type Line { product: String amount: Int }`;
  const { place } = await ask(
    orders,
    'mutation { place(lines: [{ product: "tea", amount: 2 }], codes: ["a"]) { lines { product amount } codes } }',
  );
  expect(place).toEqual({ lines: [{ product: "tea", amount: 2 }], codes: ["a"] });
});
