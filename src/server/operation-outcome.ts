import type { OperationOutcome } from "../telemetry/server-metrics.ts";
import type { OperationSummary } from "./operation-summary.ts";

/** What came of an operation. `status` is undefined where its client went away before the answer. */
export function outcomeOf(
  { hasData, errorCount }: Pick<OperationSummary, "hasData" | "errorCount">,
  status: number | undefined,
): OperationOutcome {
  if (status === undefined) return "abandoned";
  if (hasData === undefined) return status >= 500 ? "failed" : "refused";
  if (!hasData) return "failed";
  return errorCount > 0 ? "partial" : "ok";
}
