import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Ask, type ConnectorTexts, planOf, requestOf } from "./connector-fixture.ts";

const batch: ConnectorTexts = {
  place: { kind: "object", typeName: "User" },
  url: "/users",
  queryParams: "id: $batch.id",
  keyFields: [{ path: ["id"], isId: true }],
  batch: { maxSize: undefined },
};
const keys = (ids: readonly unknown[]) => ids.map((id) => ({ this: { id: String(id) } }));
const paths = (texts: ConnectorTexts, ask: Ask) =>
  planOf(texts, ask).map((call) => (call.kind === "call" ? call.request.path : call.kind));

describe("a batch's request", () => {
  test("names all keys, in their order", () => {
    expect(paths(batch, { keys: keys([3, 1, 2]) })).toEqual(["/users?id=3&id=1&id=2"]);
  });

  test("is none for no keys: without them the URL would ask for everything", () => {
    expect(paths(batch, { keys: [] })).toEqual([]);
  });

  test("may carry them in its body", () => {
    const texts: ConnectorTexts = {
      ...batch,
      method: "POST",
      queryParams: "x: $(1)",
      body: "{ ids: $batch.id }",
    };
    expect(requestOf(texts, { keys: keys([1, 2]) })).toMatchObject({
      path: "/users?x=1",
      body: '{"ids":["1","2"]}',
    });
  });

  test("is divided by the connector's maxSize, and by the configuration's", () => {
    const ask = { keys: keys([1, 2, 3, 4, 5]) };
    expect(paths({ ...batch, batch: { maxSize: 2 } }, ask)).toEqual([
      "/users?id=1&id=2",
      "/users?id=3&id=4",
      "/users?id=5",
    ]);
    expect(paths({ ...batch, batch: { maxSize: 9 } }, { ...ask, batch: { maxSize: 4 } })).toEqual([
      "/users?id=1&id=2&id=3&id=4",
      "/users?id=5",
    ]);
  });

  test("is divided evenly when its URL would be too long", () => {
    const maxUrlBytes = "https://api.test/users?id=1&id=2&id=3&id=4".length;
    const ask = { batch: { maxUrlBytes } };
    expect(paths(batch, { ...ask, keys: keys([1, 2, 3, 4]) })).toHaveLength(1);
    expect(paths(batch, { ...ask, keys: keys([1, 2, 3, 4, 5, 6]) })).toEqual([
      "/users?id=1&id=2&id=3",
      "/users?id=4&id=5&id=6",
    ]);
  });

  test("of one key is sent however long its URL is", () => {
    const ask = { keys: keys([1, 2]), batch: { maxUrlBytes: 5 } };
    expect(paths(batch, ask)).toEqual(["/users?id=1", "/users?id=2"]);
  });

  test("never passes the bound, and loses no key, whatever the keys", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ maxLength: 30 }), { maxLength: 60 }),
        fc.integer({ min: 300, max: 600 }),
        (ids, maxUrlBytes) => {
          const calls = paths(batch, { keys: keys(ids), batch: { maxUrlBytes } });
          const asked = calls.flatMap((path) =>
            new URL(path, "http://x").searchParams.getAll("id"),
          );
          expect(asked).toEqual(ids);
          expect(
            Math.max(0, ...calls.map((path) => "https://api.test".length + path.length)),
          ).toBeLessThanOrEqual(maxUrlBytes);
        },
      ),
    );
  });

  test("goes without the one key that no request can be built from", () => {
    const calls = planOf(batch, {
      keys: [...keys([1, 2]), { this: { id: { a: 1 } } }, ...keys([4])],
    });
    expect(calls.map((call) => (call.kind === "call" ? call.request.path : call.outcomes))).toEqual(
      [
        "/users?id=1&id=2",
        [{ kind: "error", error: expect.objectContaining({ code: "CONNECTOR_REQUEST_INVALID" }) }],
        "/users?id=4",
      ],
    );
  });
});
