import { describe, expect, test } from "vitest";

import { callerWith, openGuarded } from "./support/open-guarded.ts";

const get = (path: string, selection: string): string =>
  `@connect(http: { GET: "https://x.dev/${path}" }, selection: "${selection}")`;

const somebody = callerWith();

describe("a field", () => {
  const { run } = openGuarded(
    `type Query {
      open: String ${get("open", "$")}
      own: String @authenticated ${get("own", "$")}
      sure: String! @authenticated ${get("sure", "$")}
      read: String @requiresScopes(scopes: [["a", "b"], ["c"]]) ${get("read", "$")}
      both: String @authenticated @requiresScopes(scopes: [["a"]]) ${get("both", "$")}
    }`,
    {
      values: {
        "Query.open": "o",
        "Query.own": "w",
        "Query.sure": "s",
        "Query.read": "r",
        "Query.both": "b",
      },
    },
  );

  test("for known callers is null for others, and is not asked for", async () => {
    expect(await run("{ open own }")).toEqual({
      data: { open: "o", own: null },
      errors: ["UNAUTHENTICATED own"],
      asked: ["Query.open"],
      messages: [
        '"Query.own" is for callers who have proven who they are, and this one has not. Send credentials.',
      ],
    });
  });

  test("for known callers is there for them, whatever their scopes", async () => {
    expect(await run("{ own }", somebody)).toMatchObject({ data: { own: "w" }, errors: [] });
  });

  test.each([
    [["a"], false],
    [["b"], false],
    [["a", "b"], true],
    [["c"], true],
    [["a", "c"], true],
    [[], false],
  ])("that needs a and b, or c, for a caller with %j: %s", async (scopes, isThere) => {
    const { data, errors, asked } = await run("{ read }", callerWith(...scopes));
    expect(data).toEqual({ read: isThere ? "r" : null });
    expect(errors).toEqual(isThere ? [] : ["FORBIDDEN read"]);
    expect(asked).toEqual(isThere ? ["Query.read"] : []);
  });

  test("says which scopes it needs", async () => {
    const { messages } = await run("{ read }", somebody);
    expect(messages).toEqual([
      '"Query.read" needs the scopes a and b, or c, and this caller does not have that.',
    ]);
  });

  test("with both directives needs both; nobody is UNAUTHENTICATED, whatever it needs", async () => {
    expect((await run("{ both }")).errors).toEqual(["UNAUTHENTICATED both"]);
    expect((await run("{ both }", somebody)).errors).toEqual(["FORBIDDEN both"]);
    expect((await run("{ both }", callerWith("a"))).errors).toEqual([]);
  });

  test("that must not be null spreads its null", async () => {
    expect(await run("{ sure open }")).toMatchObject({
      data: null,
      errors: ["UNAUTHENTICATED sure"],
    });
  });

  test("has an error for each of its aliases", async () => {
    const { data, errors } = await run("{ x: own y: own }");
    expect(data).toEqual({ x: null, y: null });
    expect(errors).toEqual(["UNAUTHENTICATED x", "UNAUTHENTICATED y"]);
  });

  test("that is skipped needs nothing", async () => {
    const query = "query ($no: Boolean!) { open own @skip(if: $no) }";
    const variables = { no: true };
    expect(await run(query, undefined, { variables })).toMatchObject({
      data: { open: "o" },
      errors: [],
    });
  });

  test("is decided for each caller anew, though the plans are kept", async () => {
    const callers = [undefined, callerWith("c"), somebody, undefined, callerWith("c")];
    const answers = [];
    for (const caller of callers) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is what may go wrong
      answers.push((await run("{ read own }", caller)).data);
    }
    expect(answers).toEqual([
      { read: null, own: null },
      { read: "r", own: "w" },
      { read: null, own: "w" },
      { read: null, own: null },
      { read: "r", own: "w" },
    ]);
  });
});

