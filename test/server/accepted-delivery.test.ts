import { expect, test } from "vitest";

import { acceptedDelivery } from "../../src/server/accepted-delivery.ts";

test.each([
  ["multipart/mixed; incrementalSpec=v0.2", "multipart"],
  ["multipart/mixed;deferSpec=20220824", "legacyMultipart"],
  ["text/event-stream", "eventStream"],
  ['Multipart/Mixed; boundary="-"; deferSpec="20220824"', "legacyMultipart"],
  ["multipart/mixed;deferSpec=20220824, multipart/mixed;incrementalSpec=v0.2", "legacyMultipart"],
  ["multipart/mixed;deferSpec=20220824;q=0.5, multipart/mixed;incrementalSpec=v0.2", "multipart"],
  ["text/event-stream;q=0.1, multipart/mixed;incrementalSpec=v0.2;q=0.2", "multipart"],
  ["multipart/mixed;incrementalSpec=v0.2;q=0, text/event-stream", "eventStream"],
])("a caller that accepts %s takes parts by %s, and nothing else", (accept, format) => {
  expect(acceptedDelivery(accept)).toEqual({ format, isForAll: true });
});

test.each([
  ["multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9"],
  ["application/json, multipart/mixed;deferSpec=20220824"],
  ["multipart/mixed;deferSpec=20220824, application/*;q=0.1"],
  ["multipart/mixed;deferSpec=20220824, */*"],
])("a caller that accepts %s takes a whole answer as JSON", (accept) => {
  expect(acceptedDelivery(accept)).toEqual({ format: "legacyMultipart", isForAll: false });
});

test.each([
  [undefined],
  [""],
  ["*/*"],
  ["application/json"],
  ["multipart/mixed"],
  ["multipart/mixed; incrementalSpec=v0.3"],
  ["multipart/mixed; incrementalSpec"],
  ["multipart/form-data; deferSpec=20220824, multipart/mixed"],
  ["text/event-stream;q=0, application/json"],
  ["text/event-stream;q=much"],
])("a caller that accepts %j takes no parts", (accept) => {
  expect(acceptedDelivery(accept)).toBeUndefined();
});
