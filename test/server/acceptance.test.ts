import { expect, test } from "vitest";

import { Acceptances } from "../../src/server/acceptance.ts";

const json = "application/json; charset=utf-8";
const response = "application/graphql-response+json; charset=utf-8";

test.each([
  [undefined, json],
  ["", json],
  ["*/*", json],
  ["application/*", json],
  ["text/html, */*;q=0.1", json],
  ["application/json", json],
  ["Application/JSON; Charset=UTF-8", json],
  ["application/graphql-response+json", response],
  ["application/graphql-response+json, application/json;q=0.9", response],
  ["application/json;q=0.5, application/graphql-response+json", response],
  ["application/graphql-response+json, application/json", response],
  ["application/json, application/graphql-response+json", json],
  ["*/*, application/graphql-response+json", response],
  ["application/*;q=0.2, */*;q=0.9, application/graphql-response+json;q=0.1", json],
  ["application/json;q=0, */*", response],
  ["application/json;q=0.1, application/json, application/graphql-response+json;q=0.5", json],
  ["multipart/mixed;deferSpec=20220824, */*", json],
])("who accepts %j is answered in %s", (accept, contentType) => {
  expect(new Acceptances().of(accept).contentType).toBe(contentType);
});

test.each([
  "text/html",
  "text/*",
  "nonsense",
  ",",
  "application/json;q=0",
  "application/json;q=much",
  "application/json; charset=latin1",
  "application/json; version=2",
  "multipart/mixed",
  "multipart/mixed; incrementalSpec=v0.3",
])("who accepts %j takes nothing that there is", (accept) => {
  expect(new Acceptances().of(accept)).toEqual({ contentType: undefined, format: undefined });
});

test("JSON and parts may be taken both, or parts alone", () => {
  const acceptances = new Acceptances();
  const both = acceptances.of("multipart/mixed;deferSpec=20220824, application/json;q=0.9");
  expect(both).toEqual({ contentType: json, format: "legacyMultipart" });
  const parts = acceptances.of("text/event-stream, application/json;q=0");
  expect(parts).toEqual({ contentType: undefined, format: "eventStream" });
});

test("what an Accept says is read once, for as many of them as clients send", () => {
  const acceptances = new Acceptances();
  const remembers = (accept: string) => acceptances.of(accept) === acceptances.of(accept);
  for (let n = 0; n < 64; n += 1) expect(remembers(`application/json, a/${n}`)).toBe(true);
  expect(remembers("application/json, a/64")).toBe(false);
  expect(remembers("application/json, a/63")).toBe(true);
  expect(new Acceptances().of("a/64, application/json").contentType).toBe(json);
});

test("a very long Accept is not remembered", () => {
  const acceptances = new Acceptances();
  const accept = `application/json, ${"a".repeat(1024)}/b`;
  expect(acceptances.of(accept)).toEqual(acceptances.of(accept));
  expect(acceptances.of(accept)).not.toBe(acceptances.of(accept));
});