describe("a field of objects", () => {
  const { run } = openGuarded(
    `type Query {
      posts: [Post] ${get("posts", "id title draft")}
    }
    type Post ${get("posts?ids={$batch.id}", "id body mood").replace("{$batch.id}", "{$batch.id->joinNotNull(',')}")} {
      id: ID!
      title: String @authenticated
      draft: String
      body: String @authenticated
      mood: String
      likes: Int @authenticated ${get("likes/{$this.mood}", "$")}
      views: Int ${get("views/{$this.mood}", "$")}
      tags: [Tag!]! @requiresScopes(scopes: [["tags"]]) ${get("tags/{$this.id}", "name")}
    }
    type Tag { name: String, posts: [Post] ${get("of/{$this.name}", "id title draft")} }`,
    {
      values: {
        "Query.posts": [
          { id: 1, title: "t1", draft: "d1" },
          { id: 2, title: "t2", draft: "d2" },
        ],
        Post: { id: 1, body: "b", mood: "m" },
        "Post.likes": 5,
        "Post.views": 7,
        "Post.tags": [{ name: "n" }],
        "Tag.posts": [{ id: 1, title: "t", draft: "d" }],
      },
    },
  );

  test("that came with them is not shown, and has an error for each of them", async () => {
    expect(await run("{ posts { title draft } }")).toMatchObject({
      data: {
        posts: [
          { title: null, draft: "d1" },
          { title: null, draft: "d2" },
        ],
      },
      errors: ["UNAUTHENTICATED posts.0.title", "UNAUTHENTICATED posts.1.title"],
      asked: ["Query.posts"],
    });
  });

  test("is not filled in", async () => {
    const { asked, data } = await run("{ posts { body } }");
    expect(asked).toEqual(["Query.posts"]);
    expect(data).toEqual({ posts: [{ body: null }, { body: null }] });
  });

  test("is left out where others are filled in", async () => {
    const { asked, data } = await run("{ posts { body mood } }");
    expect(asked).toEqual(["Query.posts", "Post"]);
    expect(data).toMatchObject({ posts: [{ body: null, mood: "m" }, { body: null }] });
  });

  test("takes with it what only it reads of the object", async () => {
    expect((await run("{ posts { likes } }")).asked).toEqual(["Query.posts"]);
    expect((await run("{ posts { likes views } }")).asked).toEqual([
      "Query.posts",
      "Post",
      "Post.views",
    ]);
    expect((await run("{ posts { likes } }", somebody)).asked).toEqual([
      "Query.posts",
      "Post",
      "Post.likes",
    ]);
  });

  test("takes with it all that is below it", async () => {
    const { data, errors, asked } = await run("{ posts { tags { posts { draft } } } }", somebody);
    expect(asked).toEqual(["Query.posts"]);
    expect(data).toEqual({ posts: [null, null] });
    expect(errors).toEqual(["FORBIDDEN posts.0.tags", "FORBIDDEN posts.1.tags"]);
  });
});

test("what an object from a resolver has is not even read", async () => {
  let isRead = false;
  const { run } = openGuarded(
    "type Query { me: Me } type Me { name: String, secret: String @authenticated, dear: Int @authenticated }",
    {
      resolvers: {
        Query: {
          me: () => ({
            name: "n",
            get secret() {
              isRead = true;
              return "s";
            },
          }),
        },
        Me: {
          dear: () => {
            isRead = true;
            return 1;
          },
        },
      },
    },
  );
  const { data } = await run("{ me { name secret dear } }");
  expect(data).toEqual({ me: { name: "n", secret: null, dear: null } });
  expect(isRead).toBe(false);
});

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

