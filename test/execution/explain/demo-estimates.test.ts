import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type DemoApi, startDemoApi } from "../../../scripts/demo/api.ts";
import { resolvers } from "../../../scripts/demo/resolvers.ts";
import { createGateway, type Gateway } from "../../../src/gateway.ts";
import { createLogger } from "../../../src/telemetry/logger.ts";

/** How many there are of each in the demo's data. */
const all = { User: 10, Post: 100, Album: 100, Comment: 500 };

describe("the estimate for a query of the demo is what happens", () => {
  let api: DemoApi;
  let gateway: Gateway;

  beforeAll(async () => {
    api = await startDemoApi();
    gateway = await createGateway({
      config: {
        schema: "schema/demo",
        sources: { jsonplaceholder: { baseUrl: api.url } },
        // What is kept costs nothing, and the estimate is for a gateway that has kept nothing.
        cache: { memory: { maxBytes: 0 } },
        server: { introspection: true },
      },
      resolvers,
      log: createLogger({ mode: "production", level: "silent", isTerminal: false }),
    });
  });

  afterAll(async () => {
    await gateway.stop();
    await api.close();
  });

  test.each<[query: string, formula: string, calls: number]>([
    ["{ posts { id title user { id name email } } }", "1 + ceil(posts/100)", 2],
    ["{ posts { title user { id } } }", "1", 1],
    [
      "{ posts(limit: 20) { title user { name } comments { name email } } }",
      "1 + 2 × ceil(posts/100)",
      3,
    ],
    ["{ post(id: 1) { title user { name company { name } } } }", "2", 2],
    [
      "{ users { name posts { title } albums { title } todos { title } } }",
      "1 + 3 × ceil(users/100)",
      4,
    ],
    [
      "{ users { name posts { title comments { body } } } }",
      "1 + ceil(users/100) + ceil(users × posts / 100)",
      3,
    ],
    ["{ user(id: 1) { posts { comments { email } } } }", "2 + ceil(posts/100)", 3],
    ["{ albums { title photos { title } } }", "1 + ceil(albums/20)", 6],
    [
      "{ users { name albums { title photos { title } } } }",
      "1 + ceil(users/100) + ceil(users × albums / 20)",
      7,
    ],
    [
      "{ albums(limit: 30) { title photos { title } user { name } } }",
      "1 + ceil(albums/100) + ceil(albums/20)",
      4,
    ],
    ["{ a: post(id: 1) { title } b: post(id: 1) { body } c: post(id: 2) { title } }", "2", 2],
    ["{ posts { user { name } } users { name } greet }", "2 + ceil(posts/100)", 3],
    ["{ posts { author: user { name } user { email } } }", "1 + ceil(posts/100)", 2],
    ["{ __typename __schema { queryType { name } } }", "0", 0],
    ["{ posts { title ... @defer { user { name } } } }", "1 + ceil(posts/100)", 2],
    ["mutation { a: deletePost(id: 90) b: deletePost(id: 91) }", "2", 2],
  ])("%s: %s", async (query, formula, calls) => {
    const before = api.calls.length;
    const { errors } = await gateway.execute({ query });
    expect(errors).toBeUndefined();
    expect(api.calls).toHaveLength(before + calls);

    const { total } = await gateway.explain({ query });
    expect(total.calls).toEqual({ formula, value: calls });
  });

  test.each<[query: string, formula: string, calls: number]>([
    [
      "{ comments { post { title user { name } } } }",
      "1 + ceil(min(comments, Post) / 100) + ceil(min(comments, User) / 100)",
      3,
    ],
    [
      "{ todos(completed: false) { title user { name posts { title } } } }",
      "1 + 2 × ceil(min(todos, User) / 100)",
      3,
    ],
    ["{ photos(limit: 200) { album { title } } }", "1 + ceil(min(photos, Album) / 100)", 2],
  ])(
    "where it is said how many different objects there are: %s: %s",
    async (query, formula, calls) => {
      const before = api.calls.length;
      await gateway.execute({ query });
      expect(api.calls).toHaveLength(before + calls);

      const { total } = await gateway.explain({ query, sizes: used(all, formula) });
      expect(total.calls).toEqual({ formula, value: calls });
      // Without that, each may be another one.
      expect(total.worst.value).toBeGreaterThan(calls);
    },
  );
});

function used(sizes: Record<string, number>, formula: string): Record<string, number> {
  return Object.fromEntries(Object.entries(sizes).filter(([name]) => formula.includes(name)));
}
