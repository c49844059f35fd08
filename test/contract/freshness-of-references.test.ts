import { describe, expect, test } from "vitest";

import { contractOf } from "./support/contract-of.ts";

const get = (selection: string) =>
  `@connect(http: { GET: "https://x.dev/" }, selection: "${selection}")`;

/** Posts that name their authors; a field of theirs has a contract of its own. */
function postsWith(contract: string, selection = "id author: { id: authorId }") {
  const { freshness } = contractOf(`
    type Query { posts: [Post] ${get(selection)} }
    type Post @freshness(ttl: "1h") { id: ID author: User ${contract} }
    type User @freshness(ttl: "1m")
      @connect(http: { GET: "https://x.dev/users", queryParams: "id: $batch.id" }, selection: "id name")
      { id: ID! name: String }`);
  return freshness.get("Query.posts");
}

describe("a reference to an object that is fetched by its key", () => {
  test("does not bring the contract of the object's type", () => {
    expect(postsWith("")).toMatchObject({ ttlMs: 3_600_000, isPrivate: false });
    expect(postsWith("")?.typeNames).toEqual(new Set(["Post"]));
  });

  test("has the contract of the field that it is the value of", () => {
    expect(postsWith('@freshness(ttl: "5s")')).toMatchObject({ ttlMs: 5000 });
    expect(postsWith("@cacheControl(scope: PRIVATE)")).toMatchObject({ isPrivate: true });
    expect(postsWith('@freshness(ttl: "0s")')).toBeUndefined();
  });

  test("is none where more of the object is there", () => {
    expect(postsWith("", "id author { id name }")).toMatchObject({ ttlMs: 60_000 });
  });
});

describe("the objects in a value that was asked for with arguments", () => {
  const { freshness } = contractOf(`
    type Query {
      authorOfPost(id: ID!): Author ${get("name tag: $args.id")}
      author(id: ID!): Author
        @connect(http: { GET: "https://x.dev/{$args.id}" }, selection: "name", entity: true)
    }
    type Author @freshness(ttl: "1m") { id: ID name: String tag: String }`);
  const asked = { args: { id: "3" }, this: {} };
  const objectsOf = (id: string, value: object | null) =>
    freshness.get(id)?.objectsOf("Author", asked, value as never);

  test("have them as their fields where they are the key", () => {
    expect(objectsOf("Query.author", { name: "Ada" })).toEqual([{ name: "Ada", id: "3" }]);
  });

  test("lack them where they may be of something else, unless there is nothing", () => {
    expect(objectsOf("Query.authorOfPost", { name: "Ada" })).toEqual([{ name: "Ada" }]);
    expect(objectsOf("Query.authorOfPost", null)).toEqual([{ id: "3" }]);
  });
});
