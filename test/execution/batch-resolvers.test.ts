import { parse } from "graphql";
import { describe, expect, test } from "vitest";

import { batch } from "../../src/connectors/batch-resolver.ts";
import { compileBatchResolver } from "../../src/connectors/compile-batch-resolver.ts";
import type { FetchKeys } from "../../src/connectors/outcome.ts";
import { newRequestContext } from "../../src/connectors/request-context.ts";
import { batchResolversOf, type Resolvers } from "../../src/execution/resolvers.ts";
import { executorFor } from "../support/executor-for.ts";

interface PlannedCall {
  readonly id: string;
  readonly parents: readonly unknown[];
}

/** Asks the batch resolvers of a schema, with nothing between execution and them. */
async function run(sdl: string, query: string, resolvers: Resolvers) {
  const calls: PlannedCall[] = [];
  const batches = batchResolversOf(resolvers);
  const fetchKeys: FetchKeys = async (connector, keys, request) => {
    const resolver = batches.get(connector.coordinate);
    if (resolver === undefined) throw new Error(`${connector.id} is no batch resolver`);
    calls.push({ id: connector.id, parents: keys.map((key) => key.this) });
    const compiled = compileBatchResolver(connector, resolver, { defaultBatchSize: 100 });
    const outcomes = compiled.plan(keys, request).map(async (call) => {
      if (call.kind !== "run") throw new Error("it asks no source");
      return call.run({ signal: new AbortController().signal, facts: () => undefined });
    });
    return (await Promise.all(outcomes)).flat();
  };
  const { executor } = executorFor(sdl, { fetchKeys, resolvers });
  const { data, errors } = await executor.execute({
    document: parse(query),
    operationName: undefined,
    variables: {},
    request: newRequestContext(),
  });
  expect(errors).toBeUndefined();
  // Objects of an answer have no prototype.
  return { data: JSON.parse(JSON.stringify(data)) as unknown, calls };
}

const posts = batch({
  selection: "id",
  load: (keys) => keys.map(() => [{ id: "1" }, { id: "2" }]),
});

describe("a batch resolver in a plan", () => {
  test("waits for another one, whose values it reads", async () => {
    const sdl = `
      type Query { posts: [Post] }
      type Post { id: ID! rating: Float! stars: String }
    `;
    const rating = batch({
      reads: ["id"],
      load: (keys: readonly { readonly parent: { readonly id: string } }[]) =>
        keys.map(({ parent }) => Number(parent.id)),
    });
    const stars = batch({
      reads: ["rating"],
      load: (keys: readonly { readonly parent: { readonly rating: number } }[]) =>
        keys.map(({ parent }) => "*".repeat(parent.rating)),
    });
    const resolvers = { Query: { posts }, Post: { rating, stars } };
    expect(await run(sdl, "{ posts { stars } }", resolvers)).toEqual({
      data: { posts: [{ stars: "*" }, { stars: "**" }] },
      calls: [
        { id: "Query.posts", parents: [{}] },
        { id: "Post.rating", parents: [{ id: "1" }, { id: "2" }] },
        { id: "Post.stars", parents: [{ rating: 1 }, { rating: 2 }] },
      ],
    });
  });

  test("may give what is of an abstract type, and stand on the types that it may be", async () => {
    const sdl = `
      type Query { nodes: [Node] }
      interface Node { id: ID! name: String }
      type Post implements Node { id: ID! name: String }
      type User implements Node { id: ID! name: String }
    `;
    const nodes = batch({
      load: (keys) =>
        keys.map(() => [
          { __typename: "Post", id: "1" },
          { __typename: "User", id: "2", name: "Ada" },
          { __typename: "Post", id: "3" },
        ]),
    });
    const name = batch({ reads: ["id"], load: (keys) => keys.map(() => "untitled") });
    const { data, calls } = await run(sdl, "{ nodes { name } }", {
      Query: { nodes },
      Post: { name },
    });
    expect(data).toEqual({
      nodes: [{ name: "untitled" }, { name: "Ada" }, { name: "untitled" }],
    });
    expect(calls[1]).toEqual({ id: "Post.name", parents: [{ id: "1" }, { id: "3" }] });
  });
});
