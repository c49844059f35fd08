import assert from "node:assert/strict";

import { expect, onTestFinished } from "vitest";

import type { HttpRequest, HttpResponse } from "../../src/connectors/http-message.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import type { Lane } from "../../src/kernel/lane.ts";
import { type CallFacts, type MayRetry, SourceCall } from "../../src/sources/source-call.ts";
import type { SourceSettings } from "../../src/sources/source-settings.ts";
import { Source } from "../../src/sources/source.ts";
import { createManualClock, type ManualClock } from "../support/manual-clock.ts";
import { type Routes, startUpstream } from "../support/upstream.ts";

export const settings: SourceSettings = {
  timeoutMs: 1000,
  maxResponseBytes: 100_000,
  maxConcurrentCalls: 8,
  maxQueuedCalls: 8,
  fallbackUrls: [],
  retry: { attempts: 1, budget: 1, backoffMs: 100, maxBackoffMs: 1000 },
  breaker: { failures: 0.5, minCalls: 1000, windowMs: 10_000, openMs: 5000 },
  rateLimit: undefined,
  access: { auth: undefined, tls: undefined, allowLinkLocal: false },
};

interface CallOptions {
  readonly lane?: Lane;
  readonly mayRetry?: MayRetry;
  readonly scope?: string;
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onEnd?: (facts: CallFacts) => void;
}

/** A source, and the upstream it calls; both are closed after the test. */
export async function setUp(routes: Routes, options: Partial<SourceSettings> = {}) {
  const upstream = await startUpstream(routes);
  const clock = createManualClock();
  const states: string[] = [];
  const troubles: string[] = [];
  const source = openSource(upstream.url, {
    clock,
    states,
    troubles,
    settings: { ...settings, ...options },
  });
  onTestFinished(async () => {
    await upstream.close();
    await source.close();
  });
  const call = (asked: HttpRequest, more?: CallOptions) => callSource(source, asked, more);
  const get = (path: string, more?: CallOptions) => call(request(upstream.url, path), more);
  const tune = (tuned: Partial<SourceSettings>) =>
    source.tune({ ...settings, ...options, ...tuned });
  return { upstream, clock, source, states, troubles, call, get, tune };
}

function openSource(
  baseUrl: string,
  options: {
    readonly clock: ManualClock;
    readonly states?: string[];
    readonly troubles?: string[];
    readonly settings?: SourceSettings;
  },
): Source {
  return new Source(
    {
      name: "users",
      baseUrl,
      clock: options.clock,
      random: () => 0.5,
      onBreakerChange: (endpoint, state) => options.states?.push(`${endpoint} ${state}`),
      onTrouble: (reason) => options.troubles?.push(reason),
    },
    options.settings ?? settings,
  );
}

/** Makes one call, and gives its response or rejects with its error. */
export function callSource(
  source: Source,
  asked: HttpRequest,
  { lane = "normal", mayRetry = true, scope = "", ...options }: CallOptions = {},
): Promise<HttpResponse> {
  const { deadlineMs, signal } = options;
  const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
  const call = new SourceCall({
    request: asked,
    lane,
    mayRetry,
    scope,
    deadlineMs,
    onEnd(result, facts) {
      options.onEnd?.(facts);
      if (result instanceof GatewayError) reject(result);
      else resolve(result);
    },
  });
  const ticket = {
    lane,
    scope,
    deadlineMs,
    start: () => (call.hasEnded ? undefined : call),
    refuse: (error: GatewayError) => call.end(error),
  };
  const abort = () => {
    source.giveUp(ticket);
    call.abort(new GatewayError("REQUEST_ABORTED", "", { extensions: { service: "users" } }));
  };
  if (signal?.aborted === true) abort();
  else signal?.addEventListener("abort", abort);
  source.enter(ticket);
  return promise;
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
