import { expect, test } from "vitest";

import { createHeld } from "../support/held.ts";
import { turns, until } from "../support/until.ts";
import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
type Query {
  albums: [Album!] @connect(source: "api", http: { GET: "/albums" }, selection: "id")
}
type Album @freshness(ttl: "0s") {
  id: ID!
  rating: Rating
    @lazy(reason: "The ratings API takes its time.", budget: "0s")
    @connect(source: "api", http: { GET: "/ratings/{$this.id}" }, selection: "stars judge: { id: judgeId }")
}
type Rating @freshness(ttl: "0s") { stars: Int judge: User }
type User @freshness(ttl: "0s")
  @connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, selection: "id name")
{ id: ID! name: String }
`;

test("an analysis waits for lazy fields past their budget, and counts their calls beside an answer without them", async () => {
  const held = createHeld();
  const { gateway, upstream } = await openGateway({
    schema,
    routes: {
      "GET /albums": () => json([1, 2, 3].map((id) => ({ id }))),
      "GET /ratings/:id": held.hold(() => json({ stars: 5, judgeId: 1 })),
      "GET /users": () => json([{ id: 1, name: "Ann" }]),
    },
  });
  const query = "{ albums { id rating { stars judge { name } } } }";
  const explained = gateway.explain({ query, analyze: true });
  await until(() => held.count() === 3);
  await turns(10);
  held.letAllGo();

  const { analysis } = await explained;
  expect(upstream.asked).toHaveLength(5);
  expect(analysis).toMatchObject({
    calls: 5,
    errors: 3,
    errorTypes: ["LAZY_BUDGET_EXCEEDED"],
    sources: [{ source: "api", calls: 5 }],
    steps: [
      { path: "albums", state: "answered" },
      { path: "albums.rating", state: "wentOn", keys: { fetched: 3 } },
      { path: "albums.rating.judge", state: "wentOn", keys: { fetched: 1 } },
    ],
  });
  expect(analysis?.wentOnMs).toBeGreaterThan(analysis?.tookMs ?? Number.POSITIVE_INFINITY);
});
