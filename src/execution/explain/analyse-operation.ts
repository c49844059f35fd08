import { withAnalysis, withProblems } from "../../connectors/request-context.ts";
import { RequestProblems } from "../../connectors/request-problems.ts";
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
  const { problems = new RequestProblems() } = operation.request;
  const request = withProblems(withAnalysis(operation.request, analysing), problems);
  const { later, ...result } = await executor.execute({ ...operation, request });
  const errors = [...(result.errors ?? [])];
  if (later !== undefined) {
    analysing.answeredFirst();
    for await (const { incremental, completed } of later.payloads) {
      for (const part of [...incremental, ...completed]) errors.push(...(part.errors ?? []));
    }
  }
  await analysing.answered(request.signal);
  const analysis = analysing.finish(explanation, errors);
  return { result, analysis: { ...analysis, mappingProblems: problems.entries } };
}

export interface AnalyseOptions {
  readonly executor: Executor;
  readonly clock: Clock;
  readonly explanation: Explanation;
}
