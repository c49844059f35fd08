import assert from "node:assert/strict";
import { getEventListeners } from "node:events";

import fc from "fast-check";
import { expect } from "vitest";

import type { Coalescer } from "../../../src/coalescing/coalescer.ts";
import type { Outcome } from "../../../src/connectors/outcome.ts";
import { newRequestContext } from "../../../src/connectors/request-context.ts";
import type { Connector } from "../../../src/contract/contract.ts";
import { type Lane, lanes } from "../../../src/kernel/lane.ts";
import type { Source } from "../../../src/sources/source.ts";
import type { CountingClock } from "./counting-clock.ts";

/** A request that asks for keys, at a random moment. */
export interface PlannedAsk {
  /** The turn of the event loop in which it asks. */
  readonly turn: number;
  readonly ids: readonly number[];
  /** Names its credentials; 0 has none. */
  readonly caller: number;
  readonly lane: Lane | undefined;
  /** So many turns later the client goes away; undefined: it stays. */
  readonly patience: number | undefined;
  /** When it is of no use any more, in milliseconds from its turn; undefined: it always is. */
  readonly deadline: number | undefined;
}

export interface AnsweredAsk extends PlannedAsk {
  readonly outcomes: readonly Outcome[];
}

export interface AsksOptions {
  readonly least?: number;
  readonly most: number;
  /** In how many turns of the event loop they come. */
  readonly turns?: number;
  readonly callers?: number;
  /** Whether clients go away. */
  readonly hasAborts?: boolean;
  readonly hasDeadlines?: boolean;
}

/** The ids that callers ask for: few, so that they meet. */
export const ids: readonly number[] = Array.from({ length: 12 }, (_, index) => index + 1);

/** Requests that ask for few keys, so that they often ask for the same. */
export function arbitraryAsks(options: AsksOptions) {
  const { least = 1, most, turns = 60, callers = 2, hasAborts = true } = options;
  const deadlines = options.hasDeadlines === true ? [3, 1000] : [];
  const leaves = fc.option(fc.nat(60), { nil: undefined, freq: 2 });
  const ask: fc.Arbitrary<PlannedAsk> = fc.record({
    turn: fc.nat(turns),
    ids: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1, maxLength: 8 }),
    caller: fc.nat(callers - 1),
    lane: fc.constantFrom<Lane | undefined>(undefined, ...lanes),
    patience: hasAborts ? leaves : fc.constant(undefined),
    deadline: fc.constantFrom(undefined, ...deadlines),
  });
  return fc.array(ask, { minLength: least, maxLength: most, size: "max" });
}

/** What the callers of a run talk to. */
export interface Desk {
  readonly coalescer: Coalescer;
  readonly source: Source;
  readonly connector: Connector;
  readonly clock: CountingClock;
}

/**
 * Lets all ask, each in its turn, and some go away. Gives what they got; and claims that nothing is
 * left when all have their outcomes: no key, no call, no timer, no listener.
 */
export async function letAsk(
  desk: Desk,
  asks: readonly PlannedAsk[],
  onTurn: (turn: number) => void = () => {},
): Promise<readonly AnsweredAsk[]> {
  const clients = asks.map((ask) => ({ ask, controller: new AbortController() }));
  const answered: Promise<AnsweredAsk>[] = [];
  const lastTurn = Math.max(...asks.map(({ turn, patience = 0 }) => turn + patience));
  for (let turn = 0; turn <= lastTurn; turn++) {
    for (const { ask, controller } of clients) {
      if (ask.turn === turn) answered.push(askNow(desk, ask, controller.signal));
      if (ask.turn + (ask.patience ?? Number.NaN) === turn) controller.abort();
    }
    onTurn(turn);
    // oxlint-disable-next-line no-await-in-loop -- turns of the event loop, in a row
    await nextTurn();
  }
  const answers = await Promise.all(answered);
  for (const { controller } of clients) {
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  }
  await expectNothingLeft(desk);
  return answers;
}

async function askNow(desk: Desk, ask: PlannedAsk, signal: AbortSignal): Promise<AnsweredAsk> {
  const { coalescer, connector, clock } = desk;
  const headers = { authorization: credentialOf(ask) };
  const outcomes = await coalescer.fetchKeys(connector, keysOf(ask.ids), {
    ...newRequestContext(headers),
    context: { tenant: tenantOf(ask) },
    lane: ask.lane,
    deadlineMs: ask.deadline === undefined ? undefined : clock.nowMs() + ask.deadline,
    signal,
  });
  return { ...ask, outcomes };
}

export function keysOf(asked: readonly number[]) {
  return asked.map((id) => ({ id: String(id), args: { id }, this: { id } }));
}

export function credentialOf({ caller }: Pick<PlannedAsk, "caller">): string | undefined {
  return caller === 0 ? undefined : `Bearer ${caller}`;
}

/** What the gateway itself knows of the caller. */
export function tenantOf({ turn }: Pick<PlannedAsk, "turn">): number {
  return turn % 3;
}

/** A call that was cancelled holds its place until its connection is closed. */
export async function expectNothingLeft({ coalescer, source, clock }: Omit<Desk, "connector">) {
  expect(coalescer.groupCount).toBe(0);
  expect(source.snapshot().queued).toEqual({ urgent: 0, normal: 0, background: 0 });
  while (source.snapshot().inFlight > 0) {
    // oxlint-disable-next-line no-await-in-loop -- turns of the event loop, in a row
    await nextTurn();
  }
  expect(clock.timerCount()).toBe(0);
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Each key with what came of it. */
export function pairs({ ids: asked, outcomes }: Pick<AnsweredAsk, "ids" | "outcomes">) {
  expect(outcomes).toHaveLength(asked.length);
  return asked.map((id, index) => {
    const outcome = outcomes[index];
    assert(outcome !== undefined);
    return { id, outcome };
  });
}
