import { expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { askInParts } from "./support/ask-in-parts.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
  type Query {
    users(count: Int!): [User]
      @connect(source: "api", http: { GET: "/users/{$args.count}" }, selection: "id secret")
  }
  type User @freshness(ttl: "1h") {
    id: ID!
    secret: String @authenticated
    broken: Int @connect(source: "api", http: { GET: "/broken/{$this.id}" }, selection: "$")
  }
`;

async function open() {
  const opened = await openGateway({
    schema,
    routes: {
      "GET /users/:count": ({ params }) =>
        json(Array.from({ length: Number(params["count"]) }, (_, index) => ({ id: index % 2 }))),
    },
  });
  return { ...opened, ...(await opened.gateway.start()) };
}

/** A field by many aliases. */
const often = (times: number, field: string) =>
  Array.from({ length: times }, (_, index) => `f${index}: ${field}`).join(" ");

test("all errors of an answer are told, as long as they are no more than 10,000", async () => {
  const { ask } = await open();
  const { data, errors = [] } = await ask(`{ users(count: 100) { ${often(100, "secret")} } }`);
  expect(data?.["users"]).toHaveLength(100);
  expect(errors).toHaveLength(10_000);
  expect(errors.at(-1)).toMatchObject({
    path: ["users", 99, "f99"],
    extensions: { code: "UNAUTHENTICATED" },
  });
});

test.each([
  ["fields that the caller may not see", 101, often(100, "secret")],
  ["one field at many places", 1000, "secret ".repeat(11)],
  ["fields whose calls fail", 101, often(100, "broken")],
])("beyond that, as by %s, the answer is given up", async (_what, count, fields) => {
  const { ask } = await open();
  expect(await ask(`{ users(count: ${count}) { ${fields} } }`)).toMatchObject({
    data: null,
    errors: [
      {
        message: expect.stringContaining("name 10000 places"),
        extensions: { code: "ANSWER_TOO_LARGE" },
      },
    ],
  });
});

test("what is streamed later counts, too", async () => {
  const { url } = await open();
  const query = `{ users(count: 200) @stream(initialCount: 1) { ${often(100, "secret")} } }`;
  const parts = await (await askInParts(url, { query })).text();
  expect(parts).toContain("name 10000 places");
});
