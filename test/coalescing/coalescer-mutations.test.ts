import { describe, expect, test } from "vitest";

import { newRequestContext } from "../../src/connectors/request-context.ts";
import type { Connector } from "../../src/contract/contract.ts";
import { connectorOf } from "../connectors/connector-fixture.ts";
import { createHeld } from "../support/held.ts";
import { turns, until } from "../support/until.ts";
import { json } from "../support/upstream.ts";
import { summary } from "./support/fetcher.ts";
import { keyOf, openHeldUsers, userOf } from "./support/held-users.ts";

const creation = (baseUrl: string): Connector => ({
  ...connectorOf({
    source: { baseUrl },
    place: { kind: "mutation", typeName: "Mutation", fieldName: "create" },
    method: "POST",
    url: "/create",
    selection: "$",
  }),
  id: "Mutation.create",
  coordinate: "Mutation.create",
});

/** Users, and a mutation of the same source. */
async function setUp({ callsPerOperation = 100, slots = 8 } = {}) {
  const created = createHeld();
  const connectors: Connector[] = [];
  let count = 0;
  const setup = await openHeldUsers({
    callsPerOperation,
    source: { maxConcurrentCalls: slots },
    routes: { "POST /create": created.hold(() => json(++count)) },
    others(url) {
      connectors.push(creation(url));
      return connectors;
    },
  });
  const mutate = async (...ids: readonly number[]) => {
    const answers = connectors.map((connector) =>
      setup.coalescer.fetchKeys(connector, ids.map(keyOf), newRequestContext()),
    );
    return (await Promise.all(answers)).flatMap(summary);
  };
  return { ...setup, created, mutate };
}

describe("a mutation", () => {
  test("is a call of its own, however alike two are", async () => {
    const { mutate, created, upstream } = await setUp();
    created.letAllGo();
    const answers = await Promise.all([mutate(1), mutate(1), mutate(1)]);
    expect(new Set(answers.flat())).toEqual(new Set([1, 2, 3]));
    expect(upstream.asked).toEqual(["POST /create", "POST /create", "POST /create"]);
  });

  test("is not made again when it fails", async () => {
    const { mutate, upstream, source } = await setUp();
    await upstream.close();
    expect(await mutate(1)).toEqual(["HTTP_CLIENT_ERROR"]);
    expect(source.snapshot().inFlight).toBe(0);
  });

  test("counts as one of the calls that an operation may cause", async () => {
    const { mutate, created, upstream } = await setUp({ callsPerOperation: 2 });
    created.letAllGo();
    expect(await mutate(1, 2, 3)).toEqual([1, 2, "TOO_MANY_CALLS"]);
    expect(upstream.asked).toHaveLength(2);
  });

  test("lets nobody join what was asked before it ended: that may no longer be true", async () => {
    const { mutate, ask, asked, areHeld, held, created } = await setUp();
    const before = ask([1]);
    await areHeld(1);
    const mutated = mutate(7);
    await until(() => created.count() === 1);
    const during = ask([1]);
    created.letAllGo();
    await mutated;
    const after = ask([1, 2]);
    await areHeld(2);
    held.letAllGo();
    expect(await Promise.all([before, during, after])).toEqual([
      [userOf(1)],
      [userOf(1)],
      [userOf(1), userOf(2)],
    ]);
    expect(asked()).toEqual([[1], [], [1, 2]]);
  });

  test("leaves what is still to be asked to all who wait for it", async () => {
    const { mutate, ask, asked, areHeld, held, created, source } = await setUp({ slots: 2 });
    const running = ask([1]);
    await areHeld(1);
    const mutated = mutate(7);
    await until(() => created.count() === 1);
    const pending = ask([2]);
    await turns();
    expect(source.snapshot().queued.normal).toBe(1);
    created.letAllGo();
    await mutated;
    const joining = ask([2]);
    held.letAllGo();
    await Promise.all([running, pending, joining]);
    expect(asked().filter((ids) => ids.includes(2))).toEqual([[2]]);
  });
});
