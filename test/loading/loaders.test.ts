import { ROOT_CONTEXT } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";

import { newRequestContext } from "../../src/connectors/request-context.ts";
import type { FetchKeys, Key } from "../../src/connectors/outcome.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { Loaders } from "../../src/loading/loaders.ts";
import { connectorOf } from "../connectors/connector-fixture.ts";
import { createRecordedTracing } from "../support/recorded-tracing.ts";

const byBatch = connectorOf({
  place: { kind: "object", typeName: "User" },
  url: "/users?id={$batch.id->joinNotNull(',')}",
  batch: { maxSize: undefined },
});
const byOne = connectorOf({ url: "/users/{$args.id}" });

const keys = (...ids: readonly number[]): Key[] =>
  ids.map((id) => ({ id: String(id), args: {}, this: { id } }));
const values = (...ids: readonly number[]) => ids.map((id) => ({ kind: "value", value: id * 10 }));

/** Loaders over a port that remembers what it was asked; ids below 0 fail. */
function open({ isTraced = false, isBroken = false } = {}) {
  const asked: string[] = [];
  const traces: unknown[] = [];
  const recorded = createRecordedTracing();
  const fetchKeys: FetchKeys = async (connector, wanted, { trace }) => {
    asked.push(`${connector.id} ${wanted.map(({ id }) => id).join()}`);
    traces.push(trace);
    if (isBroken) throw new Error("a bug");
    return wanted.map(({ id }) =>
      Number(id) < 0
        ? { kind: "error", error: new GatewayError("CONNECTOR_FETCH", "no") }
        : { kind: "value", value: Number(id) * 10 },
    );
  };
  const loaders = new Loaders({
    answerKeys: fetchKeys,
    request: { ...newRequestContext(), trace: ROOT_CONTEXT },
    tracing: isTraced ? recorded.tracing : undefined,
    laterSignal: () => new AbortController().signal,
  });
  return { asked, traces, loaders, spans: recorded.spans };
}

describe("loading", () => {
  test("gives one outcome per key, in the order of the keys", async () => {
    const { loaders, asked } = open();
    expect(await loaders.first.load(byBatch, keys(3, 1, 2))).toEqual(values(3, 1, 2));
    expect(asked).toEqual([`${byBatch.id} 3,1,2`]);
  });

  test("of no keys asks nobody", async () => {
    const { loaders, asked } = open();
    expect(await loaders.first.load(byBatch, [])).toEqual([]);
    expect(asked).toEqual([]);
  });

  test("in one tick ends in one batch, with each key once", async () => {
    const { loaders, asked } = open();
    expect(
      await Promise.all([
        loaders.first.load(byBatch, keys(1, 2)),
        loaders.first.load(byBatch, keys(2, 3)),
      ]),
    ).toEqual([values(1, 2), values(2, 3)]);
    expect(asked).toEqual([`${byBatch.id} 1,2,3`]);
  });

  test("later asks only for what is not known yet", async () => {
    const { loaders, asked } = open();
    await loaders.first.load(byBatch, keys(1, 2));
    expect(await loaders.first.load(byBatch, keys(2, 3, 1))).toEqual(values(2, 3, 1));
    expect(await loaders.first.load(byBatch, keys(1))).toEqual(values(1));
    expect(asked).toEqual([`${byBatch.id} 1,2`, `${byBatch.id} 3`]);
  });

  test("without $batch asks for each key apart, so that none waits for another", async () => {
    const { loaders, asked } = open();
    expect(await loaders.first.load(byOne, keys(1, 2))).toEqual(values(1, 2));
    expect(asked).toEqual([`${byOne.id} 1`, `${byOne.id} 2`]);
  });

  test("keeps connectors apart", async () => {
    const { loaders, asked } = open();
    await Promise.all([loaders.first.load(byBatch, keys(1)), loaders.first.load(byOne, keys(1))]);
    expect(asked.toSorted()).toEqual([`${byBatch.id} 1`, `${byOne.id} 1`].toSorted());
  });

  test("a key that failed is an outcome, and its neighbours are values", async () => {
    const { loaders } = open();
    expect(await loaders.first.load(byBatch, keys(1, -1, 2))).toMatchObject([
      { kind: "value", value: 10 },
      { kind: "error", error: { code: "CONNECTOR_FETCH" } },
      { kind: "value", value: 20 },
    ]);
  });
});

describe("each batch is a span", () => {
  test("with its size, and how many of its keys were known", async () => {
    const { loaders, spans, traces } = open({ isTraced: true });
    await loaders.first.load(byBatch, keys(1, 2));
    await Promise.all([
      loaders.first.load(byBatch, keys(2, 3)),
      loaders.first.load(byBatch, keys(3, 1)),
    ]);
    expect(spans).toMatchObject([
      {
        name: `GraphQL DataLoader Batch ${byBatch.id}`,
        attributes: {
          "graphql.processing.type": "dataloader_batch",
          "graphql.dataloader.name": byBatch.id,
          "graphql.dataloader.batch.size": 2,
          "graphql.dataloader.cache.hit_count": 0,
          "graphql.dataloader.cache.miss_count": 2,
        },
        ends: [undefined],
      },
      {
        attributes: {
          "graphql.dataloader.batch.size": 4,
          "graphql.dataloader.cache.hit_count": 3,
          "graphql.dataloader.cache.miss_count": 1,
        },
      },
    ]);
    // What is fetched for the batch hangs below it.
    expect(new Set(traces).size).toBe(2);
    expect(traces).not.toContain(ROOT_CONTEXT);
  });

  test("that is an error when one of its keys is", async () => {
    const { loaders, spans } = open({ isTraced: true });
    await loaders.first.load(byBatch, keys(1, -1));
    expect(spans).toMatchObject([{ ends: [{ code: "CONNECTOR_FETCH" }] }]);
  });

  test("ends with a bug, and tells it", async () => {
    const { loaders, spans } = open({ isTraced: true, isBroken: true });
    await expect(loaders.first.load(byBatch, keys(1))).rejects.toThrow("a bug");
    expect(spans).toMatchObject([{ ends: [{ message: "a bug" }] }]);
  });
});
