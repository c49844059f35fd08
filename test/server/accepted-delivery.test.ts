import { expect, test } from "vitest";

import { acceptedDelivery } from "../../src/server/accepted-delivery.ts";
import { readMediaRanges } from "../../src/server/media-ranges.ts";

test.each([
  ["multipart/mixed; incrementalSpec=v0.2", "multipart"],
  ["multipart/mixed;deferSpec=20220824", "legacyMultipart"],
  ["text/event-stream", "eventStream"],
  ['Multipart/Mixed; boundary="-"; deferSpec="20220824"', "legacyMultipart"],
  ["multipart/mixed;deferSpec=20220824, multipart/mixed;incrementalSpec=v0.2", "legacyMultipart"],
  ["multipart/mixed;deferSpec=20220824;q=0.5, multipart/mixed;incrementalSpec=v0.2", "multipart"],
  ["text/event-stream;q=0.1, multipart/mixed;incrementalSpec=v0.2;q=0.2", "multipart"],
  ["multipart/mixed;incrementalSpec=v0.2;q=0, text/event-stream", "eventStream"],
])("a caller that accepts %s takes parts by %s", (accept, format) => {
  expect(acceptedDelivery(readMediaRanges(accept))).toBe(format);
});

test.each([
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
  expect(acceptedDelivery(readMediaRanges(accept))).toBeUndefined();
});
