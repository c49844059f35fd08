import { expect, test } from "vitest";

import { checkLazyBudgets } from "../../src/check-lazy-budgets.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { readContract } from "../../src/contract/read-contract.ts";
import { schemaFile } from "./support/open-gateway.ts";

const schema = `
  type Query { node: Node }
  interface Node { slow: Int @lazy(reason: "It is slow.", budget: "40s") }
  type Page implements Node {
    slow: Int
    quick: Int @lazy(reason: "It is slow.", budget: "20s")
  }
`;

const resolvers = new Set(["Query.node", "Page.slow", "Page.quick"]);

test("a lazy field that is waited for longer than a request may take is told, with its place", () => {
  const contract = readContract({ path: schemaFile(schema), resolvers });
  expect(checkLazyBudgets(resolveConfig({}), contract)).toEqual([
    {
      code: "LAZY_BEYOND_TIMEOUT",
      severity: "warning",
      message: expect.stringContaining(
        '"Node.slow" is waited for 40 s, and a request ends after 30 s',
      ),
      help: expect.stringContaining("server.requestTimeout"),
      origin: { file: expect.stringContaining(".graphql"), line: 3, column: 20 },
    },
  ]);
  const patient = resolveConfig({ server: { requestTimeout: "1m" } });
  expect(checkLazyBudgets(patient, contract)).toEqual([]);
});