describe("a root", () => {
  const { run } = openGuarded(
    `type Query @authenticated { a: Int ${get("a", "$")} }
    type Mutation {
      first: Int @authenticated @connect(http: { POST: "https://x.dev/first" }, selection: "$")
      second: Payload @connect(http: { POST: "https://x.dev/second" }, selection: "done")
    }
    type Payload { done: Int, query: Query }`,
    {
      values: { "Query.a": 1, "Mutation.first": 1, "Mutation.second": { done: 2 } },
      resolvers: { Payload: { query: () => ({}) } },
    },
  );

  test("type's requirement holds for each of its fields, and not for introspection", async () => {
    expect(await run("{ __typename a __schema { queryType { name } } }")).toMatchObject({
      data: { __typename: "Query", a: null, __schema: { queryType: { name: "Query" } } },
      errors: ["UNAUTHENTICATED a"],
      asked: [],
    });
    expect((await run("{ a }", somebody)).data).toEqual({ a: 1 });
  });

  test("mutation that is refused is not sent, and the next one is", async () => {
    expect(await run("mutation { first second { done query { a } } }")).toMatchObject({
      data: { first: null, second: { done: 2, query: null } },
      errors: ["UNAUTHENTICATED first", "UNAUTHENTICATED second.query"],
      asked: ["Mutation.second"],
    });
    expect((await run("mutation { first }", somebody)).asked).toEqual(["Mutation.first"]);
  });
});

describe("what comes late", () => {
  const { run } = openGuarded(
    `type Query { post: Post ${get("post", "id title")}, posts: [Post] ${get("posts", "id title")} }
    type Post {
      id: ID
      title: String
      mood: String @authenticated @lazy(reason: "slow") ${get("mood/{$this.id}", "$")}
      likes: Int @authenticated ${get("likes/{$this.id}", "$")}
      views: Int! @authenticated ${get("views/{$this.id}", "$")}
      tags: [String] @authenticated ${get("tags/{$this.id}", "$")}
      pet: Pet ${get("pet/{$this.id}", "__typename: kind name")}
    }
    interface Pet { name: String }
    type Dog implements Pet @authenticated { name: String }`,
    {
      values: {
        "Query.post": { id: 1, title: "t" },
        "Query.posts": [{ id: 1 }, { id: 2 }],
        "Post.mood": "good",
        "Post.likes": 3,
        "Post.tags": ["a", "b"],
        "Post.pet": { __typename: "Dog", name: "d" },
      },
    },
  );

  test("is refused where it is lazy", async () => {
    expect(await run("{ post { title mood } }")).toMatchObject({
      data: { post: { title: "t", mood: null } },
      errors: ["UNAUTHENTICATED post.mood"],
      asked: ["Query.post"],
    });
    expect((await run("{ post { mood } }", somebody)).data).toEqual({ post: { mood: "good" } });
  });

  test.each([
    ["deferred", "{ post { title ... @defer { likes } } }", "likes"],
    ["streamed", "{ post { title tags @stream(initialCount: 1) } }", "tags"],
    ["deferred where its type tells", "{ post { title ... @defer { pet { name } } } }", "pet"],
  ])("is refused where it is %s", async (_, query, key) => {
    for (const takesParts of [true, false]) {
      // oxlint-disable-next-line no-await-in-loop -- both must hold
      expect(await run(query, undefined, { takesParts })).toMatchObject({
        data: { post: { title: "t", [key]: null } },
        errors: [`UNAUTHENTICATED post.${key}`],
        asked: key === "pet" ? ["Query.post", "Post.pet"] : ["Query.post"],
      });
    }
    expect((await run(query, somebody, { takesParts: true })).errors).toEqual([]);
  });

  test("takes its fragment with it where it must not be null, and nothing else", async () => {
    const query = "{ post { title ... @defer { views } } }";
    expect(await run(query, undefined, { takesParts: true })).toMatchObject({
      data: { post: { title: "t" } },
      errors: ["UNAUTHENTICATED post.views"],
      asked: ["Query.post"],
    });
  });

  test("is refused in the rest of a streamed list", async () => {
    const query = "{ posts @stream(initialCount: 1) { id likes } }";
    expect(await run(query, undefined, { takesParts: true })).toMatchObject({
      data: {
        posts: [
          { id: "1", likes: null },
          { id: "2", likes: null },
        ],
      },
      errors: ["UNAUTHENTICATED posts.0.likes", "UNAUTHENTICATED posts.1.likes"],
      asked: ["Query.posts"],
    });
  });
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
