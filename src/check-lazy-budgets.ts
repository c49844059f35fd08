import { isInterfaceType, isObjectType } from "graphql";

import type { Config } from "./config/config.ts";
import type { Contract } from "./contract/contract.ts";
import { describeDuration } from "./contract/describe-duration.ts";
import { originOfNode } from "./contract/origin.ts";
import type { Problem } from "./kernel/problem.ts";

/** Warns of lazy fields that are waited for longer than a request may take: their budgets never end. */
export function checkLazyBudgets(
  { server }: Pick<Config, "server">,
  { schema, policies }: Pick<Contract, "schema" | "policies">,
): readonly Problem[] {
  const { requestTimeoutMs } = server;
  return [...policies.lazy]
    .filter(([, { budgetMs }]) => budgetMs > requestTimeoutMs)
    .map(([coordinate, { budgetMs }]) => {
      const [typeName = "", fieldName = ""] = coordinate.split(".");
      const type = schema.getType(typeName);
      const fields = isObjectType(type) || isInterfaceType(type) ? type.getFields() : {};
      const node = fields[fieldName]?.astNode;
      return {
        code: "LAZY_BEYOND_TIMEOUT",
        severity: "warning",
        message: `A budget ends before the request does; "${coordinate}" is waited for ${describeDuration(budgetMs)}, and a request ends after ${describeDuration(requestTimeoutMs)}, with nothing in its answer.`,
        help: "Give @lazy a lesser budget, or raise server.requestTimeout.",
        origin: node ? originOfNode(node) : undefined,
      };
    });
}
