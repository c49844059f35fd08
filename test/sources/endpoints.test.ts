import { describe, expect, test } from "vitest";

import type { HttpRequest } from "../../src/connectors/http-message.ts";
import { Endpoints } from "../../src/sources/endpoints.ts";
import { type MayRetry, SourceCall } from "../../src/sources/source-call.ts";
import type { BreakerSettings } from "../../src/sources/source-settings.ts";
import { request } from "./source-setup.ts";

const base = "http://base.test/v1";
const breaker: BreakerSettings = { failures: 0.5, minCalls: 1, windowMs: 1000, openMs: 500 };

function callOf(asked: HttpRequest, mayRetry: MayRetry = true): SourceCall {
  return new SourceCall({
    request: asked,
    lane: "normal",
    mayRetry,
    scope: "",
    deadlineMs: undefined,
    onEnd: () => {},
  });
}

function setUp(fallbackUrls: readonly string[]) {
  const changes: string[] = [];
  const endpoints = new Endpoints(base, { fallbackUrls, breaker }, (endpoint, state) => {
    changes.push(`${endpoint} ${state}`);
  });
  /** Where a call goes at that time; undefined when it may not. */
  const ask = (nowMs: number, asked = request("http://base.test", "/v1/users?id=1")) => {
    const route = endpoints.admit(nowMs, callOf(asked));
    const { origin, path } = route?.request ?? {};
    return {
      url: origin && `${origin}${path}`,
      endpoint: route?.endpoint,
      end: (result: "success" | "failure") =>
        route?.endpoint.breaker.record(route.pass, result, nowMs),
    };
  };
  return { endpoints, changes, ask };
}

describe("a source with fallbacks", () => {
  test("is called at its base URL, while that answers", () => {
    const { ask } = setUp(["http://other.test"]);
    ask(0).end("success");
    expect(ask(1).url).toBe("http://base.test/v1/users?id=1");
  });

  test("is called at the first fallback whose breaker is closed, and at its base URL as soon as that is back", () => {
    const { ask, endpoints, changes } = setUp(["http://one.test", "http://two.test/v2"]);
    ask(0).end("failure");
    expect(endpoints.states()).toEqual(["open", "closed", "closed"]);
    const first = ask(0);
    expect(first.url).toBe("http://one.test/users?id=1");
    first.end("failure");
    expect(ask(0).url).toBe("http://two.test/v2/users?id=1");
    expect(endpoints.retryAfterMs(0)).toBe(0);
    const probe = ask(500);
    expect(probe.url).toBe("http://base.test/v1/users?id=1");
    // While the probe decides, the next in order is probed; then what is closed is called.
    expect(ask(500).url).toBe("http://one.test/users?id=1");
    expect(ask(500).url).toBe("http://two.test/v2/users?id=1");
    probe.end("success");
    expect(ask(500).url).toBe("http://base.test/v1/users?id=1");
    expect(changes).toEqual(["0 open", "1 open", "0 half-open", "1 half-open", "0 closed"]);
  });

  test("is not called while all breakers are open, and says when the first of them lets a call through", () => {
    const { ask, endpoints } = setUp(["http://one.test"]);
    ask(0).end("failure");
    ask(200).end("failure");
    expect(ask(300).url).toBeUndefined();
    expect(endpoints.retryAfterMs(300)).toBe(200);
  });

  test("does not take a request there that is for elsewhere: it waits until it is called where it is for", () => {
    const { ask, endpoints } = setUp(["http://one.test"]);
    const elsewhere = request("http://elsewhere.test", "/a");
    expect(ask(0, elsewhere).url).toBe("http://elsewhere.test/a");
    ask(0).end("failure");
    expect(ask(100, elsewhere).url).toBeUndefined();
    expect(endpoints.retryAfterMs(100, callOf(elsewhere))).toBe(400);
    expect(endpoints.retryAfterMs(100, callOf(request("http://base.test", "/v1")))).toBe(0);
    expect(ask(500, elsewhere).url).toBe("http://elsewhere.test/a");
  });

  test("takes a call there that may go nowhere else only while that is where it went", () => {
    const { ask, endpoints } = setUp(["http://one.test"]);
    const call = callOf(request("http://base.test", "/v1"), "there");
    const first = ask(0);
    call.endpoint = first.endpoint;
    first.end("failure");
    expect(endpoints.admit(0, call)).toBeUndefined();
    expect(endpoints.admit(500, call)?.request.origin).toBe("http://base.test");
  });

  test("has none without https where its base URL has it", () => {
    const endpoints = new Endpoints(
      "https://base.test",
      { fallbackUrls: ["http://one.test", "https://two.test"], breaker },
      () => {},
    );
    expect([...endpoints.origins()]).toEqual(["https://base.test", "https://two.test"]);
  });

  test("has an endpoint for each URL once", () => {
    const { ask, endpoints } = setUp([base, "http://one.test", "http://one.test"]);
    expect(endpoints.states()).toEqual(["closed", "closed"]);
    ask(0).end("failure");
    expect(ask(0).url).toBe("http://one.test/users?id=1");
  });
});

