import { expect, test, vi } from "vitest";

import type { Run } from "../../src/connectors/compile-connector.ts";
import type { Outcome } from "../../src/connectors/outcome.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { ProcessCall, type ProcessCallOptions } from "../../src/sources/process-call.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { turns } from "../support/until.ts";

const outcomes: readonly Outcome[] = [{ kind: "value", value: 1 }];

function start(more: Partial<ProcessCallOptions> = {}) {
  const clock = createManualClock();
  const { promise, resolve, reject } = Promise.withResolvers<readonly Outcome[]>();
  const runs: Run[] = [];
  const onEnd = vi.fn<ProcessCallOptions["onEnd"]>();
  const onBug = vi.fn<ProcessCallOptions["onBug"]>();
  const call = new ProcessCall({
    run(run) {
      runs.push(run);
      return promise;
    },
    name: "Post.rating",
    deadlineMs: 1000,
    isKept: false,
    clock,
    onEnd,
    onBug,
    ...more,
  });
  const [{ signal, facts } = expect.fail("it has not begun")] = runs;
  return { clock, call, signal, facts, onEnd, onBug, resolve, reject };
}

test("ends with its outcomes, and says how long it took", async () => {
  const { clock, resolve, signal, onEnd } = start();
  clock.advance(20);
  resolve(outcomes);
  await turns(1);
  expect(onEnd.mock.calls).toEqual([[outcomes, { attempts: 1, sentAtMs: 0, upstreamMs: 20 }]]);
  expect(signal.aborted).toBe(false);
  expect(clock.timerCount()).toBe(0);
});

test("that is late ends when nobody can wait any longer, and its code is told", async () => {
  const { clock, resolve, signal, onEnd } = start();
  clock.advance(1000);
  expect(signal.aborted).toBe(true);
  resolve(outcomes);
  await turns(1);
  expect(onEnd).toHaveBeenCalledOnce();
  const [[error] = []] = onEnd.mock.calls;
  expect(error).toMatchObject({
    code: "GATEWAY_TIMEOUT",
    message: "The resolver of Post.rating had not answered when nobody could wait any longer.",
  });
});

test("that is given up ends then, whatever comes of it", async () => {
  const { clock, call, signal, reject, onEnd, onBug } = start({ deadlineMs: undefined });
  expect(clock.timerCount()).toBe(0);
  const reason = new GatewayError("REQUEST_ABORTED", "gone");
  call.abort(reason);
  reject(new Error("late"));
  await turns(1);
  expect(onEnd.mock.calls).toEqual([[reason, { attempts: 1, sentAtMs: 0, upstreamMs: 0 }]]);
  expect(signal.reason).toBe(reason);
  expect(onBug).not.toHaveBeenCalled();
});

test("that breaks off has no end", async () => {
  const { clock, reject, onEnd, onBug } = start();
  const bug = new Error("a bug");
  reject(bug);
  await turns(1);
  expect(onBug.mock.calls).toEqual([[bug]]);
  expect(onEnd).not.toHaveBeenCalled();
  expect(clock.timerCount()).toBe(0);
});

test("tells when its values were asked for, where somebody keeps them", () => {
  const { clock, facts } = start({ isKept: true });
  const beganAtMs = clock.dateMs();
  clock.advance(30);
  expect(facts()).toMatchObject({ fetchedAtMs: beganAtMs, tookMs: 30, maxAgeMs: undefined });
  expect(start().facts()).toBeUndefined();
});
