import { describe, expect, test } from "vitest";

import type { HttpRequest } from "../../src/connectors/http-message.ts";
import { compileFallback, fallbackFault } from "../../src/sources/fallback-request.ts";

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
    ["https://a.test//v1/", "https://b.test", "https://a.test/v1/x", "https://b.test/x"],
    ["https://a.test/a/../v1", "https://b.test", "https://a.test/a/../v1/x", "https://b.test/x"],
    ["https://a.test/v1?k=1", "https://b.test", "https://a.test/v1/x?k=1", "https://b.test/x?k=1"],
  ])("of %s is under %s: %s goes to %s", (base, fallback, url, expected) => {
    expect(compileFallback(base, fallback)(request(url))).toEqual(request(expected));
  });

  test.each([
    "https://other.test/v1/x",
    "http://a.test/v1/x",
    "https://a.test/v10/x",
    "https://a.test/x",
  ])("there is none for what is not under the base: %s", (url) => {
    const toFallback = compileFallback("https://a.test/v1", "https://b.test/v1");
    expect(toFallback(request(url))).toBeUndefined();
  });
});

test.each([
  ["https://a.test", "https://b.test", undefined],
  ["http://a.test", "https://b.test", undefined],
  ["http://a.test", "http://b.test", undefined],
  [
    "https://a.test",
    "http://b.test/v1",
    'A fallback for a base URL with https needs https too, or credentials would go in the clear; this is "http://b.test/v1".',
  ],
])("credentials do not go in the clear: for %s to %s", (base, fallback, fault) => {
  expect(fallbackFault(base, fallback)).toBe(fault);
});
