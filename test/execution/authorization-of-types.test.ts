import { describe, expect, test } from "vitest";

import { callerWith, openGuarded } from "./support/open-guarded.ts";

const get = (path: string, selection: string): string =>
  `@connect(http: { GET: "https://x.dev/${path}" }, selection: "${selection}")`;

const somebody = callerWith();

describe("a type", () => {
  const { run } = openGuarded(
    `type Query {
      user: User ${get("user", "id name")}
      users: [User!] ${get("users", "id name")}
      pet: Pet ${get("pet", "... kind->match(['Dog', { __typename: 'Dog', name: name, id: id }], ['Cat', { __typename: 'Cat', name: name, id: id }])")}
      pets: [Pet] ${get("pets", "__typename: kind name id")}
      sure: [Pet!] ${get("sure", "__typename: kind name id")}
      either: [Either] ${get("either", "__typename: kind name id")}
      salary: Money ${get("salary", "$")}
      mood: Mood ${get("mood", "$")}
      moods: [[Mood!]!]! ${get("moods", "$")}
    }
    type User @authenticated { id: ID, name: String }
    interface Pet { name: String }
    type Dog implements Pet @requiresScopes(scopes: [["dogs"]]) { id: ID, name: String, bones: Int ${get("bones/{$this.id}", "$")} }
    type Cat implements Pet { id: ID, name: String, lives: Int ${get("lives/{$this.id}", "$")} }
    union Either = Dog | Cat
    scalar Money @requiresScopes(scopes: [["pay"]])
    enum Mood @authenticated { GOOD BAD }`,
    {
      values: {
        "Query.user": { id: 1, name: "u" },
        "Query.users": [{ id: 1, name: "u" }],
        "Query.pet": { __typename: "Dog", name: "d", id: 1 },
        "Query.pets": [
          { __typename: "Dog", name: "d", id: 1 },
          { __typename: "Cat", name: "c", id: 2 },
          null,
        ],
        "Query.sure": [
          { __typename: "Cat", name: "c", id: 2 },
          { __typename: "Dog", name: "d", id: 1 },
        ],
        "Query.either": [
          { __typename: "Cat", name: "c", id: 2 },
          { __typename: "Dog", name: "d", id: 1 },
        ],
        "Query.salary": 9,
        "Query.mood": "GOOD",
        "Query.moods": [["GOOD"]],
        "Dog.bones": 3,
        "Cat.lives": 9,
      },
    },
  );

  test("holds for every field that returns it", async () => {
    expect(await run("{ user { __typename } users { name } }")).toMatchObject({
      data: { user: null, users: null },
      errors: ["UNAUTHENTICATED user", "UNAUTHENTICATED users"],
      asked: [],
    });
    expect((await run("{ user { name } }", somebody)).data).toEqual({ user: { name: "u" } });
  });

  test("holds for its objects where a field returns an interface: others stay", async () => {
    const query = "{ pets { __typename name ... on Dog { bones } ... on Cat { lives } } }";
    expect(await run(query, somebody)).toMatchObject({
      data: { pets: [null, { __typename: "Cat", name: "c", lives: 9 }, null] },
      errors: ["FORBIDDEN pets.0"],
      asked: ["Query.pets", "Cat.lives"],
      messages: ['"Dog" needs the scope dogs, and this caller does not have that.'],
    });
    expect(await run(query, callerWith("dogs"))).toMatchObject({
      data: { pets: [{ name: "d", bones: 3 }, { lives: 9 }, null] },
      errors: [],
    });
  });

  test("spreads the null of an object that must not be null", async () => {
    expect(await run("{ sure { name } pet { name } }", somebody)).toMatchObject({
      data: { sure: null, pet: null },
      errors: ["FORBIDDEN sure.1", "FORBIDDEN pet"],
    });
  });

  test("holds for its objects in a union, also where nothing but their type is asked for", async () => {
    expect(await run("{ either { __typename } }")).toMatchObject({
      data: { either: [{ __typename: "Cat" }, null] },
      errors: ["UNAUTHENTICATED either.1"],
    });
  });

  test("that is a scalar or an enum holds for the fields that return it", async () => {
    expect(await run("{ salary mood }", somebody)).toMatchObject({
      data: { salary: null, mood: "GOOD" },
      errors: ["FORBIDDEN salary"],
      asked: ["Query.mood"],
    });
    expect(await run("{ moods }")).toMatchObject({ data: null, asked: [] });
  });

  test("is there for everybody in introspection", async () => {
    const { data, errors } = await run(
      '{ __typename __type(name: "User") { name fields { name } } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      __typename: "Query",
      __type: { name: "User", fields: [{ name: "id" }, { name: "name" }] },
    });
  });
});

