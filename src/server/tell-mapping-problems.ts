import { withProblems } from "../connectors/request-context.ts";
import { RequestProblems } from "../connectors/request-problems.ts";
import type { Executor } from "../execution/executor.ts";

/**
 * An executor whose callers may ask what went wrong in the mappings of their calls, with the header
 * `Sluice-Mapping-Problems: report`. The answer, which is then not in parts, tells it in
 * `extensions.mappingProblems`: an empty list where nothing did. For callers who may know the names
 * of connectors, and of what is missing in the answers of sources.
 */
export function tellMappingProblems(executor: Executor): Executor {
  return {
    async execute(operation) {
      if (operation.request.headers["sluice-mapping-problems"] !== "report") {
        return executor.execute(operation);
      }
      const problems = new RequestProblems();
      const request = withProblems(operation.request, problems);
      // Nobody else must get this answer: without freshness, it is kept by nobody.
      const { freshness: _freshness, ...result } = await executor.execute({
        ...operation,
        request,
        takesParts: false,
      });
      const extensions = { ...result.extensions, mappingProblems: problems.entries };
      return { ...result, extensions };
    },
  };
}
