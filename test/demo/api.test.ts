import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { type DemoApi, startDemoApi } from "../../scripts/demo/api.ts";

describe("the demo's API", () => {
  let api: DemoApi;

  beforeEach(async () => {
    api = await startDemoApi();
  });

  afterEach(() => api.close());

  test.each([
    ["posts", 100],
    ["comments", 500],
    ["albums", 100],
    ["photos", 5000],
    ["todos", 200],
    ["users", 10],
  ])("serves all its %s: %i", async (collection, count) => {
    expect(await get(`/${collection}`)).toHaveLength(count);
  });

  test("answers many ids in one call, and counts it as one", async () => {
    const users = await get("/users?id=3&id=1&id=99");

    expect(users.map(({ id }) => id)).toEqual([1, 3]);
    expect(api.calls).toEqual(["GET /users?id=3&id=1&id=99"]);
  });

  test("answers what belongs to many parents in one call", async () => {
    const posts = await get("/posts?_embed=comments&id=1&id=2");

    expect(posts.map(({ id, comments }) => [id, comments?.length])).toEqual([
      [1, 5],
      [2, 5],
    ]);
  });

  test("keeps what is written, for as long as it runs", async () => {
    await fetch(`${api.url}/posts`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ title: "New", body: "Text", userId: 1 }),
    });
    expect(await get("/posts")).toHaveLength(101);

    await api.close();
    api = await startDemoApi();
    expect(await get("/posts")).toHaveLength(100);
  });

  async function get(path: string): Promise<{ id: number; comments?: unknown[] }[]> {
    const response = await fetch(api.url + path);
    return JSON.parse(await response.text());
  }
});
