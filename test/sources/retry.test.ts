import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type ErrorCode, GatewayError } from "../../src/kernel/gateway-error.ts";
import {
  type AttemptResult,
  isRetryable,
  isSourceFailure,
  retryDelayMs,
} from "../../src/sources/retry.ts";

function answer(status: number): AttemptResult {
  return { status, headers: {}, body: "", bodyBytes: 0 };
}

function failed(code: ErrorCode): AttemptResult {
  return new GatewayError(code, "No answer.");
}

describe("what an attempt came to", () => {
  test.each<[AttemptResult, boolean, boolean]>([
    [failed("HTTP_CLIENT_ERROR"), true, true],
    [failed("GATEWAY_TIMEOUT"), true, true],
    [answer(429), true, true],
    [answer(500), true, true],
    [answer(502), true, true],
    [answer(503), true, true],
    [answer(504), true, true],
    [answer(501), false, true],
    [answer(408), true, false],
    [answer(425), true, false],
    [answer(200), false, false],
    [answer(304), false, false],
    [answer(400), false, false],
    [answer(404), false, false],
    [failed("REQUEST_ABORTED"), false, false],
    [failed("CONNECTOR_REQUEST_INVALID"), false, false],
    [failed("CONNECTOR_RESPONSE_INVALID"), false, false],
    [failed("RESPONSE_TOO_LARGE"), false, false],
    [failed("SOURCE_OVERLOADED"), false, false],
    [failed("CIRCUIT_OPEN"), false, false],
    [failed("RATE_LIMITED"), false, false],
  ])("%o: to be retried %o, a failure of the source %o", (result, retryable, failure) => {
    expect([isRetryable(result), isSourceFailure(result)]).toEqual([retryable, failure]);
  });
});

describe("the wait before a retry", () => {
  const settings = { backoffMs: 100, maxBackoffMs: 1000 };

  test("is bounded by twice as much each time, up to the most", () => {
    const delays = [1, 2, 3, 4, 5, 60].map((attempt) =>
      retryDelayMs({ attempt, settings, random: () => 0.999_999, retryAfterMs: undefined }),
    );
    expect(delays).toEqual([100, 200, 400, 800, 1000, 1000]);
  });

  test("is anywhere below the bound, and never before the source wants it", () => {
    const asked = fc.option(fc.nat(10_000), { nil: undefined });
    const share = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), share, asked, (attempt, random, retryAfterMs) => {
        const delayMs = retryDelayMs({ attempt, settings, random: () => random, retryAfterMs });
        const bound = Math.min(1000, 100 * 2 ** (attempt - 1));
        expect(delayMs).toBe((retryAfterMs ?? 0) + Math.round(random * bound));
      }),
    );
  });
});
