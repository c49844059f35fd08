import { expect, test } from "vitest";

import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { errorType } from "../../src/telemetry/error-type.ts";

test("an error of the gateway is of its code", () => {
  expect(errorType(new GatewayError("CIRCUIT_OPEN", "later"))).toBe("CIRCUIT_OPEN");
});

test("a code that a schema made, maybe of an answer, is not told: the source did not succeed", () => {
  const error = new GatewayError("CONNECTOR_FETCH", "no", { extensions: { code: "card 4111" } });
  expect(error.code).toBe("card 4111");
  expect(errorType(error)).toBe("CONNECTOR_FETCH");
  const inherited = new GatewayError("CONNECTOR_FETCH", "no", { extensions: { code: "toString" } });
  expect(errorType(inherited)).toBe("CONNECTOR_FETCH");
});

test("any other error is of its class, and what is none is _OTHER", () => {
  expect(errorType(new TypeError("secret"))).toBe("TypeError");
  expect(errorType("secret")).toBe("_OTHER");
});
