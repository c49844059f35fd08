import { expect, test } from "vitest";

import { contractOf } from "./support/contract-of.ts";
import { problemsOf } from "./support/problems-of.ts";

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

const get = (selection: string) =>
  `@connect(http: { GET: "https://x.dev" }, selection: "${selection}")`;

test("names each type that a connector returns without a ttl, once, and no other", () => {
  const problems = problemsOf(`
    type Query {
      p: P ${get("id")}
      ps: [P!] ${get("id")}
      q: Q @freshness(ttl: "1s") ${get("id")}
      r: R ${get("id inner { x }")}
      u: U ${get("id inner { x }")}
      v: V ${get("id inner { x }")}
      n: Int ${get("$.n")}
    }
    type Mutation { s: S ${get("id")} }
    type T @connect(http: { GET: "https://x.dev/{$this.id}" }, selection: "id") { id: ID }
    type P { id: ID }
    type Q { id: ID }
    type R @freshness(ttl: "0s") { id: ID inner: Inner }
    type Inner { x: Int }
    type S { id: ID }
    union U = P | R
    union V = R
  `);
  expect(
    problems.map(({ code, severity, origin }) => `${severity} ${code} ${origin?.line}`),
  ).toEqual(["warning MISSING_TTL 12", "warning MISSING_TTL 13", "warning MISSING_TTL 18"]);
  expect(problems[1]?.message).toBe(
    "P has no @freshness, so it is never cached; Query.p returns it.",
  );
});
