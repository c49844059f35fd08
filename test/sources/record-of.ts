import { compileConnector } from "../../src/connectors/compile-connector.ts";
import type { HttpRequest } from "../../src/connectors/http-message.ts";
import type { Outcome } from "../../src/connectors/outcome.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import type { CallRecord } from "../../src/sources/call-record.ts";
import {
  answer,
  connectorOf,
  type ConnectorTexts,
  settings,
} from "../connectors/connector-fixture.ts";

/** Of a call that was sent, and not made in process. */
export interface SentRecord extends CallRecord {
  readonly request: HttpRequest;
}

/** A call that has ended well, besides what a test says of it. */
export function recordOf(facts: Partial<SentRecord> = {}, texts: ConnectorTexts = {}): SentRecord {
  const connector = compileConnector(connectorOf({ url: "/users/{$args.id}", ...texts }), settings);
  return {
    id: "call-1",
    connector,
    request: {
      method: "GET",
      origin: "https://api.test",
      path: "/users/1",
      headers: {},
      body: null,
    },
    scope: "",
    lane: "normal",
    keys: keysOf("1"),
    response: answer({}),
    outcomes: [value],
    problems: undefined,
    isHalved: false,
    isHalf: false,
    requests: 1,
    caller: undefined,
    requesters: [],
    attempts: 1,
    windowMs: 0,
    queuedMs: 0,
    upstreamMs: 50,
    durationMs: 50,
    ...facts,
  };
}

export const keysOf = (...ids: readonly string[]) => ids.map((id) => ({ id, args: {}, this: {} }));

export const value: Outcome = { kind: "value", value: { name: "Ada" } };
export const missing: Outcome = { kind: "missing" };

/** An outcome that is an error, as `new GatewayError` makes one. */
export function failed(...details: ConstructorParameters<typeof GatewayError>): Outcome {
  return { kind: "error", error: new GatewayError(...details) };
}
