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

test("callers who may see different things share no plan, also where they may see as many", async () => {
  const { run } = openGuarded(
    `type Query {
      x: String @requiresScopes(scopes: [["x"]]) ${get("x", "$")}
      y: String @requiresScopes(scopes: [["y"]]) ${get("y", "$")}
    }`,
    { values: { "Query.x": "x", "Query.y": "y" } },
  );
  expect((await run("{ x y }", callerWith("x"))).data).toEqual({ x: "x", y: null });
  expect((await run("{ x y }", callerWith("y"))).data).toEqual({ x: null, y: "y" });
  expect((await run("{ x y }", callerWith("x", "y"))).data).toEqual({ x: "x", y: "y" });
  expect((await run("{ x y }", somebody)).errors).toEqual(["FORBIDDEN x", "FORBIDDEN y"]);
  expect((await run("{ x y }")).errors).toEqual(["UNAUTHENTICATED x", "UNAUTHENTICATED y"]);
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

  test("does not count where it is decided who brings the rest", async () => {
    const { run: ask } = openGuarded(
      `type Query { post: Post ${get("post", "id author { name }")} }
      type Post { id: ID!, author: Author ${get("author/{$this.id}", "name email")} }
      type Author { name: String, email: String @authenticated }`,
      {
        values: {
          "Query.post": { id: 1, author: { name: "n" } },
          "Post.author": { name: "n", email: "e" },
        },
      },
    );
    const query = "{ post { author { name email } } }";
    expect((await ask(query)).asked).toEqual(["Query.post"]);
    expect((await ask(query, somebody)).asked).toEqual(["Query.post", "Post.author"]);
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
