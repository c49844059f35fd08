import { describe, expect, test } from "vitest";

import { Endpoints } from "../../src/sources/endpoints.ts";
import type { BreakerSettings } from "../../src/sources/source-settings.ts";
import { request } from "./source-setup.ts";

const base = "http://base.test/v1";
const breaker: BreakerSettings = { failures: 0.5, minCalls: 1, windowMs: 1000, openMs: 500 };

function setUp(fallbackUrls: readonly string[]) {
  const changes: string[] = [];
  const endpoints = new Endpoints(base, { fallbackUrls, breaker }, (endpoint, state) => {
    changes.push(`${endpoint} ${state}`);
  });
  /** Where a call goes at that time; undefined when it may not. */
  const ask = (nowMs: number, asked = request("http://base.test", "/v1/users?id=1")) => {
    const route = endpoints.admit(nowMs);
    const { origin, path } = route?.address(asked) ?? {};
    return {
      url: origin && `${origin}${path}`,
      end: (result: "success" | "failure") => route?.breaker.record(route.pass, result, nowMs),
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

  test("sends a request that is not for its base URL where it is for", () => {
    const { ask } = setUp(["http://one.test"]);
    ask(0).end("failure");
    expect(ask(0, request("http://elsewhere.test", "/a")).url).toBe("http://elsewhere.test/a");
  });

  test("has an endpoint for each URL once", () => {
    const { ask, endpoints } = setUp([base, "http://one.test", "http://one.test"]);
    expect(endpoints.states()).toEqual(["closed", "closed"]);
    ask(0).end("failure");
    expect(ask(0).url).toBe("http://one.test/users?id=1");
  });
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
