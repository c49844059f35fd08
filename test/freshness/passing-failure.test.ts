import { expect, test } from "vitest";

import { type FailureMeaning, meaningOf } from "../../src/freshness/passing-failure.ts";
import {
  type ErrorCode,
  GatewayError,
  type GatewayErrorOptions,
} from "../../src/kernel/gateway-error.ts";

const status = (number: number): GatewayErrorOptions => ({
  extensions: { http: { status: number } },
});

test.each<[string, FailureMeaning, ErrorCode, GatewayErrorOptions?]>([
  ["a source that cannot be reached", "passing", "HTTP_CLIENT_ERROR"],
  ["one that is late", "passing", "GATEWAY_TIMEOUT"],
  ["one that is left alone", "passing", "CIRCUIT_OPEN"],
  ["a limit", "passing", "RATE_LIMITED"],
  ["a queue that is full", "passing", "SOURCE_OVERLOADED"],
  ["an answer that nobody can read", "passing", "CONNECTOR_RESPONSE_INVALID", status(200)],
  ["an answer that is too large", "passing", "RESPONSE_TOO_LARGE"],
  ["a source without credentials for now", "passing", "SOURCE_CREDENTIALS_UNAVAILABLE"],
  ["a source whose name leads astray", "passing", "SOURCE_ADDRESS_REFUSED"],
  ["a source in trouble", "passing", "CONNECTOR_FETCH", status(500)],
  ["a status to be tried again", "passing", "CONNECTOR_FETCH", { ...status(429), retryable: true }],
  [
    "a source in trouble, in the schema's own words",
    "passing",
    "CONNECTOR_FETCH",
    { extensions: { code: "OOPS", http: { status: 503 } } },
  ],
  ["an item that is not there", "final", "CONNECTOR_FETCH", status(404)],
  ["a caller who may not see it", "final", "CONNECTOR_FETCH", status(403)],
  ["a success that the schema says is none", "final", "CONNECTOR_FETCH", status(200)],
  [
    "a refusal in the schema's own words",
    "final",
    "CONNECTOR_FETCH",
    { extensions: { code: "CIRCUIT_OFF", http: { status: 410 } } },
  ],
  ["a refusal without a status", "final", "CONNECTOR_FETCH"],
  ["a bug", "final", "INTERNAL_SERVER_ERROR"],
  ["a request that was given up", "none", "REQUEST_ABORTED"],
  ["a request for too much", "none", "TOO_MANY_CALLS"],
  ["a request that cannot be made", "none", "CONNECTOR_REQUEST_INVALID"],
])("%s is %s", (_what, meaning, code, options) => {
  expect(meaningOf(new GatewayError(code, "failed", options))).toBe(meaning);
});
