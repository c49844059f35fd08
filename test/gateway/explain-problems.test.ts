import { expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

test("an analysis tells what went wrong in mappings, and no value", async () => {
  const { gateway } = await openGateway({
    schema: `
      type Query {
        posts: [Post!] @connect(source: "api", http: { GET: "/posts" }, selection: "id title")
      }
      type Post @freshness(ttl: "0s") { id: ID! title: String }
    `,
    routes: { "GET /posts": () => json([{ id: "a secret" }, { id: "another" }]) },
  });
  const { analysis } = await gateway.explain({ query: "{ posts { id } }", analyze: true });
  expect(analysis?.mappingProblems).toMatchObject([
    { connector: "Query.posts", message: expect.stringContaining("title"), count: 2 },
  ]);
  expect(JSON.stringify(analysis)).not.toContain("secret");
});
