import { describe, expect, test } from "vitest";

import { callerWith, openGuarded } from "./support/open-guarded.ts";

const get = (path: string, selection: string): string =>
  `@connect(http: { GET: "https://x.dev/${path}" }, selection: "${selection}")`;

const somebody = callerWith();

describe("what comes late", () => {
  const ended: string[] = [];
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
      metrics: { lazyEnded: ({ coordinate }) => void ended.push(coordinate) },
    },
  );

  test("is refused where it is lazy", async () => {
    expect(await run("{ post { title mood } }")).toMatchObject({
      data: { post: { title: "t", mood: null } },
      errors: ["UNAUTHENTICATED post.mood"],
      asked: ["Query.post"],
    });
    expect(ended).toEqual([]);
    expect((await run("{ post { mood } }", somebody)).data).toEqual({ post: { mood: "good" } });
    expect(ended).toEqual(["Post.mood"]);
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
