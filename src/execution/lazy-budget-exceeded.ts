import { describeDuration } from "../contract/describe-duration.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import type { FieldPlan, ObjectPlan } from "./plan.ts";

/** A lazy field that was not there when the operation had waited for it as long as it does. */
export function lazyBudgetExceeded(
  { object, name }: Pick<FieldPlan, "name"> & { readonly object: Pick<ObjectPlan, "type"> },
  budgetMs: number,
): GatewayError {
  const waits =
    budgetMs === 0
      ? "an operation does not wait for it, and it was not there"
      : `an operation waits ${describeDuration(budgetMs)} for it, and it was not there by then`;
  return new GatewayError(
    "LAZY_BUDGET_EXCEEDED",
    `"${object.type.name}.${name}" is lazy: ${waits}. It is still being fetched, so that it may be there when it is asked for again. With @defer it comes whenever it is there.`,
    { extensions: { budgetMs } },
  );
}
