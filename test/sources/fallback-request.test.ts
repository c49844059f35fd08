import { describe, expect, test } from "vitest";

import type { HttpRequest } from "../../src/connectors/http-message.ts";
import { compileFallbacks } from "../../src/sources/fallback-request.ts";

function request(url: string): HttpRequest {
  const { origin } = new URL(url);
  return {
    method: "POST",
    origin,
    path: url.slice(origin.length),
    headers: { "x-a": "1" },
    body: "{}",
  };
}

describe("a request to a fallback", () => {
  test.each([
    ["https://a.test", "https://b.test", "https://a.test/x?y=1", "https://b.test/x?y=1"],
    ["https://a.test/", "https://b.test/v1/", "https://a.test/x", "https://b.test/v1/x"],
    ["https://a.test/v1", "http://b.test:81", "https://a.test/v1/x", "http://b.test:81/x"],
    ["https://a.test/v1", "https://b.test/v2", "https://a.test/v1?y", "https://b.test/v2?y"],
    ["https://a.test/v1", "https://b.test", "https://a.test/v1?y", "https://b.test/?y"],
    ["https://a.test/v1", "https://b.test", "https://a.test/v1", "https://b.test/"],
    ["https://a.test/v1?k=1", "https://b.test", "https://a.test/v1/x?k=1", "https://b.test/x?k=1"],
  ])("of %s is under %s: %s goes to %s", (base, fallback, url, expected) => {
    expect(compileFallbacks(base, [fallback])(request(url), 0)).toEqual(request(expected));
  });

  test("is by the order of the fallbacks, as far as there are any", () => {
    const toFallback = compileFallbacks("https://a.test", ["https://b.test", "https://c.test"]);
    const origins = [0, 1, 2].map(
      (index) => toFallback(request("https://a.test/x"), index)?.origin,
    );
    expect(origins).toEqual(["https://b.test", "https://c.test", undefined]);
  });

  test.each([
    "https://other.test/v1/x",
    "http://a.test/v1/x",
    "https://a.test/v10/x",
    "https://a.test/x",
  ])("there is none for what is not under the base: %s", (url) => {
    const toFallback = compileFallbacks("https://a.test/v1", ["https://b.test/v1"]);
    expect(toFallback(request(url), 0)).toBeUndefined();
  });
});
