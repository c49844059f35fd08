import { expect, test } from "vitest";

import { outcomesOf } from "../../src/freshness/answers.ts";
import { compileConnector } from "../../src/connectors/compile-connector.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import { readContractFromFiles } from "../../src/contract/read-contract.ts";
import { keptConnectors } from "../../src/freshness/kept-connectors.ts";
import { connectorOf, settings } from "../connectors/connector-fixture.ts";
import { keysOf, openFreshness } from "./support/open-freshness.ts";

const get = (path: string, more = "") =>
  `@connect(http: { GET: "https://api.test/${path}" ${more} }, selection: "id")`;

test("connectors are kept where the contract promises how long, for whom they say", () => {
  const sdl = `
    extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
    type Query {
      users: [User] ${get("users")}
      me: User ${get("me", 'headers: [{ name: "authorization", from: "authorization" }]')}
      dice: User @freshness(ttl: "0s") ${get("dice")}
    }
    type User @freshness(ttl: "1m") { id: ID! }
  `;
  const contract = readContractFromFiles([{ file: "schema.graphql", text: sdl }], {
    resolvers: new Set(),
  });
  const compiled = contract.connectors.map((connector) => compileConnector(connector, settings));
  const kept = [...keptConnectors(contract, compiled).values()];
  expect(kept.map(({ place, rules }) => [place, rules.ttlMs])).toEqual([
    [{ connector: "Query.users", typeName: "User" }, 60_000],
    [{ connector: "Query.me", typeName: "User" }, 60_000],
  ]);
  const [users, me] = kept;
  const [anna, ben] = ["anna", "ben"].map((name) => newRequestContext({ authorization: name }));
  expect(anna && users?.scopeOf(anna)).toBe("");
  expect(anna && me?.scopeOf(anna)).not.toBe(ben && me?.scopeOf(ben));
});

test("what is never kept is asked for each time", async () => {
  const { freshness, asked } = openFreshness();
  const connector = connectorOf({ selection: "never" });
  await outcomesOf(freshness.answerKeys(connector, keysOf(1), newRequestContext()));
  await outcomesOf(freshness.answerKeys(connector, keysOf(1), newRequestContext()));
  expect(asked).toEqual([["1"], ["1"]]);
});

test("that there is no such item can be made stale like a value", async () => {
  const { ask, asked, log } = openFreshness({
    rules: { missingTtlMs: 60_000 },
    say: () => ({ outcome: { kind: "missing" } }),
  });
  await ask([1, 2]);
  log.add({ tags: ["user-1"] });
  await ask([1, 2]);
  expect(asked).toEqual([["1", "2"], ["1"]]);
});
