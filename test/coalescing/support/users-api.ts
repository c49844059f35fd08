import fc from "fast-check";

import type { BatchPolicy } from "../../../src/contract/policies.ts";
import type { SourceSettings } from "../../../src/sources/source-settings.ts";
import { connectorOf } from "../../connectors/connector-fixture.ts";
import { settings } from "../../sources/source-setup.ts";
import { type Behaviour, calm } from "../../support/simulator/behaviour.ts";
import { startSimulator } from "../../support/simulator/simulator.ts";
import { type Desk, ids } from "./callers.ts";
import { createCountingClock } from "./counting-clock.ts";
import { openFetcher } from "./fetcher.ts";

/** How a run is set up: everything that an upstream and an operator may vary. */
export interface Setup {
  readonly behaviour: Partial<Behaviour>;
  readonly source: Partial<SourceSettings>;
  readonly batch: Partial<BatchPolicy>;
  readonly maxSize: number;
  readonly maxUrlBytes: number;
}

/** An upstream that does all it can to confuse, and still answers every call. */
export const confusing = fc.record({
  latency: fc.constantFrom<Behaviour["latency"]>(0, 1, { kind: "uniform", minMs: 0, maxMs: 5 }),
  slots: fc.constantFrom<Behaviour["slots"]>("unlimited", 2),
  duplicateShare: fc.constantFrom(0, 0.5),
  isShuffled: fc.boolean(),
  missing: fc.subarray(ids.map(String), { maxLength: 4 }),
});

/** An upstream that fails in all ways. */
export const failing = fc
  .tuple(
    confusing,
    fc.record({
      errorShare: fc.constantFrom(0, 0.3),
      errorStatus: fc.constantFrom(500, 503, 429, 404),
      dropShare: fc.constantFrom(0, 0.3),
      halfShare: fc.constantFrom(0, 0.3),
      poison: fc.subarray(ids.map(String), { maxLength: 2 }),
      poisonStatus: fc.constantFrom<400 | 422>(400, 422),
    }),
  )
  .map((parts): Partial<Behaviour> => Object.assign({}, ...parts));

/** How an operator may have it gathered. */
export const gathering = {
  batch: fc.record({
    windowMs: fc.constantFrom(0, 0, 3),
    sharing: fc.constantFrom<BatchPolicy["sharing"]>("SCOPE", "SCOPE", "REQUEST"),
    onFailure: fc.constantFrom<BatchPolicy["onFailure"]>("SPLIT", "TOGETHER"),
  }),
  maxSize: fc.constantFrom(1, 2, 3, 100),
  maxUrlBytes: fc.constantFrom(8192, 45),
};

const lawSettings: SourceSettings = { ...settings, timeoutMs: 10_000, maxQueuedCalls: 100_000 };

/** Starts the simulated API, and what asks it; the API is closed when this is disposed of. */
export async function openUsers(setup: Setup) {
  const api = await startSimulator({ behaviour: { ...calm, ...setup.behaviour } });
  const connector = connectorOf({
    source: { baseUrl: api.url },
    place: { kind: "object", typeName: "User" },
    url: "/users",
    queryParams: "id: $batch.id",
    headers: [{ name: "authorization", from: "authorization" }],
    selection: "id credential",
    keyFields: [{ path: ["id"], isId: true }],
    batch: { maxSize: undefined },
  });
  const clock = createCountingClock();
  let { maxSize } = setup;
  const { coalescer, source } = openFetcher(connector, {
    upstreamUrl: api.url,
    source: { ...lawSettings, ...setup.source },
    batch: setup.batch,
    limits: () => ({ maxSize, maxUrlBytes: setup.maxUrlBytes }),
    clock,
  });
  const desk: Desk = { coalescer, source, connector, clock };
  return {
    api,
    desk,
    tune(changes: Partial<SourceSettings>) {
      source.tune({ ...lawSettings, ...setup.source, ...changes });
    },
    tuneBatches(limits: { readonly maxSize: number; readonly windowMs: number }) {
      maxSize = limits.maxSize;
      const { windowMs } = limits;
      coalescer.tune({ ofSource: () => ({ windowMs, lanes: {}, callsPerOperation: 1000 }) });
    },
    async [Symbol.asyncDispose]() {
      await api.close();
      await source.close();
    },
  };
}
