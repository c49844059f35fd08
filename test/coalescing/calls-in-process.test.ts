import { buildSchema } from "graphql";
import { describe, expect, test } from "vitest";

import { Coalescer } from "../../src/coalescing/coalescer.ts";
import {
  type CompiledConnector,
  compileConnector,
  type Run,
} from "../../src/connectors/compile-connector.ts";
import type { Outcome } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import { inProcess } from "../../src/sources/in-process.ts";
import { createCallObserver } from "../../src/sources/observe-call.ts";
import { connectorOf, settings } from "../connectors/connector-fixture.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { turns } from "../support/until.ts";
import { captureLog } from "../sources/captured-log.ts";
import { summary } from "./support/fetcher.ts";

const connector = {
  ...connectorOf({ place: { kind: "field", typeName: "Post", fieldName: "rating" } }),
  batch: { maxSize: 10 },
  resolver: { needs: [] },
};

const hash = (text: string): string => text;

/** A coalescer for a connector whose calls do this. */
function open(run: (run: Run, ids: readonly string[]) => Promise<readonly Outcome[]>) {
  const compiled: CompiledConnector = {
    ...compileConnector(connector, settings),
    connector,
    maxKeys: () => 10,
    plan: (keys) => [
      {
        kind: "run",
        keys,
        run: (it) =>
          run(
            it,
            keys.map(({ id }) => id),
          ),
      },
    ],
  };
  const clock = createManualClock();
  const { log } = captureLog();
  const coalescer = new Coalescer({
    contract: {
      schema: buildSchema("type Query { a: Int }"),
      policies: { batch: new Map(), idempotent: new Map() },
      freshness: new Map(),
    },
    routes: new Map([[connector.id, { compiled, source: inProcess }]]),
    rules: { ofSource: () => ({ windowMs: undefined, lanes: {}, callsPerOperation: 100 }) },
    isSeenByCode: false,
    observer: createCallObserver({
      log,
      audit: undefined,
      metrics: undefined,
      tracing: undefined,
      hash,
    }),
    metrics: undefined,
    clock,
  });
  const ask = (ids: readonly string[], deadlineMs?: number) =>
    coalescer.fetchKeys(
      connector,
      ids.map((id) => ({ id, args: {}, this: {} })),
      { ...newRequestContext(), deadlineMs },
    );
  return { coalescer, clock, ask };
}

describe("a call in process", () => {
  test("that breaks off for a bug breaks off all who wait for it, and is over", async () => {
    const bug = new Error("a bug");
    const { coalescer, ask } = open(() => Promise.reject(bug));
    const both = await Promise.allSettled([ask(["1", "2"]), ask(["2"])]);
    expect(both).toEqual([
      { status: "rejected", reason: bug },
      { status: "rejected", reason: bug },
    ]);
    expect(coalescer.groupCount).toBe(0);
  });

  test("that never ends is late for those who wait, and nobody joins it after that", async () => {
    const asked: (readonly string[])[] = [];
    const { clock, ask } = open((_run, ids) => {
      asked.push(ids);
      return new Promise(() => undefined);
    });
    // Nobody could give it up: this is how stale values are asked for anew.
    const first = ask(["1"], 50);
    await turns();
    clock.advance(50);
    expect(summary(await first)).toEqual(["GATEWAY_TIMEOUT"]);
    const second = ask(["1"], 100);
    await turns();
    clock.advance(50);
    expect(summary(await second)).toEqual(["GATEWAY_TIMEOUT"]);
    expect(asked).toEqual([["1"], ["1"]]);
  });

  test("is joined while it is under way", async () => {
    const { promise, resolve } = Promise.withResolvers<readonly Outcome[]>();
    let calls = 0;
    const { ask } = open(() => {
      calls++;
      return promise;
    });
    const first = ask(["1"]);
    await turns();
    const second = ask(["1"]);
    resolve([{ kind: "value", value: "both" }]);
    expect([summary(await first), summary(await second)]).toEqual([["both"], ["both"]]);
    expect(calls).toBe(1);
  });
});