describe("an interface", () => {
  const { run } = openGuarded(
    `type Query {
      node: Node ${get("node", "__typename: kind id text")}
      post: Post ${get("post", "id text")}
      thing: Thing ${get("thing", "__typename: kind note")}
      plain: Plain ${get("plain", "note")}
      any: Any ${get("any", "__typename: kind id text note")}
    }
    interface Node @authenticated { id: ID }
    type Post implements Node { id: ID, text: String }
    interface Thing { note: String @requiresScopes(scopes: [["notes"]]) }
    type Plain implements Thing { note: String @requiresScopes(scopes: [["plain"]]) }
    union Any = Post | Plain`,
    {
      values: {
        "Query.node": { __typename: "Post", id: 1 },
        "Query.post": { id: 1, text: "t" },
        "Query.thing": { __typename: "Plain", note: "n" },
        "Query.plain": { note: "n" },
        "Query.any": { __typename: "Post", id: 1, text: "t" },
      },
    },
  );

  test("holds for the fields that return it, and for its types wherever they are", async () => {
    const query = "{ node { id } post { text } any { ... on Post { text } } }";
    expect(await run(query)).toMatchObject({
      data: { node: null, post: null, any: null },
      errors: ["UNAUTHENTICATED node", "UNAUTHENTICATED post", "UNAUTHENTICATED any"],
      asked: ["Query.any"],
    });
    expect((await run(query, somebody)).errors).toEqual([]);
  });

  test.each([
    ["{ thing { note } }", "thing.note"],
    ["{ plain { note } }", "plain.note"],
    ["{ any { ... on Thing { note } } plain { ... on Thing { note } } }", "plain.note"],
  ])("adds to what the fields of its types need: %s", async (query, path) => {
    for (const scopes of [["notes"], ["plain"]]) {
      // oxlint-disable-next-line no-await-in-loop -- the order is told
      const { errors } = await run(query, callerWith(...scopes));
      expect(errors).toEqual([`FORBIDDEN ${path}`]);
    }
    expect((await run(query, callerWith("notes", "plain"))).errors).toEqual([]);
  });

  test("tells of all that it takes", async () => {
    const { messages } = await run("{ plain { note } }", somebody);
    expect(messages).toEqual([
      '"Plain.note" needs the scope plain, and the scope notes, and this caller does not have that.',
    ]);
  });
});

test("a guard on nothing but a type of a union holds", async () => {
  const { run } = openGuarded(
    `type Query { any: Any ${get("any", "__typename: kind id")} }
    union Any = Post | Note
    type Post @authenticated { id: ID }
    type Note { id: ID }`,
    { values: { "Query.any": { __typename: "Post", id: 1 } } },
  );
  expect((await run("{ any { ... on Post { id } } }")).errors).toEqual(["UNAUTHENTICATED any"]);
});

test("guards that the API does not show hold", async () => {
  const { run } = openGuarded(
    `type Query { post: Post ${get("post", "id")} }
    interface Secret @inaccessible @authenticated { id: ID }
    type Post implements Secret { id: ID }`,
    { values: { "Query.post": { id: 1 } } },
  );
  expect((await run("{ post { id } }")).errors).toEqual(["UNAUTHENTICATED post"]);
});
