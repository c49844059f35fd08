import { describe, expect, test } from "vitest";

import type { AnalysedCall, Analysis } from "../../../src/execution/explain/analysis.ts";
import { renderText } from "../../../src/execution/explain/render-text.ts";
import { postsWithUsers } from "./support/some-explanation.ts";

const noKeys = { fresh: 0, stale: 0, fetched: 0, failed: 0, missing: 0 };

function someCall(changed: Partial<AnalysedCall> = {}): AnalysedCall {
  const waits = { windowMs: 0, queuedMs: 0, upstreamMs: 10 };
  return {
    isInProcess: false,
    atMs: 0,
    keys: 1,
    status: 200,
    code: undefined,
    attempts: 1,
    ...waits,
    ...changed,
  };
}

function render(changed: Partial<Analysis>): string {
  const split = { upstreamMs: 20, waitingMs: 1.25, gatewayMs: 2 };
  const totals = {
    tookMs: 23.25,
    firstPartMs: undefined,
    wentOnMs: undefined,
    split,
    calls: 2,
    errors: 0,
    errorTypes: [],
    mappingProblems: [],
  };
  const analysis = { ...totals, sources: [], connectors: [], steps: [], ...changed };
  return renderText(postsWithUsers(), { analysis });
}

describe("an analysis as text", () => {
  test("says where the time went, and what each connector was asked", () => {
    const connectors = [
      {
        connector: "Query.posts",
        keys: { ...noKeys, fetched: 1 },
        joined: 0,
        calls: [someCall()],
      },
      {
        connector: "User",
        keys: { ...noKeys, fresh: 5, fetched: 254 },
        joined: 5,
        calls: [100, 50, 100].map((keys) => someCall({ keys, windowMs: 2, queuedMs: keys / 10 })),
      },
    ];
    expect(render({ connectors })).toContain(`
What happened
23.3ms in all: 20.0ms upstream, 1.3ms waiting, 2.0ms in the gateway.
2 calls, 0 errors in the answer.

Connector    keys                        joined  calls  of keys     waited  upstream
Query.posts  1 fetched                   0       1      1           0.0ms   10.0ms
User         259 (5 fresh, 254 fetched)  5       3      100 ×2, 50  12.0ms  10.0ms
`);
    const [first, ...others] = connectors;
    if (first === undefined) throw new Error("There is no connector.");
    const all = { fresh: 4, stale: 1, fetched: 254, failed: 1, missing: 2 };
    expect(render({ connectors: [{ ...first, keys: all }, ...others] })).toContain(
      "Query.posts  260 (4 fresh, 1 stale, 254 fetched, 1 failed, 2 missing)  0 ",
    );
  });

  test("stands beside what was estimated: at each step, and for each source", () => {
    const step = {
      id: "1.1",
      path: "posts.user",
      connector: "User",
      runs: 1,
      objects: 100,
      state: "answered",
    } as const;
    const text = render({
      sources: [{ source: "blog", calls: 2 }],
      steps: [
        { ...step, keys: { ...noKeys, fetched: 10 }, atMs: 3, tookMs: 12 },
        { ...step, id: undefined, keys: noKeys, atMs: 3, tookMs: 1 },
      ],
    });
    expect(text).toContain(
      "      kept for 1 min\n         ran: 10 fetched for 100 objects, 12.0ms\n",
    );
    expect(text).toContain("Calls  made  estimated                  at worst");
    expect(text).toContain("blog   2     1 + ceil(posts / 100) = 2");
  });

  test("tells of steps without a connector, and of those that ran more than once", () => {
    const step = {
      id: "1",
      path: "greet",
      runs: 2,
      objects: 1,
      keys: noKeys,
      atMs: 0,
      tookMs: 1,
      state: "answered",
    } as const;
    expect(render({ steps: [{ ...step, connector: undefined }] })).toContain(
      "ran: 1 object, in 2 runs, 1.0ms",
    );
    expect(render({ steps: [{ ...step, connector: "User" }] })).toContain(
      "ran: 0 (nothing to ask) for 1 object, in 2 runs",
    );
  });

  test("says how many errors are in the answer, and of what kinds", () => {
    const errorTypes = ["CONNECTOR_FETCH", "LAZY_BUDGET_EXCEEDED"];
    expect(render({ errors: 3, errorTypes })).toContain(
      "3 errors in the answer (CONNECTOR_FETCH, LAZY_BUDGET_EXCEEDED).",
    );
  });

  test("says what went wrong in mappings, where and how often", () => {
    const problem = { connector: "Query.posts", message: "Property .tilte not found", path: "" };
    const written = render({
      mappingProblems: [
        { ...problem, count: 1 },
        { ...problem, path: "author", count: 100 },
        { ...problem, mapping: "http.body", path: "$.title", count: 1 },
      ],
    });
    expect(written).toContain("Problems in mappings\n  Query.posts: Property .tilte not found\n");
    expect(written).toContain("  Query.posts at author: Property .tilte not found (100 times)");
    expect(written).toContain("  Query.posts in http.body at $.title: Property .tilte not found");
    expect(render({})).not.toContain("Problems in mappings");
  });

  test("says when the first of several parts was there", () => {
    expect(render({ firstPartMs: 9 })).toContain("23.3ms in all, the first part 9.0ms: 20.0ms");
  });

  test("says what went on without the answer, and what was still under way", () => {
    const step = { path: "posts", connector: "Query.posts", runs: 1, objects: 1, keys: noKeys };
    const text = render({
      wentOnMs: 902,
      steps: [
        { ...step, id: "1", atMs: 0, tookMs: 900, state: "wentOn" },
        { ...step, id: "1.1", atMs: 9, tookMs: 0, state: "underWay" },
      ],
    });
    expect(text).toContain("Lazy fields went on without the answer, until 902.0ms.\n2 calls");
    expect(text).toContain("for 1 object, 900.0ms, without the answer\n");
    expect(text).toContain("ran: still under way for 1 object\n");
  });

  test("names calls that failed, were tried again or never sent, and says nothing of others", () => {
    const calls = [
      someCall(),
      someCall({ status: 503, attempts: 3, keys: 2 }),
      someCall({ status: 404 }),
      someCall({ status: undefined, code: "CIRCUIT_OPEN", attempts: 0 }),
      someCall({ status: undefined, attempts: 1 }),
      someCall({ status: undefined, isInProcess: true }),
    ];
    const text = render({ connectors: [{ connector: "User", keys: noKeys, joined: 0, calls }] });
    expect(text.split("\n").filter((line) => line.startsWith("User:"))).toEqual([
      "User: 2 keys, status 503, sent 3 times",
      "User: 1 key, status 404",
      "User: 1 key, CIRCUIT_OPEN, never sent",
      "User: 1 key, no answer",
    ]);
  });
});
