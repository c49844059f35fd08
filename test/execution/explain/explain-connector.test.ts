import { describe, expect, test } from "vitest";

import {
  explainConnector,
  sourceNameOf,
} from "../../../src/execution/explain/explain-connector.ts";
import { contractOf } from "../../contract/support/contract-of.ts";

const contract = contractOf(`
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  type Query {
    user(id: ID!): User @connect(http: { GET: "http://users.test/{$args.id}?key={$config.key}" }, selection: "id")
  }
  type User @freshness(ttl: "1m") @batch(window: "20ms", sharing: REQUEST)
    @connect(http: { GET: "http://users.test/", queryParams: "id: $batch.id" }, batch: { maxSize: 7 }, selection: "id name") {
    id: ID!
    name: String
  }
`);
const [query, object] = contract.connectors;

describe("of a connector is told", () => {
  // Those that can call nothing are not compiled, and a check goes on without them.
  const basis = {
    contract,
    connectors: new Map(),
    rulesOf: () => ({ windowMs: undefined, lanes: {}, callsPerOperation: 5 }),
  };

  test("its URL as the schema has it, without the values of settings", () => {
    expect(query && explainConnector(query, basis).request).toEqual({
      method: "GET",
      url: "http://users.test/{$args.id}?key={$config.key}",
    });
  });

  test("how its keys are gathered", () => {
    expect(object && explainConnector(object, basis)).toMatchObject({
      batch: { windowMs: 20, onFailure: "SPLIT" },
      scope: { sharing: "REQUEST", headers: [], context: [] },
    });
  });

  test("no source where it can call none", () => {
    expect(query && sourceNameOf(query, basis)).toBe("");
  });
});
