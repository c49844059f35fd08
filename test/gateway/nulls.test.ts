import { describe, expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const connect = (path: string, selection: string) =>
  `@connect(source: "api", http: { GET: "${path}" }, selection: """${selection}""")`;

const open = (things: unknown) =>
  openGateway({
    schema: `
        type Query {
          things: [Thing] ${connect("/things", "id parts { name }")}
          all: [Thing!]! ${connect("/things", "id parts { name }")}
        }
        type Thing { id: ID! parts: [Part!] must: [Part!]! ${connect("/must/{$this.id}", "name")} }
        type Part { name: String! }
      `,
    routes: { "GET /things": () => json(things), "GET /must/:id": () => json([{ name: null }]) },
  });

describe("a null where none may be", () => {
  test("goes up to the nearest place that may be null, with one error", async () => {
    const { ask } = await open([
      { id: 1, parts: [{ name: "a" }, { name: null }] },
      { id: null, parts: [] },
      { id: 3, parts: [{ name: "b" }] },
    ]);
    const { data, errors } = await ask("{ things { id parts { name } } }");
    expect(data).toEqual({
      things: [{ id: "1", parts: null }, null, { id: "3", parts: [{ name: "b" }] }],
    });
    expect(errors).toMatchObject([
      {
        path: ["things", 0, "parts", 1, "name"],
        message: "Cannot return null for non-nullable field Part.name.",
      },
      { path: ["things", 1, "id"], message: "Cannot return null for non-nullable field Thing.id." },
    ]);
  });

  test("goes up to the root, from what a later call brings too", async () => {
    const { ask } = await open([{ id: 1 }]);
    expect(await ask("{ all { must { name } } }")).toMatchObject({
      data: null,
      errors: [{ path: ["all", 0, "must", 0, "name"] }],
    });
  });
});
