import { stat } from "node:fs/promises";

import { describe, expect, test } from "vitest";

import { systemClock } from "../../src/kernel/clock.ts";
import { LateError, withDeadline } from "../../src/kernel/with-deadline.ts";
import { createManualClock } from "../support/manual-clock.ts";

const late = "It did not answer within";

describe("work that has a deadline", () => {
  test("that is over is a rejection, which says how long it was waited for", async () => {
    const clock = createManualClock();
    const waiting = withDeadline(new Promise(() => {}), clock, { deadlineMs: 50, late });
    clock.advance(50);
    await expect(waiting).rejects.toThrow(new LateError("It did not answer within 50 ms."));
  });

  test("is not late when its answer came while the process was busy with something else", async () => {
    const waiting = withDeadline(stat("."), systemClock, { deadlineMs: 5, late });
    const endMs = performance.now() + 50;
    while (performance.now() < endMs);
    expect((await waiting).isDirectory()).toBe(true);
  });
});
