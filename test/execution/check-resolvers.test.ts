import { describe, expect, test } from "vitest";

import { batch } from "../../src/connectors/batch-resolver.ts";
import { readContractFromFiles } from "../../src/contract/read-contract.ts";
import { checkResolvers } from "../../src/execution/check-resolvers.ts";
import { batchResolversOf, coordinatesOf, type Resolvers } from "../../src/execution/resolvers.ts";

function problemsWith(sdl: string, resolvers: Resolvers) {
  const contract = readContractFromFiles([{ file: "a.graphql", text: sdl }], {
    resolvers: coordinatesOf(resolvers),
    batchResolvers: batchResolversOf(resolvers),
  });
  return checkResolvers(resolvers, contract);
}

const many = batch({ load: (keys) => keys.map(() => 1) });
const one = () => 1;

describe("a batch resolver", () => {
  test("for what the schema does not have, or with a connector beside it, is told as any resolver is", () => {
    const sdl = `
      extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
      type Query { n: Int m: Int @connect(http: { GET: "https://a.test/n" }, selection: "$") }
      interface Node { id: Int }
      type Thing implements Node { id: Int }
    `;
    const resolvers = {
      Query: { n: many, m: many, o: many },
      Nope: { a: many },
      Node: { id: many },
    };
    expect(problemsWith(sdl, resolvers)).toMatchObject([
      { code: "RESOLVER_AND_CONNECTOR", message: expect.stringContaining("Query.m") },
      { code: "UNKNOWN_RESOLVER", message: expect.stringContaining("Query.o") },
      { code: "UNKNOWN_RESOLVER", message: expect.stringContaining("Nope") },
      { code: "UNKNOWN_RESOLVER", message: expect.stringContaining("Node") },
    ]);
  });
});

describe("what the schema promises of a field", () => {
  const sdl = `type Query {
    batched: Int @batch(window: "1s")
    told: Int @freshness(ttl: "1m", owner: "us")
    kept: Int @freshness(ttl: "1m", staleWhileRevalidate: "1s", staleIfError: "1s", missingTtl: "1s", tags: ["a"])
    tagged: Int @freshness(ttl: "1m", tags: ["a"])
  }`;

  test("is named where a function resolves it, and has no effect", () => {
    const resolvers = { Query: { batched: one, told: one, kept: one, tagged: one } };
    expect(problemsWith(sdl, resolvers)).toMatchObject([
      {
        code: "RESOLVER_NOT_BATCHED",
        severity: "warning",
        message: expect.stringContaining("Query.batched"),
      },
      {
        code: "RESOLVER_NOT_KEPT",
        severity: "warning",
        message: expect.stringContaining(
          "of Query.kept, `staleWhileRevalidate`, `staleIfError`, `missingTtl`, `tags` has no effect",
        ),
      },
      {
        code: "RESOLVER_NOT_KEPT",
        message: expect.stringContaining("of Query.tagged, `tags` has"),
      },
    ]);
  });

  test("holds where a batch resolver does", () => {
    expect(
      problemsWith(sdl, { Query: { batched: many, told: many, kept: many, tagged: many } }),
    ).toEqual([]);
  });
});
