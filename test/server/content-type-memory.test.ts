import { HeaderMap, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from "@apollo/server";
import { describe, expect, test } from "vitest";

import { ContentTypeMemory } from "../../src/server/content-type-memory.ts";

function request(accept?: string, method = "POST"): HTTPGraphQLRequest {
  const headers = new HeaderMap(accept === undefined ? [] : [["accept", accept]]);
  return { method, headers, search: "", body: {} };
}

function response(contentType?: string, status?: number): HTTPGraphQLResponse {
  const headers = new HeaderMap(contentType === undefined ? [] : [["content-type", contentType]]);
  return {
    ...(status !== undefined && { status }),
    headers,
    body: { kind: "complete", string: "" },
  };
}

describe("ContentTypeMemory", () => {
  test("knows how a value of accept was answered", () => {
    const memory = new ContentTypeMemory();
    expect(memory.get("*/*")).toBeUndefined();
    memory.learn(request("*/*"), response("application/json"));
    expect(memory.get("*/*")).toBe("application/json");
    expect(memory.get("text/html")).toBeUndefined();
    expect(memory.get(undefined)).toBeUndefined();
  });

  test.each([
    ["a request without accept", request(), response("application/json")],
    ["a GET, which may be answered with a page", request("*/*", "GET"), response("text/html")],
    ["a refusal", request("*/*"), response("application/json", 406)],
    ["an answer without a content type", request("*/*"), response()],
    [
      "an incremental answer",
      request("*/*"),
      {
        headers: new HeaderMap([["content-type", "multipart/mixed"]]),
        body: { kind: "chunked" as const, asyncIterator: (async function* () {})() },
      },
    ],
  ])("learns nothing from %s", (_name, from, answer) => {
    const memory = new ContentTypeMemory();
    memory.learn(from, answer);
    expect(memory.get("*/*")).toBeUndefined();
  });

  test.each([
    ["application/json; charset=utf-8", true],
    ["application/graphql-response+json; charset=utf-8", true],
    ["text/x-odd", false],
    ["application/jsonp", false],
    ["x-application/json", false],
  ])("of a content type %s learns: %s", (contentType, isLearnt) => {
    const memory = new ContentTypeMemory();
    memory.learn(request("*/*"), response(contentType));
    expect(memory.get("*/*")).toBe(isLearnt ? contentType : undefined);
  });

  test("is bounded, and keeps what it knows", () => {
    const memory = new ContentTypeMemory();
    for (let n = 0; n < 1000; n += 1) memory.learn(request(`a/${n}`), response("application/json"));
    expect(memory.get("a/0")).toBe("application/json");
    expect(memory.get("a/63")).toBe("application/json");
    expect(memory.get("a/64")).toBeUndefined();
  });
});
