import { describe, expect, test } from "vitest";

import { openGateway } from "../../gateway/support/open-gateway.ts";
import { json } from "../../support/upstream.ts";

const schema = `
  enum Color { RED GREEN }
  input Page { first: Int = 10 after: String sort: [Sort!] }
  input Sort { by: String! down: Boolean = false }
  scalar Date
  type Query {
    ask(id: ID, n: Int = 3, f: Float, on: Boolean, color: Color, ids: [ID!], page: Page, day: Date): Int
      @connect(source: "api", http: { POST: "/ask/{$args.id}", queryParams: "n: $args.n color: $args.color", body: "$args" }, selection: "$.n")
  }
`;

/** What is sent has the values that GraphQL makes of what is written. */
const cases: readonly (readonly [args: string, path: string, body: unknown])[] = [
  ['id: "a"', "/ask/a?n=3", { id: "a", n: 3 }],
  ["id: 7", "/ask/7?n=3", { id: "7", n: 3 }],
  ['id: "a", n: null', "/ask/a", { id: "a", n: null }],
  ['id: "a", n: 5, color: RED', "/ask/a?n=5&color=RED", { id: "a", n: 5, color: "RED" }],
  ['id: "a", f: 1, on: true', "/ask/a?n=3", { id: "a", n: 3, f: 1, on: true }],
  ['id: "a", ids: 7', "/ask/a?n=3", { id: "a", n: 3, ids: ["7"] }],
  ['id: "a", ids: [1, "b"]', "/ask/a?n=3", { id: "a", n: 3, ids: ["1", "b"] }],
  ['id: "a", page: {}', "/ask/a?n=3", { id: "a", n: 3, page: { first: 10 } }],
  [
    'id: "a", page: { first: 2, after: null, sort: { by: "x" } }',
    "/ask/a?n=3",
    { id: "a", n: 3, page: { first: 2, after: null, sort: [{ by: "x", down: false }] } },
  ],
  ['id: "a", day: "2026-01-02"', "/ask/a?n=3", { id: "a", n: 3, day: "2026-01-02" }],
  ['id: "a", day: { year: 2026 }', "/ask/a?n=3", { id: "a", n: 3, day: { year: 2026 } }],
];

describe("$args", () => {
  test.each(cases)("(%s) is asked at %s, with %j", async (args, path, body) => {
    const { ask, upstream } = await openGateway({
      schema,
      routes: { "POST /ask/:id": () => json({ n: 1 }) },
    });
    expect(await ask(`{ ask(${args}) }`)).toEqual({ data: { ask: 1 } });
    expect(upstream.asked).toEqual([`POST ${path}`]);
    expect(JSON.parse(upstream.requests[0]?.body ?? "")).toEqual(body);
  });
});
