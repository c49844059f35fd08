import { describe, expect, test } from "vitest";

import type { FetchKeys, Outcome } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import type { FreshnessRules } from "../../src/contract/freshness-rules.ts";
import { InvalidationLog } from "../../src/freshness/invalidation-log.ts";
import { Keeper } from "../../src/freshness/keeper.ts";
import { KeptConnector } from "../../src/freshness/kept-connector.ts";
import { MemoryStore } from "../../src/freshness/memory-store.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { turns } from "../support/until.ts";
import { keysOf, users } from "./support/open-freshness.ts";

const rules: FreshnessRules = {
  ttlMs: 60_000,
  staleWhileRevalidateMs: 0,
  staleIfErrorMs: 0,
  missingTtlMs: 0,
  isPrivate: false,
  typeNames: new Set(["User"]),
  tagsOf: undefined,
  objectsOf: () => [],
};

function openKeeper(outcomes: (nowMs: number) => readonly Outcome[]) {
  const log = new InvalidationLog();
  const clock = createManualClock();
  const memory = new MemoryStore({ maxBytes: 1_000_000, maxEntries: 100, clock });
  const fetchKeys: FetchKeys = async () => outcomes(clock.dateMs());
  const keeper = new Keeper({
    fetchKeys,
    memory,
    shared: undefined,
    log,
    clock,
    random: () => 0,
  });
  const kept = new KeptConnector(
    { connector: users, version: "version" },
    { rules, typeName: "User" },
  );
  const batch = { kept, request: newRequestContext(), scope: "" };
  const fetch = () =>
    keeper.fetch(
      batch,
      keysOf(1).map((key) => ({ key, entryKey: "user 1", entry: keeper.get("user 1") })),
    );
  return { keeper, memory, clock, fetch, log };
}

function valueAt(fetchedAtMs: number, noStore = false): Outcome {
  const said = { maxAgeMs: undefined, isPrivate: false, mustRevalidate: false };
  const source = { ...said, fetchedAtMs, noStore, tookMs: 1, validators: undefined };
  return { kind: "value", value: { id: 1 }, source };
}

describe("what was just fetched", () => {
  test("is there at once, and written into memory behind the answer", async () => {
    const { keeper, memory, fetch } = openKeeper((nowMs) => [valueAt(nowMs)]);
    await fetch();
    expect(keeper.get("user 1")).toMatchObject({ outcome: { value: { id: 1 } } });
    expect(memory.count).toBe(0);
    await turns(1);
    expect(memory.count).toBe(1);
    expect(keeper.get("user 1")).toEqual(memory.get("user 1"));
  });

  test("is one entry for all who waited for the same call", async () => {
    const outcome = valueAt(createManualClock().dateMs());
    const { keeper, fetch } = openKeeper(() => [outcome]);
    await fetch();
    const first = keeper.get("user 1");
    await fetch();
    expect(keeper.get("user 1")).toBe(first);
  });

  test("is kept no longer for the next who waited for it, once it was made stale", async () => {
    const outcome = valueAt(createManualClock().dateMs());
    const { keeper, fetch, log } = openKeeper(() => [outcome]);
    const next = fetch();
    const [first] = await fetch();
    expect(first).toMatchObject({ freshness: { isHit: false } });
    const later = fetch();
    log.add({ types: ["User"] });
    expect(await next).toMatchObject([{ kind: "value", freshness: { isHit: false } }]);
    expect(await later).toEqual([outcome]);
    expect(keeper.get("user 1")).toBeUndefined();
  });

  test("is forgotten at once where a later answer must not be kept", async () => {
    let noStore = false;
    const { keeper, memory, fetch } = openKeeper((nowMs) => [valueAt(nowMs, noStore)]);
    await fetch();
    noStore = true;
    await fetch();
    expect(keeper.get("user 1")).toBeUndefined();
    await turns(1);
    expect(memory.count).toBe(0);
  });
});

test("fewer outcomes than keys are a bug", async () => {
  const { fetch } = openKeeper(() => []);
  await expect(fetch()).rejects.toThrow("There is no outcome for key 0.");
});
