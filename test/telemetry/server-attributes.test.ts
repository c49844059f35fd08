import { expect, test } from "vitest";

import { serverAttributes } from "../../src/telemetry/server-attributes.ts";

test.each([
  ["http://localhost", "localhost", 80],
  ["https://api.example.com", "api.example.com", 443],
  ["http://127.0.0.1:4000", "127.0.0.1", 4000],
])("%s is %s at port %i", (origin, address, port) => {
  expect(serverAttributes(origin)).toEqual({ "server.address": address, "server.port": port });
});
