import { expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
  type Query {
    "A thing."
    thing: Thing @connect(source: "api", http: { GET: "/thing" }, selection: "id")
  }
  "Something."
  type Thing @freshness(ttl: "5m", owner: "team-x") {
    id: ID!
    rating: Int
      @lazy(reason: "it asks an old system", budget: "2s")
      @connect(source: "api", http: { GET: "/rating/{$this.id}" }, selection: "$")
  }
`;
const routes = { "GET /thing": () => json({ id: 1 }), "GET /rating/1": () => json(7) };
const query = `{
  __type(name: "Thing") { description fields { name description } }
  thing { id rating }
}`;

test("callers read the contracts of types and fields in introspection", async () => {
  const { ask, upstream } = await openGateway({ schema, routes, mode: "development" });
  const { data } = await ask(query);
  expect(data?.["__type"]).toEqual({
    description: "Something.\n\nFresh for 5 min. Owner: team-x.",
    fields: [
      { name: "id", description: null },
      {
        name: "rating",
        description:
          "Lazy (it asks an old system): asks the api. Waited for up to 2 s; prefer @defer.\nOne call each.",
      },
    ],
  });
  expect(data?.["thing"]).toEqual({ id: "1", rating: 7 });
  expect(upstream.asked).toEqual(["GET /thing", "GET /rating/1"]);
});

test("a setting takes them out, and the answers stay as they are", async () => {
  const config = { contracts: { describe: false } };
  const { ask, upstream } = await openGateway({ schema, routes, mode: "development", config });
  const { data } = await ask(query);
  expect(data?.["__type"]).toEqual({
    description: "Something.",
    fields: [
      { name: "id", description: null },
      { name: "rating", description: null },
    ],
  });
  expect(data?.["thing"]).toEqual({ id: "1", rating: 7 });
  expect(upstream.asked).toEqual(["GET /thing", "GET /rating/1"]);
});
