import { withAnalysis } from "../../connectors/request-context.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Executor, Operation, OperationResult } from "../executor.ts";
import { Analysing } from "./analysing.ts";
import type { Analysis } from "./analysis.ts";
import type { Explanation } from "./explanation.ts";

export interface AnalysedOperation {
  /** The answer, or its first part. */
  readonly result: OperationResult;
  readonly analysis: Analysis;
}

/**
 * Runs an operation to its end, to the last of its parts and of what goes on without the answer, and
 * tells what was done for it.
 */
export async function analyseOperation(
  operation: Operation,
  { executor, clock, explanation }: AnalyseOptions,
): Promise<AnalysedOperation> {
  const analysing = new Analysing(clock);
  const request = withAnalysis(operation.request, analysing);
  const { later, ...result } = await executor.execute({ ...operation, request });
  const errors = [...(result.errors ?? [])];
  if (later !== undefined) {
    analysing.answeredFirst();
    for await (const { incremental, completed } of later.payloads) {
      for (const part of [...incremental, ...completed]) errors.push(...(part.errors ?? []));
    }
  }
  await analysing.answered(request.signal);
  return { result, analysis: analysing.finish(explanation, errors) };
}

export interface AnalyseOptions {
  readonly executor: Executor;
  readonly clock: Clock;
  readonly explanation: Explanation;
}
