import { expect, test } from "vitest";

import { createGateway } from "../../src/gateway.ts";
import { json } from "../support/upstream.ts";
import { openGateway, schemaFile } from "./support/open-gateway.ts";

test("a gateway needs no more than a schema", async () => {
  const gateway = await createGateway({
    schema: schemaFile("type Query { greet: String }"),
    resolvers: { Query: { greet: () => "hi" } },
    config: { log: { level: "silent" } },
  });
  expect(await gateway.execute({ query: "{ greet }" })).toEqual({ data: { greet: "hi" } });
  await gateway.stop();
});

test("in process and over HTTP it answers alike, and two of them know nothing of each other", async () => {
  const gateways = await Promise.all([open(1), open(2)]);
  const answers = await Promise.all(
    gateways.map(async ({ gateway, ask }) => {
      const { url } = await gateway.start();
      const response = await fetch(`${url}?query={value}`, {
        headers: { "apollo-require-preflight": "true" },
      });
      return [await ask("{ value }"), await response.json()];
    }),
  );
  const [one, two] = [{ data: { value: 1 } }, { data: { value: 2 } }];
  expect(answers).toEqual([
    [one, one],
    [two, two],
  ]);
});

function open(value: number) {
  return openGateway({
    schema: `type Query { value: Int @connect(source: "api", http: { GET: "/value" }, selection: "$") }`,
    routes: { "GET /value": () => json(value) },
  });
}
