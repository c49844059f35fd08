import { GraphQLError } from "graphql";
import { describe, expect, test } from "vitest";

import { type ErrorCode, GatewayError } from "../../src/kernel/gateway-error.ts";
import { retryAfterSeconds } from "../../src/server/retry-after-seconds.ts";

function failure(code: ErrorCode, retryAfterMs?: number): GraphQLError {
  const originalError = new GatewayError(code, "", { retryAfterMs });
  return new GraphQLError("", { originalError });
}

describe("a request of which nothing could be answered", () => {
  test("may be sent again when the last of its sources may be asked again", () => {
    const errors = [failure("CIRCUIT_OPEN", 900), failure("RATE_LIMITED", 1100)];
    expect(retryAfterSeconds({ data: { a: null, b: null }, errors })).toBe(2);
    expect(retryAfterSeconds({ data: null, errors })).toBe(2);
  });

  test("may be sent again in a second, where nobody knows", () => {
    expect(retryAfterSeconds({ data: null, errors: [failure("SOURCE_OVERLOADED")] })).toBe(1);
  });

  test("is not asked for again where something else went wrong too", () => {
    const overloaded = failure("SOURCE_OVERLOADED", 10);
    for (const other of [failure("CONNECTOR_FETCH"), new GraphQLError("a rule of GraphQL")]) {
      expect(retryAfterSeconds({ data: null, errors: [overloaded, other] })).toBeUndefined();
    }
  });
});

test("a request of which something was answered is not to be sent again", () => {
  const errors = [failure("SOURCE_OVERLOADED", 10)];
  expect(retryAfterSeconds({ data: { a: null, b: 0 }, errors })).toBeUndefined();
});
