import type { RequestAnalysis } from "../telemetry/request-analysis.ts";
import type { Step } from "./plan.ts";
import { responsePath } from "./response-path.ts";
import type { Place } from "./wave.ts";

/** Runs a step, and tells who wants to know when it began, and when it was done. */
export function analyseStep(
  analysis: RequestAnalysis,
  { step, place }: { readonly step: Step; readonly place: Place },
  run: () => Promise<void> | undefined,
): Promise<void> | undefined {
  const end = analysis.stepStarted({
    path: responsePath(step.kind === "fill" ? place.plan.field : step.field),
    typeName: place.plan.type.name,
    connector: step.kind === "fetch" || step.kind === "fill" ? step.connector.id : undefined,
    objects: place.values.length,
  });
  const pending = run();
  if (pending === undefined) end();
  return pending?.finally(end);
}
