import { expect, test } from "vitest";

import { Ask } from "../../src/coalescing/ask.ts";
import { Flight } from "../../src/coalescing/flight.ts";
import { settleFlights } from "../../src/coalescing/settle-flights.ts";
import type { Outcome } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { keyOf } from "./support/held-users.ts";

const missing: Outcome = { kind: "missing" };
const value: Outcome = { kind: "value", value: 1 };

function setUp() {
  const keys = [keyOf(1), keyOf(2)];
  const ask = new Ask({
    keys,
    request: newRequestContext(),
    lane: "normal",
    askedAtMs: 0,
    abandoned: () => ({ kind: "error", error: new GatewayError("REQUEST_ABORTED", "gone") }),
  });
  const owner = { abandon() {} };
  const flights = keys.map((key, index) => new Flight(key, owner, { ask, index }));
  const landed: Flight[] = [];
  const host = { land: (flight: Flight) => void landed.push(flight) };
  return { ask, flights, landed, host };
}

test("each flight lands with the outcome at its place", async () => {
  const { ask, flights, landed, host } = setUp();
  settleFlights(flights, [value, missing], { host });
  expect(landed).toEqual(flights);
  expect(await ask.outcomes).toEqual([value, missing]);
});

test("too few outcomes are a bug: no flight is given one of another", () => {
  const { ask, flights, landed, host } = setUp();
  expect(() => settleFlights(flights, [value], { host })).toThrow("no outcome for key 1");
  expect(landed).toEqual(flights.slice(0, 1));
  expect(ask.isDone).toBe(false);
});
