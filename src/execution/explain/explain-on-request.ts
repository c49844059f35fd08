import { getOperationAST, GraphQLError } from "graphql";

import type { Clock } from "../../kernel/clock.ts";
import { ProblemsError } from "../../kernel/problem.ts";
import type { Executor, Operation, OperationResult } from "../executor.ts";
import { analyseOperation } from "./analyse-operation.ts";
import type { Explanation } from "./explanation.ts";
import type { OperationExplainer } from "./operation-explainer.ts";

/**
 * An executor whose callers may ask for an explanation, with the header `Sluice-Explain`: of `plan`
 * instead of an answer, of `analyze` together with one, which is then not in parts. For callers who
 * may know how the gateway asks its sources.
 */
export function explainOnRequest(
  executor: Executor,
  { explainer, clock }: { readonly explainer: OperationExplainer; readonly clock: Clock },
): Executor {
  return {
    async execute(operation) {
      const wish = operation.request.headers["sluice-explain"];
      if (wish !== "plan" && wish !== "analyze") return executor.execute(operation);
      const explanation = explainFor(operation, explainer);
      if (explanation instanceof GraphQLError) return { errors: [explanation] };
      // What cannot start, as its variables are wrong, is told as always.
      if (explanation === undefined) return executor.execute(operation);
      if (wish === "plan") return { data: null, extensions: { explain: explanation } };
      const { result, analysis } = await analyseOperation(
        { ...operation, takesParts: false },
        { executor, clock, explanation },
      );
      return withExplanation(result, { ...explanation, analysis });
    },
  };
}

/** An answer with an explanation must not be kept by anybody: others get one without. */
function withExplanation({ data, errors }: OperationResult, explain: unknown): OperationResult {
  return {
    ...(data !== undefined && { data }),
    ...(errors !== undefined && { errors }),
    extensions: { explain },
  };
}

function explainFor(
  { document, operationName, variables }: Operation,
  explainer: OperationExplainer,
): Explanation | GraphQLError | undefined {
  const operation = getOperationAST(document, operationName);
  // v8 ignore next -- a document without the operation is refused before
  if (operation === null || operation === undefined) return undefined;
  try {
    return explainer.explain({ document, operation }, { variables });
  } catch (error) {
    // v8 ignore next -- only a bug gets there
    if (!(error instanceof ProblemsError)) throw error;
    const [problem] = error.problems;
    if (problem?.code !== "OPERATION_TOO_LARGE") return undefined;
    return new GraphQLError(`${problem.message} ${problem.help}`, {
      extensions: { code: "BAD_USER_INPUT" },
    });
  }
}
