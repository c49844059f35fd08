import { expect, test } from "vitest";

import { checkGuards } from "../../src/check-guards.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { readContract } from "../../src/contract/read-contract.ts";
import { schemaFile } from "./support/open-gateway.ts";

const resolvers = { has: () => true };
const guarded = "type Query { open: Int, me: Int @authenticated }";

const contractOf = (schema: string) => readContract({ path: schemaFile(schema), resolvers });

const ways = [
  { jwt: [{ issuer: "https://id.example", audiences: ["api"], secret: "s".repeat(32) }] },
  { apiKeys: { keys: [{ name: "ann", sha256: "0".repeat(64) }] } },
  { trustedHeader: { header: "x-user", secret: "s".repeat(32) } },
];

test("a schema that asks callers who they are is named where nobody can prove it", () => {
  expect(checkGuards(resolveConfig({}), contractOf(guarded))).toMatchObject([
    {
      code: "GUARDED_FROM_ALL",
      severity: "warning",
      message: expect.stringContaining('"Query.me" is for callers who have proven who they are'),
    },
  ]);
});

test.each(ways)("and not where they can: %j", (identity) => {
  expect(checkGuards(resolveConfig({ identity }), contractOf(guarded))).toEqual([]);
});

test("nor is a schema that asks nobody", () => {
  expect(checkGuards(resolveConfig({}), contractOf("type Query { open: Int }"))).toEqual([]);
});
