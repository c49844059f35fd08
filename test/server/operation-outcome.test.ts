import { expect, test } from "vitest";

import { measuredCodes } from "../../src/server/measured-codes.ts";
import { outcomeOf } from "../../src/server/operation-outcome.ts";

test.each([
  ["ok", true, 0, 200],
  ["ok", true, 0, 304],
  ["partial", true, 2, 200],
  ["failed", false, 1, 200],
  ["failed", false, 1, 503],
  ["refused", undefined, 1, 400],
  ["failed", undefined, 1, 500],
  ["abandoned", undefined, 0, undefined],
  ["abandoned", true, 0, undefined],
] as const)(
  "an operation is %s (data: %s, errors: %s, status: %s)",
  (outcome, hasData, errorCount, status) => {
    expect(outcomeOf({ hasData, errorCount }, status)).toBe(outcome);
  },
);

test("codes are those of the gateway and of Apollo Server; all others are one", () => {
  const known = ["CIRCUIT_OPEN", "TOO_DEEP", "TOO_MANY_REQUESTS", "GRAPHQL_PARSE_FAILED"];
  expect(measuredCodes([...known, "TICKET_4711", "TICKET_4712"])).toEqual([...known, "_OTHER"]);
});
