import { expect, test } from "vitest";

import type { Outcome } from "../../../src/connectors/outcome.ts";
import { analyseLoads } from "../../../src/execution/explain/analyse-loads.ts";
import { Analysing } from "../../../src/execution/explain/analysing.ts";
import { GatewayError } from "../../../src/kernel/gateway-error.ts";
import { contractOf } from "../../contract/support/contract-of.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { postsWithUsers } from "./support/some-explanation.ts";

const contract = contractOf(`
extend schema @source(name: "blog", http: { baseURL: "http://localhost:1" })
type Query { post: Int @connect(source: "blog", http: { GET: "/" }, selection: "$") }
`);

test("keys are counted by what became of them, and answered as they were", async () => {
  const kept = { fetchedAtMs: 0, freshUntilMs: 1, isPrivate: false, stale: undefined };
  const error = new GatewayError("GATEWAY_TIMEOUT", "Too late.");
  const outcomes: readonly Outcome[] = [
    { kind: "value", value: 1, freshness: { ...kept, isHit: true } },
    { kind: "missing", freshness: { ...kept, isHit: true } },
    {
      kind: "value",
      value: 1,
      freshness: { ...kept, isHit: true, stale: { kind: "revalidating" } },
    },
    { kind: "value", value: 1, freshness: { ...kept, isHit: false } },
    { kind: "value", value: 1 },
    { kind: "missing" },
    { kind: "error", error },
  ];
  const loader = { load: async () => outcomes };
  const analysing = new Analysing(createManualClock());
  const loaders = analyseLoads({ first: loader, late: loader, later: loader }, analysing);
  const [connector] = contract.connectors;
  if (connector === undefined) throw new Error("There is no connector.");

  expect(await loaders.first.load(connector, [])).toBe(outcomes);
  expect(await loaders.late.load(connector, [])).toBe(outcomes);
  expect(await loaders.later.load(connector, [])).toBe(outcomes);
  expect(analysing.finish(postsWithUsers()).connectors).toMatchObject([
    {
      connector: "Query.post",
      keys: { fresh: 6, stale: 3, fetched: 9, failed: 3, missing: 6 },
    },
  ]);
});