describe("a pause", () => {
  test("is waited for where all is well, fallback or not", () => {
    const { ask, endpoints } = setUp(["http://one.test"]);
    ask(0).endpoint?.pauseUntil(1000.5);
    ask(0).endpoint?.pauseUntil(400);
    expect([endpoints.pauseMs(0), endpoints.pauseMs(500.5), endpoints.pauseMs(1000.5)]).toEqual([
      1001, 500, 0,
    ]);
    expect(endpoints.retryAfterMs(0)).toBe(0);
  });

  test("of one that fails is not waited for where there is a fallback", () => {
    const { ask, endpoints } = setUp(["http://one.test"]);
    const first = ask(0);
    first.endpoint?.pauseUntil(10_000);
    first.end("failure");
    expect(endpoints.pauseMs(0)).toBe(0);
    // Its breaker would let a probe through.
    expect(ask(600).url).toBe("http://one.test/users?id=1");
    expect(endpoints.pauseMs(600)).toBe(0);
  });

  test("of one that fails is waited for where there is no other", () => {
    const { ask, endpoints } = setUp([]);
    const first = ask(0);
    first.endpoint?.pauseUntil(1000);
    first.end("failure");
    expect([endpoints.retryAfterMs(0), endpoints.pauseMs(0)]).toEqual([1000, 0]);
    expect([endpoints.retryAfterMs(600), endpoints.pauseMs(600)]).toEqual([0, 400]);
  });

  test("ends with new settings", () => {
    const { ask, endpoints } = setUp([]);
    ask(0).endpoint?.pauseUntil(1000);
    endpoints.tune({ fallbackUrls: [], breaker });
    expect(endpoints.pauseMs(0)).toBe(0);
  });
});

test("a fallback that moves tells of its breaker by its new place", () => {
  const { endpoints, ask, changes } = setUp(["http://one.test", "http://two.test"]);
  endpoints.tune({ fallbackUrls: ["http://two.test"], breaker });
  ask(0).end("failure");
  ask(0).end("failure");
  expect(changes).toEqual(["0 open", "1 open"]);
});

test("tuning keeps the breakers of the URLs that stay, with the new settings", () => {
  const { ask, endpoints } = setUp(["http://one.test", "http://two.test"]);
  ask(0).end("failure");
  ask(0).end("failure");
  endpoints.tune({
    fallbackUrls: ["http://two.test", "http://one.test"],
    breaker: { ...breaker, openMs: 100 },
  });
  expect(endpoints.states()).toEqual(["open", "closed", "open"]);
  expect(ask(0).url).toBe("http://two.test/users?id=1");
  expect(ask(100).url).toBe("http://base.test/v1/users?id=1");
});
