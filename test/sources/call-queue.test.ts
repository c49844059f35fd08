import { describe, expect, test } from "vitest";

import type { Lane } from "../../src/kernel/lane.ts";
import { CallQueue } from "../../src/sources/call-queue.ts";
import type { CallTicket } from "../../src/sources/call-ticket.ts";

interface NamedTicket extends CallTicket {
  readonly name: string;
}

function ticket(lane: Lane, name: string = lane): NamedTicket {
  return { name, scope: "", lane, deadlineMs: undefined, start: () => undefined, refuse: () => {} };
}

/** A queue of tickets, and the names of the next ones to have their turns. */
function setUp() {
  const queue = new CallQueue();
  const names = new Map<CallTicket, string>();
  const add = (added: NamedTicket, { isReturning = false } = {}) => {
    names.set(added, added.name);
    queue.add(added, { isReturning });
    return added;
  };
  const takeAll = (most = Number.POSITIVE_INFINITY): readonly string[] => {
    const taken: string[] = [];
    for (
      let next = queue.next({ isSpare: true });
      next && taken.length < most;
      next = queue.next({ isSpare: true })
    ) {
      queue.take(next);
      taken.push(names.get(next) ?? "");
    }
    return taken;
  };
  return { queue, add, takeAll };
}

/** Holds a ticket, and tells whether its timer has been cancelled. */
function held(queue: CallQueue, added: CallTicket): () => boolean {
  let isCancelled = false;
  queue.hold(added, { cancel: () => (isCancelled = true) });
  return () => isCancelled;
}

describe("turns are given", () => {
  test("by lane, and in a lane by arrival", () => {
    const { add, takeAll } = setUp();
    for (const [lane, name] of [
      ["background", "b1"],
      ["normal", "n1"],
      ["urgent", "u1"],
      ["normal", "n2"],
      ["urgent", "u2"],
    ] as const) {
      add(ticket(lane, name));
    }
    expect(takeAll()).toEqual(["u1", "u2", "n1", "n2", "b1"]);
  });

  test("in a lane first to those that come back, in the order in which they do", () => {
    const { add, takeAll } = setUp();
    add(ticket("normal", "n1"));
    add(ticket("normal", "back1"), { isReturning: true });
    add(ticket("normal", "back2"), { isReturning: true });
    add(ticket("urgent", "u1"));
    expect(takeAll()).toEqual(["u1", "back1", "back2", "n1"]);
  });

  test("not to a ticket that has left", () => {
    const { queue, add, takeAll } = setUp();
    const left = add(ticket("normal", "n1"));
    add(ticket("normal", "n2"));
    expect(queue.delete(left)).toBe(true);
    expect(queue.delete(left)).toBe(false);
    expect(queue.size).toBe(1);
    expect(takeAll()).toEqual(["n2"]);
    expect(queue.next({ isSpare: true })).toBeUndefined();
  });
});

describe("no lane waits for ever", () => {
  test.each([
    ["normal", "urgent", 8],
    ["background", "urgent", 64],
    ["background", "normal", 64],
  ] as const)("%s has a turn among %s ones, after %i of them", (patient, busy, turns) => {
    const { add, takeAll } = setUp();
    for (let count = 0; count < 200; count++) add(ticket(busy, "busy"));
    add(ticket(patient, "first"));
    add(ticket(patient, "second"));
    const taken = takeAll(150);
    expect(taken.indexOf("first")).toBe(turns);
    expect(taken.indexOf("second")).toBe(2 * turns + 1);
  });

  test("and a lane that empties has its patience back", () => {
    const { queue, add, takeAll } = setUp();
    for (let count = 0; count < 100; count++) add(ticket("urgent", "busy"));
    const impatient = add(ticket("normal"));
    takeAll(7);
    queue.delete(impatient);
    add(ticket("normal"));
    expect(takeAll(9).indexOf("normal")).toBe(8);
  });
});

test("it knows how many wait in each lane, and how many go before one that comes now", () => {
  const { queue, add } = setUp();
  add(ticket("urgent"));
  add(ticket("background"));
  add(ticket("background"), { isReturning: true });
  expect(queue.sizes()).toEqual({ urgent: 1, normal: 0, background: 2 });
  expect(queue.size).toBe(3);
  expect(queue.ahead("urgent")).toBe(1);
  expect(queue.ahead("normal")).toBe(1);
  expect(queue.ahead("background")).toBe(3);
});

test("it lists all tickets by lane, and in a lane by their turns", () => {
  const { queue, add } = setUp();
  const background = add(ticket("background"));
  const coming = add(ticket("normal"));
  const returning = add(ticket("normal"), { isReturning: true });
  expect(queue.all()).toEqual([returning, coming, background]);
});

test("when there is no room the newest of the lowest lane goes, if that is lower than one's own", () => {
  const { queue, add } = setUp();
  const normal = add(ticket("normal"));
  const back = add(ticket("background"), { isReturning: true });
  // Who has had a turn before does not lose the place.
  expect(queue.leastWanted("urgent")).toBe(normal);
  expect(queue.leastWanted("normal")).toBeUndefined();
  add(ticket("background"));
  const newest = add(ticket("background"));
  expect(queue.leastWanted("urgent")).toBe(newest);
  expect(queue.leastWanted("normal")).toBe(newest);
  expect(queue.leastWanted("background")).toBeUndefined();
  expect(queue.delete(back)).toBe(true);
});

describe("a ticket that is held", () => {
  test("is in the queue, and has no turn nor counts for those behind it until it is released", () => {
    const { queue, add, takeAll } = setUp();
    const waiting = add(ticket("urgent", "waiting"));
    held(queue, waiting);
    add(ticket("urgent", "next"));
    expect([queue.size, queue.sizes().urgent, queue.ahead("urgent")]).toEqual([2, 2, 1]);
    expect(takeAll(1)).toEqual(["next"]);
    expect(queue.next({ isSpare: true })).toBeUndefined();
    add(ticket("urgent", "last"));
    queue.release(waiting);
    expect(takeAll()).toEqual(["waiting", "last"]);
  });

  test("is released with all others, lane by lane, and its timer is cancelled", () => {
    const { queue, add, takeAll } = setUp();
    const timers = ["background", "normal", "normal"] as const;
    const cancelled = timers.map((lane, nth) => held(queue, add(ticket(lane, `${lane} ${nth}`))));
    queue.releaseAll();
    expect(takeAll()).toEqual(["normal 1", "normal 2", "background 0"]);
    expect(cancelled.map((isCancelled) => isCancelled())).toEqual([true, true, true]);
  });

  test("leaves with its timer, and is the first to go when there is no room", () => {
    const { queue, add } = setUp();
    const urgent = add(ticket("urgent"));
    const isCancelled = held(queue, urgent);
    add(ticket("background"));
    expect(queue.leastWanted("background")).toBe(urgent);
    expect([queue.delete(urgent), isCancelled(), queue.size]).toEqual([true, true, 1]);
  });
});
