import type { ConnectorFreshness } from "../connector-freshness.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { DeclaredConnector } from "../read-connectors.ts";

/**
 * Warns of connectors whose values are for one caller alone, and that read nothing of the request:
 * nothing tells for whom such a value is, so it is never kept.
 */
export function checkPrivate(
  declarations: readonly DeclaredConnector[],
  { rules }: Pick<ConnectorFreshness, "rules">,
  problems: ProblemLog,
): void {
  for (const { connector, directive } of declarations) {
    const { id, inputs } = connector;
    if (rules.get(id)?.isPrivate !== true) continue;
    if (inputs.headers.length > 0 || inputs.context.length > 0) continue;
    problems.warn("FRESHNESS_UNUSED", directive, {
      message: `What is private is kept for each caller alone; "${id}" reads nothing that tells callers apart, so what it returns is never kept.`,
      help: 'Send what tells callers apart, such as `headers: [{ name: "Authorization", from: "Authorization" }]`, or remove `scope: PRIVATE` from `@cacheControl` on what it returns.',
    });
  }
}
