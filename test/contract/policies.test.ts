import { expect, test } from "vitest";

import { contractOf } from "./support/contract-of.ts";

test("reads our own directives, with the defaults of their definitions", () => {
  const { policies } = contractOf(`
    type Query {
      a: P @freshness(ttl: "0s") @batch(window: "5ms", sharing: REQUEST, onFailure: TOGETHER, owner: "x")
      b: P @batch @lazy(reason: "slow", budget: null)
      c: P @lazy(reason: "slow", budget: "1m", owner: "y")
    }
    type Mutation {
      d(id: ID): P @invalidates(tags: ["ps", "p-{$args.id}"]) @idempotent
      e: P @idempotent(header: "X-Key")
    }
    type P @freshness(
      ttl: "1.5s", staleWhileRevalidate: "250ms", staleIfError: "1h", missingTtl: "1d", tags: ["p-{$key.id}"], owner: "z"
    ) { id: ID }
  `);
  expect(policies.freshness).toEqual(
    new Map([
      [
        "Query.a",
        {
          ttlMs: 0,
          staleWhileRevalidateMs: 0,
          staleIfErrorMs: 0,
          missingTtlMs: 0,
          tags: [],
          isPrivate: undefined,
          owner: undefined,
        },
      ],
      [
        "P",
        {
          ttlMs: 1500,
          staleWhileRevalidateMs: 250,
          staleIfErrorMs: 3_600_000,
          missingTtlMs: 86_400_000,
          tags: ["p-{$key.id}"],
          isPrivate: undefined,
          owner: "z",
        },
      ],
    ]),
  );
  expect(policies.batch).toEqual(
    new Map([
      ["Query.a", { windowMs: 5, sharing: "REQUEST", onFailure: "TOGETHER", owner: "x" }],
      ["Query.b", { windowMs: 0, sharing: "SCOPE", onFailure: "SPLIT", owner: undefined }],
    ]),
  );
  expect(policies.lazy).toEqual(
    new Map([
      ["Query.b", { reason: "slow", budgetMs: 1000, owner: undefined }],
      ["Query.c", { reason: "slow", budgetMs: 60_000, owner: "y" }],
    ]),
  );
  expect(policies.invalidates).toEqual(new Map([["Mutation.d", { tags: ["ps", "p-{$args.id}"] }]]));
  expect(policies.idempotent).toEqual(
    new Map([
      ["Mutation.d", { header: "Idempotency-Key" }],
      ["Mutation.e", { header: "X-Key" }],
    ]),
  );
});
