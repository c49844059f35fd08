import assert from "node:assert/strict";

import { afterEach, expect } from "vitest";

import type { HttpRequest } from "../../src/connectors/http-message.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { SourceClient, type SourceClientOptions } from "../../src/sources/source-client.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { type Routes, startUpstream } from "../support/upstream.ts";

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A source client, and the upstream it calls; both are closed after the test. */
export async function setUp(routes: Routes, options: Partial<SourceClientOptions> = {}) {
  const upstream = await startUpstream(routes);
  const clock = createManualClock();
  const client = new SourceClient({
    name: "users",
    timeoutMs: 1000,
    maxResponseBytes: 100_000,
    maxConcurrentCalls: 8,
    maxQueuedCalls: 8,
    clock,
    ...options,
  });
  closing.push(upstream.close, () => client.close());
  const get = (path: string, signal?: AbortSignal) =>
    client.call(request(upstream.url, path), signal);
  return { upstream, clock, client, get };
}

/** A GET without headers, changed by `more`. */
export function request(
  origin: string,
  path: string,
  more: Partial<HttpRequest> = {},
): HttpRequest {
  return { method: "GET", origin, path, headers: {}, body: null, ...more };
}

/** The error with which the call fails. */
export async function failure(call: Promise<unknown>): Promise<GatewayError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert(error instanceof GatewayError);
  expect(error.extensions).toMatchObject({ service: "users" });
  return error;
}
