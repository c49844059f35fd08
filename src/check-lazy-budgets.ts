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
  const types = Object.values(schema.getTypeMap());
  return types
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap(({ name, astNode }) => {
        const coordinate = `${type.name}.${name}`;
        const budgetMs = policies.lazy.get(coordinate)?.budgetMs ?? 0;
        if (budgetMs <= requestTimeoutMs) return [];
        return {
          code: "LAZY_BEYOND_TIMEOUT",
          severity: "warning" as const,
          message: `A budget ends before the request does; "${coordinate}" is waited for ${describeDuration(budgetMs)}, and a request ends after ${describeDuration(requestTimeoutMs)}, with nothing in its answer.`,
          help: "Give @lazy a lesser budget, or raise server.requestTimeout.",
          // v8 ignore next -- what is lazy stands in a file
          origin: astNode ? originOfNode(astNode) : undefined,
        };
      }),
    );
}
