import { expect, test } from "vitest";

import { contractOf } from "./support/contract-of.ts";

const file = (field: string) => `
  extend schema @source(name: "api", http: { baseURL: "https://${field}.dev" })
  type Query { ${field}: Int @connect(source: "api", http: { GET: "/" }, selection: "$.a") }`;

test("a source that one file declares goes by its own name", () => {
  expect([...contractOf({ "users.graphql": file("a") }).sources.keys()]).toEqual(["api"]);
});

test("sources of one name go by their files' names too, and each file uses its own", () => {
  const { sources, connectors } = contractOf({
    "schema/users.graphql": file("a"),
    "schema/posts.v1.graphql": file("b"),
  });
  expect([...sources.keys()]).toEqual(["users.api", "posts.v1.api"]);
  expect(connectors.map(({ source }) => source?.baseUrl.text)).toEqual([
    "https://a.dev",
    "https://b.dev",
  ]);
});

test("files of one name in different directories go by their paths", () => {
  const { sources } = contractOf({ "a/x.graphql": file("a"), "b/x.graphql": file("b") });
  expect([...sources.keys()]).toEqual(["a/x.api", "b/x.api"]);
});
