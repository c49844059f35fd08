import { GatewayError } from "../kernel/gateway-error.ts";
import type { FieldPlan } from "./plan.ts";

/** A lazy field that was not there when the operation had waited for it as long as it does. */
export function lazyBudgetExceeded(
  { object, name }: Pick<FieldPlan, "object" | "name">,
  budgetMs: number,
): GatewayError {
  return new GatewayError(
    "LAZY_BUDGET_EXCEEDED",
    `"${object.type.name}.${name}" is lazy: an operation waits ${budgetMs} ms for it, and it was not there by then. It is still being fetched, so that it may be there when it is asked for again. With @defer it comes whenever it is there.`,
    { extensions: { budgetMs } },
  );
}
