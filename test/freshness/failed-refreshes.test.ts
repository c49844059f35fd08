import { expect, test } from "vitest";

import type { Outcome } from "../../src/connectors/outcome.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { turns } from "../support/until.ts";
import { openFreshness, valueOf } from "./support/open-freshness.ts";

const minute = 60_000;

function failing(retryAfterMs?: number): Outcome {
  const error = new GatewayError("RATE_LIMITED", "Too soon.", { retryAfterMs });
  return { kind: "error", error };
}

/** How long a stale key is left alone by its readers, after its refresh has come to this. */
async function pauseAfter(outcome: Outcome, staleIfErrorMs = 0): Promise<number> {
  let isStale = false;
  const { ask, clock, asked } = openFreshness({
    rules: { staleWhileRevalidateMs: 10 * minute, staleIfErrorMs },
    say: () => ({ outcome: isStale ? outcome : valueOf(1) }),
  });
  await ask([1]);
  isStale = true;
  clock.advance(minute);
  const startMs = clock.nowMs();
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one reader after the other
    await ask([1]);
    // oxlint-disable-next-line no-await-in-loop -- and the refresh it sets off
    await turns(2);
    if (asked.length > 2) return clock.nowMs() - startMs;
    clock.advance(500);
  }
}

test("a key whose refresh has failed is left alone for a second, or as long as the source says", async () => {
  expect(await pauseAfter(failing())).toBe(1000);
  expect(await pauseAfter(failing(5000))).toBe(5000);
});

test("that is so as well where what is kept stands in for the failure", async () => {
  expect(await pauseAfter(failing(), 10 * minute)).toBe(1000);
  expect(await pauseAfter(failing(3000), 10 * minute)).toBe(3000);
});
