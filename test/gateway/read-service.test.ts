import { expect, test } from "vitest";

import { resolveConfig } from "../../src/config/resolve-config.ts";
import { readService } from "../../src/read-service.ts";
import { schemaFile } from "./support/open-gateway.ts";

const sdl = `
extend schema @source(name: "api", http: { baseURL: "http://localhost:1" })
type Query { user: User @connect(source: "api", http: { GET: "/user" }, selection: "id") }
type User @freshness(ttl: "1m")
  @connect(source: "api", http: { GET: "/users", queryParams: "id: $batch.id" }, selection: "id name") {
  id: ID! name: String
}`;
const withSize = (maxSize: number) => resolveConfig({ sources: { api: { batch: { maxSize } } } });
const sizesOf = ({ connectors }: Awaited<ReturnType<typeof readService>>) =>
  connectors.map(({ connector, maxKeys }) => [connector.id, maxKeys()]);

test("connectors follow the settings in force, and without any those they were read with", async () => {
  const schema = schemaFile(sdl);
  const written = withSize(7);
  let inForce = withSize(5);
  const following = await readService({ schema }, written, () => inForce);
  inForce = withSize(3);

  expect(following.problems).toEqual([]);
  expect(sizesOf(following)).toEqual([
    ["Query.user", 1],
    ["User", 3],
  ]);
  expect(sizesOf(await readService({ schema }, written))).toEqual([
    ["Query.user", 1],
    ["User", 7],
  ]);
});

test("what is wrong in several places is told together", async () => {
  const schema = schemaFile(sdl);
  const config = resolveConfig({
    sources: {
      api: { baseUrl: "https://api.example", fallbackUrls: ["http://b.example"] },
      app: {},
    },
  });
  const resolvers = { User: { age: () => 1 } };
  const { problems } = await readService({ schema, resolvers }, config);
  expect(problems.map(({ code }) => code).toSorted()).toEqual([
    "INVALID_FALLBACK",
    "UNKNOWN_RESOLVER",
    "UNKNOWN_SOURCE",
  ]);
});
